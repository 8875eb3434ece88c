with

points as (
    select * from {{ ref('int_alert_series') }}
    where position_no <= {{ threshold('baseline_months') }}
),

centres as (
    select
        unit_id,
        unit_type,
        metric_code,
        segment_no,
        count(*) as baseline_months,
        max(month_start_date) as last_month_start_date,
        sum(centre_weight * difference) / sum(centre_weight) as centre,
        sum(centre_weight * value) / sum(centre_weight) as rate_mean,
        coalesce(sum(centre_weight * reference_value) / sum(centre_weight), 0) as reference_rate_mean
    from points
    group by unit_id, unit_type, metric_code, segment_no
),

-- a count varies as its baseline rate would have it (Poisson), a score as its sample says
spread as (
    select
        points.unit_id,
        points.metric_code,
        points.segment_no,
        points.position_no,
        points.difference,
        {{ alert_sampling_variance('points', 'centres') }} as sampling_variance,
        points.difference - centres.centre as deviation
    from points
    inner join centres
        on
            points.unit_id = centres.unit_id
            and points.metric_code = centres.metric_code
            and points.segment_no = centres.segment_no
),

ranges as (
    select
        *,
        deviation / nullif(sqrt(sampling_variance), 0) as sampling_z,
        lag(difference) over history as earlier_difference,
        lag(deviation / nullif(sqrt(sampling_variance), 0)) over history as earlier_sampling_z
    from spread
    window history as (partition by unit_id, metric_code, segment_no order by position_no)
),

baselines as (
    select
        unit_id,
        metric_code,
        segment_no,
        avg(abs(difference - earlier_difference)) as moving_range_mean,
        avg(abs(sampling_z - earlier_sampling_z)) / {{ threshold('moving_range_d2') }} as laney_sigma,
        avg(sampling_variance) as sampling_variance_mean,
        var_samp(difference) - avg(sampling_variance) as between_variance_estimate
    from ranges
    group by unit_id, metric_code, segment_no
),

described as (
    select
        centres.*,
        baselines.* exclude (unit_id, metric_code, segment_no),
        centres.baseline_months >= {{ threshold('baseline_months') }} as is_complete
    from centres
    inner join baselines
        on
            centres.unit_id = baselines.unit_id
            and centres.metric_code = baselines.metric_code
            and centres.segment_no = baselines.segment_no
),

-- Twelve months tell next to nothing about one unit's own variance net of sampling error, and a
-- collapse inside a baseline would hide itself in it: units of a level share the metric's.
pools as (
    select
        unit_type,
        metric_code,
        greatest(avg(between_variance_estimate), 0) as between_variance,
        sum(baseline_months - 1) as between_df
    from described
    where is_complete
    group by unit_type, metric_code
),

final as (
    select
        described.* exclude (between_variance_estimate),
        pools.between_variance,
        cast(pools.between_df as double) as between_df
    from described
    left join pools
        on
            described.unit_type = pools.unit_type
            and described.metric_code = pools.metric_code
)

select * from final
