with

points as (
    select * from {{ ref('int_control_points') }}
    where is_monitored
),

probabilities as (
    select * from {{ ref('int_alert_probabilities_estimated') }}
),

latest as (
    select max(start_date) as month_start_date
    from {{ ref('dim_periods') }}
    where period_type = 'month' and is_closed
),

-- an alert tells of the worse side only: its chart is beyond the limit there and the month stands
-- out among all units and metrics of that month
signals as (
    select
        points.*,
        probabilities.p_value,
        probabilities.q_value,
        case when points.better = 'lower' then 1 else -1 end as worse,
        case when points.is_beyond_limits then abs(points.difference - points.centre) / points.limit_width end
            as limit_ratio,
        case when points.is_ewma_signal then abs(points.ewma) / points.ewma_limit end as ewma_ratio,
        probabilities.q_value <= {{ threshold('alert_false_discovery_rate') }}
        and (
            (points.is_beyond_limits and sign(points.z) = case when points.better = 'lower' then 1 else -1 end)
            or (points.is_ewma_signal and sign(points.ewma) = case when points.better = 'lower' then 1 else -1 end)
        ) as is_signal
    from points
    inner join probabilities
        on
            points.unit_id = probabilities.unit_id
            and points.metric_code = probabilities.metric_code
            and points.period_id = probabilities.period_id
),

numbered as (
    select
        *,
        position_no - row_number() over (
            partition by unit_id, metric_code, segment_no
            order by position_no
        ) as run_no
    from signals
    where is_signal
),

runs as (
    select
        unit_id,
        metric_code,
        min(period_id) as first_seen_period_id,
        min(month_start_date) as first_seen_date,
        max(month_start_date) as last_seen_date,
        count(*) as months_on,
        max_by(numbered, month_start_date) as last_point
    from numbered
    group by unit_id, metric_code, segment_no, run_no
),

final as (
    select
        concat_ws(':', runs.unit_id, runs.metric_code, runs.first_seen_period_id) as alert_id,
        runs.unit_id,
        last_point.unit_type,
        runs.metric_code,
        runs.first_seen_period_id,
        last_point.period_id as last_seen_period_id,
        case
            when coalesce(last_point.limit_ratio, 0) < coalesce(last_point.ewma_ratio, 0) then 'ewma'
            when last_point.chart_kind = 'count' then 'laney_u'
            else 'xmr'
        end as chart,
        case when last_point.worse > 0 then 'up' else 'down' end as direction,
        runs.months_on,
        last_point.value,
        last_point.reference_value,
        last_point.difference,
        last_point.centre,
        last_point.centre - last_point.limit_width as limit_low,
        last_point.centre + last_point.limit_width as limit_high,
        last_point.z,
        last_point.ewma,
        last_point.ewma_limit,
        last_point.p_value,
        last_point.q_value,
        greatest(coalesce(last_point.limit_ratio, 0), coalesce(last_point.ewma_ratio, 0)) as severity_ratio,
        runs.first_seen_date,
        runs.last_seen_date,
        runs.last_seen_date = latest.month_start_date as is_still_on
    from runs
    cross join latest
)

select * from final
