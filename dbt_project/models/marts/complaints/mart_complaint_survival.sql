with

steps as (
    select * from {{ ref('int_complaint_survival_steps') }}
),

cohorts as (
    select * from {{ ref('int_complaint_cohorts') }}
    where
        unit_type in ('group', 'province', 'city')
        and complaint_kind = 'all'
),

hours as (
    select * from {{ ref('complaint_survival_hours') }}
),

limits as (
    select {{ threshold('min_n_shown') }} as min_n_shown
),

-- the curve is drawn as far as somebody was still watched
watched as (
    select
        cohorts.cohort_no,
        cohorts.unit_id,
        cohorts.period_id,
        cohorts.measure,
        max(steps.ticket_count) as ticket_count,
        max(steps.duration_minutes) as last_minute
    from steps
    inner join cohorts
        on steps.cohort_no = cohorts.cohort_no
    group by cohorts.cohort_no, cohorts.unit_id, cohorts.period_id, cohorts.measure
),

grid as (
    select
        watched.cohort_no,
        watched.unit_id,
        watched.period_id,
        watched.measure,
        watched.ticket_count,
        hours.hours,
        cast(hours.hours * 60 as integer) as grid_minute
    from watched
    inner join limits
        on watched.ticket_count >= limits.min_n_shown
    inner join hours
        on watched.last_minute >= hours.hours * 60
),

final as (
    select
        grid.unit_id,
        grid.period_id,
        grid.measure,
        grid.hours,
        grid.ticket_count,
        coalesce(steps.survival_rate, 1) as survival_rate,
        {{ log_log_bound('steps.survival_rate', 'steps.greenwood_sum', '+') }} as survival_rate_ci_low,
        {{ log_log_bound('steps.survival_rate', 'steps.greenwood_sum', '-') }} as survival_rate_ci_high
    from grid
    asof left join steps
        on
            grid.cohort_no = steps.cohort_no
            and grid.grid_minute >= steps.duration_minutes
)

select * from final
