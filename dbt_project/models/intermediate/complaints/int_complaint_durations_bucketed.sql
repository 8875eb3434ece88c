with

durations as (
    select * from {{ ref('fct_complaint_durations') }}
    where measure in ('final_resolution', 'first_resolution')
),

hours as (
    select * from {{ ref('complaint_survival_hours') }}
),

-- bucket h holds what is longer than the hour before it in the seed, and at most h
buckets as (
    select
        hours * 60 as bucket_minutes,
        coalesce(lag(hours) over (order by hours), -1) * 60 as after_minutes
    from hours
    union all
    select
        {{ open_bucket_minutes() }} as bucket_minutes,
        max(hours) * 60 as after_minutes
    from hours
),

final as (
    select
        durations.unit_id,
        durations.complaint_kind,
        durations.measure,
        cast(buckets.bucket_minutes as bigint) as bucket_minutes,
        durations.duration_minutes,
        cast(sum(case when durations.is_event then durations.ticket_count else 0 end) as bigint)
            as event_count,
        cast(sum(case when durations.is_event then 0 else durations.ticket_count end) as bigint)
            as censored_count,
        durations.month_start_date
    from durations
    inner join buckets
        on
            durations.duration_minutes > buckets.after_minutes
            and durations.duration_minutes <= buckets.bucket_minutes
    group by
        durations.unit_id, durations.complaint_kind, durations.measure, buckets.bucket_minutes,
        durations.duration_minutes, durations.month_start_date
)

select * from final
