{#- A view: one model alone reads it. Units, periods and findings are numbered for the sums: grouping
    millions of rows by three numbers takes half the time of grouping them by four names. -#}
{{ config(materialized='view') }}
{%- set sums = [
    'visit_count', 'finding_count', 'veto_count', 'told_on_spot_count', 'fixed_on_spot_count',
    'points_lost_e4_sum', 'weighted_points_lost_e6_sum',
] -%}

with

deductions as (
    select * from {{ ref('fct_mystery_deductions') }}
),

findings as (
    select
        indicator_code,
        finding_category,
        row_number() over (order by indicator_code, finding_category) as finding_no
    from deductions
    group by indicator_code, finding_category
),

units as (
    select
        unit_id,
        unit_type,
        -- where a hall's sums go first, on their way up the tree
        case
            when unit_type in ('hall', 'unallocated')
                then coalesce(city_id, province_id, case when operator_type = 'own' then 'G' else 'K' end)
        end as first_parent_unit_id,
        row_number() over (order by unit_id) as unit_no
    from {{ ref('dim_units') }}
),

periods as (
    select
        period_id,
        period_type,
        is_partial,
        row_number() over (order by period_id) as period_no
    from {{ ref('dim_periods') }}
    where period_type <> 'month'
),

steps as (
    select
        units.unit_no,
        ancestor_units.unit_no as ancestor_unit_no,
        ancestors.ancestor_unit_type in ('group', 'province', 'city') as is_city_or_above,
        units.unit_type in ('hall', 'unallocated') as is_first_step
    from {{ ref('int_unit_ancestors') }} as ancestors
    inner join units
        on ancestors.unit_id = units.unit_id
    inner join units as ancestor_units
        on ancestors.ancestor_unit_id = ancestor_units.unit_id
    where
        units.unit_type in ('city', 'province', 'group')
        or ancestors.ancestor_unit_id = units.first_parent_unit_id
        or (
            ancestors.ancestor_unit_type in ('county', 'branch')
            and units.unit_type in ('hall', 'unallocated')
        )
),

period_sums as (
    select
        units.unit_no,
        periods.period_no,
        findings.finding_no,
        {%- for column in sums %}
        cast(sum(deductions.{{ column }}) as bigint) as {{ column }}{{ ',' if not loop.last }}
        {%- endfor %}
    from deductions
    inner join units
        on deductions.unit_id = units.unit_id
    inner join findings
        on
            deductions.indicator_code = findings.indicator_code
            and deductions.finding_category = findings.finding_category
    inner join {{ ref('int_period_months') }} as period_months
        on deductions.month_start_date = period_months.month_start_date
    inner join periods
        on period_months.period_id = periods.period_id
    group by units.unit_no, periods.period_no, findings.finding_no
),

parent_sums as (
    select
        steps.ancestor_unit_no as unit_no,
        steps.is_city_or_above,
        period_sums.period_no,
        period_sums.finding_no,
        {%- for column in sums %}
        cast(sum(period_sums.{{ column }}) as bigint) as {{ column }}{{ ',' if not loop.last }}
        {%- endfor %}
    from period_sums
    inner join steps
        on period_sums.unit_no = steps.unit_no and steps.is_first_step
    group by all
),

tree_sums as (
    select
        steps.ancestor_unit_no as unit_no,
        parent_sums.period_no,
        parent_sums.finding_no,
        {%- for column in sums %}
        cast(sum(parent_sums.{{ column }}) as bigint) as {{ column }}{{ ',' if not loop.last }}
        {%- endfor %}
    from parent_sums
    inner join steps
        on parent_sums.unit_no = steps.unit_no and not steps.is_first_step
    group by all
),

all_sums as (
    select * from period_sums
    union all by name
    select * exclude (is_city_or_above) from parent_sums
    where not is_city_or_above
    union all by name
    select * from tree_sums
),

-- as fine as scores go (M5): not by month, and below the city by bimonth and year only
final as (
    select
        units.unit_id,
        periods.period_id,
        findings.indicator_code,
        findings.finding_category,
        periods.is_partial,
        all_sums.*
    from all_sums
    inner join units
        on all_sums.unit_no = units.unit_no
    inner join periods
        on all_sums.period_no = periods.period_no
    inner join findings
        on all_sums.finding_no = findings.finding_no
    where
        periods.period_type in ('bimonth', 'year')
        or units.unit_type in ('group', 'province', 'city')
)

select * from final
