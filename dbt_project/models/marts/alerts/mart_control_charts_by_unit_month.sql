with

points as (
    select * from {{ ref('int_control_points') }}
),

probabilities as (
    select * from {{ ref('int_alert_probabilities_estimated') }}
),

metrics as (
    select * from {{ ref('alert_metrics') }}
),

-- limits hold for the unit minus its parent; added to the parent's figure they can be drawn with the
-- unit's own
final as (
    select
        points.unit_id,
        points.metric_code,
        points.period_id,
        case
            when not points.is_complete then 'not_enough_history'
            when points.is_monitored then 'monitored'
            else 'baseline'
        end as state,
        points.month_start_date,
        points.value,
        points.reference_value,
        coalesce(points.reference_value, 0) + case when points.is_complete then points.centre end as centre_value,
        coalesce(points.reference_value, 0) + points.centre - points.limit_width as limit_low,
        coalesce(points.reference_value, 0) + points.centre + points.limit_width as limit_high,
        points.z,
        points.ewma,
        points.ewma_limit,
        probabilities.q_value,
        points.is_beyond_limits,
        points.is_ewma_signal,
        points.is_run
    from points
    inner join metrics
        on
            points.metric_code = metrics.metric_code
            and (metrics.is_charted_below_city or points.unit_type in ('group', 'province', 'city'))
    left join probabilities
        on
            points.unit_id = probabilities.unit_id
            and points.metric_code = probabilities.metric_code
            and points.period_id = probabilities.period_id
)

select * from final
