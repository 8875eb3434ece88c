with

series_names as (
    select * from {{ ref('int_complaint_series') }}
    where unit_type in ('group', 'province', 'city') and complaint_kind = 'all'
),

steps as (
    select * from {{ ref('int_complaint_survival_steps') }}
),

buckets as (
    select * from {{ ref('int_complaint_buckets_summed') }}
),

hours as (
    select * from {{ ref('complaint_survival_hours') }}
),

limits as (
    select {{ threshold('min_n_shown') }} as min_n_shown
),

series as (
    select
        series_names.series_no,
        series_names.unit_id,
        series_names.period_id,
        series_names.measure,
        cast(sum(buckets.event_count + buckets.censored_count) as bigint) as ticket_count,
        max(buckets.last_minutes) as last_minutes
    from series_names
    inner join buckets
        on series_names.series_no = buckets.series_no
    group by
        series_names.series_no, series_names.unit_id, series_names.period_id, series_names.measure
),

-- the curve at the end of each bucket in which something happened
bucket_ends as (
    select
        steps.series_no,
        steps.bucket_minutes,
        min(steps.survival_rate) as survival_rate,
        max(steps.greenwood_sum) as greenwood_sum
    from steps
    inner join series
        on steps.series_no = series.series_no
    group by steps.series_no, steps.bucket_minutes
),

final as (
    select
        series.unit_id,
        series.period_id,
        series.measure,
        hours.hours,
        series.ticket_count,
        coalesce(min(bucket_ends.survival_rate), 1) as survival_rate,
        {{ log_log_bound('min(bucket_ends.survival_rate)', 'max(bucket_ends.greenwood_sum)', '+') }}
            as survival_rate_ci_low,
        {{ log_log_bound('min(bucket_ends.survival_rate)', 'max(bucket_ends.greenwood_sum)', '-') }}
            as survival_rate_ci_high
    from series
    inner join limits
        on series.ticket_count >= limits.min_n_shown
    -- drawn as far as somebody was still watched
    inner join hours
        on series.last_minutes >= hours.hours * 60
    left join bucket_ends
        on
            series.series_no = bucket_ends.series_no
            and bucket_ends.bucket_minutes <= hours.hours * 60
    group by
        series.unit_id, series.period_id, series.measure, hours.hours, series.ticket_count
)

select * from final
