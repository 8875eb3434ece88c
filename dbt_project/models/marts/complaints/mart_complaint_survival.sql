with

durations as (
    select * from {{ ref('int_complaint_durations_rolled_up') }}
    where
        unit_type in ('group', 'province', 'city')
        and complaint_kind = 'all'
        and measure in ('final_resolution', 'first_resolution')
),

hours as (
    select * from {{ ref('complaint_survival_hours') }}
),

steps as (
    {{ kaplan_meier_steps('durations', ['unit_id', 'period_id', 'measure']) }}
),

last_minutes as (
    select
        unit_id,
        period_id,
        measure,
        ticket_count,
        max(duration_minutes) as last_minute
    from steps
    group by unit_id, period_id, measure, ticket_count
),

grid as (
    select
        last_minutes.unit_id,
        last_minutes.period_id,
        last_minutes.measure,
        last_minutes.ticket_count,
        hours.hours,
        max(steps.duration_minutes) as step_minute
    from last_minutes
    -- the curve is drawn as far as somebody was still watched
    inner join hours
        on last_minutes.last_minute >= hours.hours * 60
    left join steps
        on
            last_minutes.unit_id = steps.unit_id
            and last_minutes.period_id = steps.period_id
            and last_minutes.measure = steps.measure
            and steps.duration_minutes <= hours.hours * 60
    group by
        last_minutes.unit_id, last_minutes.period_id, last_minutes.measure,
        last_minutes.ticket_count, hours.hours
),

limits as (
    select {{ threshold('min_n_shown') }} as min_n_shown
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
    inner join limits
        on grid.ticket_count >= limits.min_n_shown
    left join steps
        on
            grid.unit_id = steps.unit_id
            and grid.period_id = steps.period_id
            and grid.measure = steps.measure
            and grid.step_minute = steps.duration_minutes
)

select * from final
