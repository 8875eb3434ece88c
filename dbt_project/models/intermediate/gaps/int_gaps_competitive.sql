{#- A view: its rows are stored once, with the other gaps. -#}
{{ config(materialized='view') }}

with

competitors as (
    select * from {{ ref('mart_competitors_by_unit_period') }}
),

gaps as (
    select * from {{ ref('gap_codes') }}
),

units as (
    select * from {{ ref('dim_units') }}
),

periods as (
    select * from {{ ref('dim_periods') }}
),

-- competitors are compared cell by cell, which is not a difference of two means of one unit each
final as (
    select
        competitors.unit_id,
        units.unit_type,
        competitors.period_id,
        competitors.element_set,
        competitors.element_id,
        gaps.gap_code,
        'all' as layer,
        competitors.own_n as left_n,
        competitors.competitor_n as right_n,
        competitors.own_mean as left_mean,
        competitors.competitor_mean as right_mean,
        competitors.value,
        competitors.se,
        competitors.df,
        gaps.is_absolute,
        gaps.is_source_candidate,
        false as has_staff_side,
        competitors.is_shown as are_shown,
        competitors.is_sufficient as are_firm,
        competitors.ci_low,
        competitors.ci_high
    from competitors
    inner join units
        on
            competitors.unit_id = units.unit_id
            and units.unit_type in ('group', 'province', 'city')
    inner join periods
        on
            competitors.period_id = periods.period_id
            and periods.period_type <> 'month'
    inner join gaps
        on gaps.gap_code = concat('competitive_', competitors.side)
)

select * from final
