-- The largest table of the complaints: keyed by one whole number instead of four names, which makes
-- grouping and sorting it several times cheaper. int_complaint_cohorts gives the names back.
with

durations as (
    select * from {{ ref('fct_complaint_durations') }}
    where measure in ('final_resolution', 'first_resolution')
),

ancestors as (
    select * from {{ ref('int_unit_ancestors') }}
    where ancestor_unit_type <> 'unallocated'
),

units as (
    select * from {{ ref('dim_units') }}
),

periods as (
    select * from {{ ref('dim_periods') }}
),

period_months as (
    select * from {{ ref('int_period_months') }}
),

kinds as (
    select * from {{ ref('complaint_kinds') }}
),

month_numbers as (
    select
        cast(periods.sort_order as integer) as period_no,
        period_months.month_start_date
    from period_months
    inner join periods
        on period_months.period_id = periods.period_id
),

unit_numbers as (
    select
        ancestors.unit_id,
        cast(units.sort_order as integer) as unit_no,
        ancestors.ancestor_unit_type in ('group', 'province', 'city') as has_kinds
    from ancestors
    inner join units
        on ancestors.ancestor_unit_id = units.unit_id
),

unit_months as (
    select
        unit_numbers.unit_no,
        cast(kinds.sort_order as integer) as kind_no,
        case when durations.measure = 'final_resolution' then 0 else 1 end as measure_no,
        cast(durations.duration_minutes as integer) as duration_minutes,
        durations.month_start_date,
        unit_numbers.has_kinds,
        sum(case when durations.is_event then durations.ticket_count else 0 end) as event_count,
        sum(case when durations.is_event then 0 else durations.ticket_count end) as censored_count
    from durations
    inner join unit_numbers
        on durations.unit_id = unit_numbers.unit_id
    inner join kinds
        on durations.complaint_kind = kinds.complaint_kind
    group by all
),

-- kinds by themselves only where a city or more stands behind them; 0: every kind together
of_kinds as (
    select * from unit_months
    where has_kinds
    union all
    select * replace (0 as kind_no) from unit_months
),

final as (
    select
        {{ complaint_cohort_no('of_kinds.unit_no', 'month_numbers.period_no', 'of_kinds.kind_no', 'of_kinds.measure_no') }}
            as cohort_no,
        of_kinds.duration_minutes,
        cast(sum(of_kinds.event_count) as bigint) as event_count,
        cast(sum(of_kinds.censored_count) as bigint) as censored_count
    from of_kinds
    inner join month_numbers
        on of_kinds.month_start_date = month_numbers.month_start_date
    group by cohort_no, of_kinds.duration_minutes
)

select * from final
