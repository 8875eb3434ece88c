with

durations as (
    select * from {{ ref('int_complaint_durations_bucketed') }}
),

unit_buckets as (
    select
        unit_series_no,
        bucket_minutes,
        sum(event_count) as event_count,
        sum(censored_count) as censored_count,
        sum(event_count * duration_minutes) as event_minutes_sum,
        max(duration_minutes) as last_minutes,
        month_start_date
    from durations
    group by unit_series_no, bucket_minutes, month_start_date
),

series_buckets as (
    {{ complaint_series('unit_buckets', [
        'bucket_minutes', 'event_count', 'censored_count', 'event_minutes_sum', 'last_minutes'
    ]) }}
),

summed as (
    select
        series_no,
        bucket_minutes,
        cast(sum(event_count) as bigint) as event_count,
        cast(sum(censored_count) as bigint) as censored_count,
        cast(sum(event_minutes_sum) as bigint) as event_minutes_sum,
        cast(max(last_minutes) as bigint) as last_minutes
    from series_buckets
    group by series_no, bucket_minutes
),

-- every frame below is over one order of rows: they are sorted once a step
counted as (
    select
        *,
        sum(event_count + censored_count) over whole_series as ticket_count,
        sum(event_count) over whole_series as all_event_count,
        sum(event_count) over so_far as event_count_so_far,
        cast(
            sum(event_count + censored_count) over whole_series
            - sum(event_count + censored_count) over so_far
            + event_count + censored_count as double
        ) as at_risk_count
    from summed
    window
        whole_series as (
            partition by series_no order by bucket_minutes
            rows between unbounded preceding and unbounded following
        ),
        so_far as (
            partition by series_no order by bucket_minutes
            rows between unbounded preceding and current row
        )
),

-- the curve lies between where all who are censored in a bucket leave before its events, and after
log_ratios as (
    select
        *,
        ln(greatest(1e-300, 1 - event_count / nullif(at_risk_count - censored_count, 0)))
            as lowest_log_ratio,
        ln(greatest(1e-300, 1 - event_count / at_risk_count)) as highest_log_ratio
    from counted
),

followed as (
    select
        *,
        sum(lowest_log_ratio) over (
            partition by series_no order by bucket_minutes
            rows between unbounded preceding and current row
        ) as lowest_log_rate,
        coalesce(sum(highest_log_ratio) over (
            partition by series_no order by bucket_minutes
            rows between unbounded preceding and 1 preceding
        ), 0) as highest_log_rate_before
    from log_ratios
),

final as (
    select
        series_no,
        bucket_minutes,
        event_count,
        censored_count,
        event_minutes_sum,
        last_minutes,
        cast(ticket_count as bigint) as ticket_count,
        ticket_count >= {{ threshold('min_n_shown') }} as has_curve,
        -- somebody is censored in it, or a quantile may lie in it
        censored_count > 0
        {%- for rate in ['0.5', '0.1'] %}
        or (
            highest_log_rate_before >= ln({{ rate }}) - 1e-6
            and coalesce(lowest_log_rate, -999) <= ln({{ rate }}) + 1e-6
        )
        {%- endfor %}
        or (
            2 * (event_count_so_far - event_count) <= all_event_count
            and 2 * event_count_so_far >= all_event_count
        ) as is_looked_into
    from followed
)

select * from final
