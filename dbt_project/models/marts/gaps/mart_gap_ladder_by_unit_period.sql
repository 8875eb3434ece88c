{%- set own_only = {'P': 'perceived', 'D': 'delivered'} -%}
{%- set inherited = {
    'E': 'expected', 'M': 'believed', 'S_c': 'standard_customer', 'S_i': 'standard_inspection',
    'C_c': 'promise_customer', 'C_i': 'promise_inspection'
} -%}

with

sides as (
    select * from {{ ref('int_gap_sides') }}
    where
        layer = 'all'
        and period_type <> 'month'
        and (period_type <> 'quarter' or element_set not in ('theme', 'theme_overall'))
        and side in ('P', 'D', 'E', 'M', 'S_c', 'S_i', 'C_c', 'C_i')
),

units as (
    select * from {{ ref('dim_units') }}
),

periods as (
    select * from {{ ref('dim_periods') }}
),

gap_sources as (
    select * from {{ ref('mart_gaps_by_unit_period') }}
    where is_source
),

numbered as (
    select distinct
        unit_no,
        unit_id
    from sides
),

occasions as (
    select distinct
        occasion_no,
        period_id,
        element_set,
        element_id
    from sides
),

by_number as (
    select
        unit_no,
        occasion_no,
        {%- for side, name in (own_only | items | list) + (inherited | items | list) %}
        max(case when side = '{{ side }}' then mean end) as {{ name }}_mean{{ ',' if not loop.last }}
        {%- endfor %}
    from sides
    group by unit_no, occasion_no
),

rungs as (
    select
        by_number.*,
        numbered.unit_id,
        occasions.period_id,
        occasions.element_set,
        occasions.element_id
    from by_number
    inner join numbered
        on by_number.unit_no = numbered.unit_no
    inner join occasions
        on by_number.occasion_no = occasions.occasion_no
),

-- what a unit has not measured, or may not show, is its nearest ancestor's (M5)
with_ancestors as (
    select
        rungs.unit_id,
        rungs.period_id,
        rungs.element_set,
        rungs.element_id,
        {%- for name in own_only.values() %}
        rungs.{{ name }}_mean,
        {%- endfor %}
        {%- for name in inherited.values() %}
        coalesce(rungs.{{ name }}_mean, of_city.{{ name }}_mean, of_province.{{ name }}_mean, of_group.{{ name }}_mean)
            as {{ name }}_mean,
        case
            when rungs.{{ name }}_mean is not null then null
            when of_city.{{ name }}_mean is not null then of_city.unit_id
            when of_province.{{ name }}_mean is not null then of_province.unit_id
            when of_group.{{ name }}_mean is not null then of_group.unit_id
        end as {{ name }}_inherited_from{{ ',' if not loop.last }}
        {%- endfor %}
    from rungs
    inner join units
        on rungs.unit_id = units.unit_id
    {%- for ancestor, id in [('of_city', 'units.city_id'), ('of_province', 'units.province_id'), ('of_group', "'G'")] %}
    left join rungs as {{ ancestor }}
        on
            {{ id }} = {{ ancestor }}.unit_id
            and rungs.occasion_no = {{ ancestor }}.occasion_no
    {%- endfor %}
    where coalesce(rungs.perceived_mean, rungs.delivered_mean, rungs.expected_mean) is not null
),

final as (
    select
        with_ancestors.unit_id,
        with_ancestors.period_id,
        with_ancestors.element_set,
        with_ancestors.element_id,
        coalesce(gap_sources.gap_code, 'not_localised') as gap_source_code,
        {%- for name in inherited.values() %}
        with_ancestors.{{ name }}_inherited_from,
        {%- endfor %}
        {%- for name in (inherited.values() | list) + (own_only.values() | list) %}
        with_ancestors.{{ name }}_mean,
        {%- endfor %}
        with_ancestors.standard_customer_mean - with_ancestors.expected_mean as standard_gap,
        with_ancestors.standard_customer_mean - with_ancestors.believed_mean as standard_less_belief,
        with_ancestors.believed_mean - with_ancestors.expected_mean as belief_less_expectation,
        with_ancestors.perceived_mean - with_ancestors.expected_mean as service_quality_gap,
        with_ancestors.perceived_mean - with_ancestors.delivered_mean as unexplained,
        gap_sources.z as gap_source_z,
        gap_sources.siblings_mean as gap_source_siblings_mean,
        periods.is_partial
    from with_ancestors
    inner join periods
        on with_ancestors.period_id = periods.period_id
    left join gap_sources
        on
            with_ancestors.unit_id = gap_sources.unit_id
            and with_ancestors.period_id = gap_sources.period_id
            and with_ancestors.element_id = gap_sources.element_id
    -- what customers say of a question that nobody else answers is no ladder
    where coalesce(with_ancestors.expected_mean, with_ancestors.delivered_mean) is not null
)

select * from final
