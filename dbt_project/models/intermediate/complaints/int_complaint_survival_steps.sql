with

buckets as (
    select * from {{ ref('int_complaint_buckets_summed') }}
    where has_curve
),

durations as (
    select * from {{ ref('int_complaint_durations_bucketed') }}
),

series_durations as (
    {{ complaint_series('durations', [
        'bucket_minutes', 'duration_minutes', 'event_count', 'censored_count'
    ]) }}
),

-- between two censored tickets the product of ratios telescopes: (1 - 1/n)(1 - 1/(n - 1)) … =
-- (n - d)/n, and Greenwood's 1/(n(n - 1)) + … = 1/(n - d) - 1/n. A bucket in which nobody is
-- censored is therefore one exact step; whole minutes are needed only where somebody is, and where
-- a quantile is looked for.
bucket_minutes_summed as (
    select
        series_durations.series_no,
        series_durations.bucket_minutes,
        series_durations.duration_minutes,
        cast(sum(series_durations.event_count) as bigint) as event_count,
        cast(sum(series_durations.censored_count) as bigint) as censored_count
    from series_durations
    inner join buckets
        on
            series_durations.series_no = buckets.series_no
            and series_durations.bucket_minutes = buckets.bucket_minutes
    where buckets.is_looked_into
    group by
        series_durations.series_no, series_durations.bucket_minutes,
        series_durations.duration_minutes
),

rows_in_time as (
    select
        series_no,
        bucket_minutes,
        bucket_minutes as duration_minutes,
        event_count,
        censored_count
    from buckets
    where not is_looked_into
    union all
    select * from bucket_minutes_summed
),

final as (
    {{ kaplan_meier_steps('rows_in_time', ['series_no'], ['bucket_minutes']) }}
)

select * from final
