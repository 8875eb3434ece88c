with

halls as (
    select * from {{ ref('int_hall_identities') }}
),

periods as (
    select * from {{ ref('dim_periods') }}
),

dates as (
    select * from {{ ref('int_build_dates') }}
),

period_months as (
    select * from {{ ref('int_period_months') }}
),

footfalls as (
    select * from {{ ref('fct_hall_footfall_monthly') }}
),

period_footfalls as (
    select
        footfalls.unit_id,
        period_months.period_id,
        sum(footfalls.footfall) as footfall
    from footfalls
    inner join period_months
        on footfalls.month_start_date = period_months.month_start_date
    group by footfalls.unit_id, period_months.period_id
),

-- in scope: open on at least one day of the period that has already come
final as (
    select
        halls.hall_id as unit_id,
        periods.period_id,
        periods.period_type,
        halls.operator_type,
        cast(period_footfalls.footfall as bigint) as footfall
    from halls
    cross join dates
    inner join periods
        on
            halls.known_from_date <= least(periods.end_date, dates.as_of_date)
            and halls.known_to_date > periods.start_date
    left join period_footfalls
        on
            halls.hall_id = period_footfalls.unit_id
            and periods.period_id = period_footfalls.period_id
)

select * from final
