{#- A view: the gap mart stores its rows. -#}
{{ config(materialized='view') }}
{%- set keys = ['unit_id', 'period_id', 'gap_code', 'layer', 'element_id'] -%}

with

compared as (
    select * from {{ ref('int_gaps_compared') }}
),

units as (
    select * from {{ ref('dim_units') }}
),

periods as (
    select * from {{ ref('dim_periods') }}
),

placed as (
    select
        compared.*,
        coalesce(units.parent_unit_id, units.unit_id) as parent_unit_id,
        periods.is_partial,
        -- open periods and thin samples are neither tested nor compared (M1, M5)
        compared.are_shown and compared.are_firm and not periods.is_partial and compared.se > 0
            as is_testable
    from compared
    inner join units
        on compared.unit_id = units.unit_id
    inner join periods
        on compared.period_id = periods.period_id
),

-- M6: H0 says that the gap is no worse than -delta
tested as (
    select
        *,
        case
            when is_testable and is_absolute
                then {{ t_distribution("(value + " ~ threshold('gap_delta') ~ ") / se", 'df') }}
        end as p_value
    from placed
),

tests as (
    select
        {{ keys | join(', ') }},
        parent_unit_id,
        unit_type,
        element_id = 'overall' or element_id like '%weighted_overall' as is_overall,
        p_value
    from tested
    where p_value is not null
),

{{ benjamini_hochberg(
    'tests', 'p_value', 'q_value', keys,
    ['parent_unit_id', 'unit_type', 'period_id', 'gap_code', 'layer', 'is_overall']
) }},

final as (
    select
        tested.*,
        adjusted.q_value
    from tested
    left join adjusted
        on
            tested.p_value is not null
            {%- for key in keys %}
            and tested.{{ key }} = adjusted.{{ key }}
            {%- endfor %}
)

select * from final
