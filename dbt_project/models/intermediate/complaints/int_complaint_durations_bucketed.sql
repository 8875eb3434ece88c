with

durations as (
    select * from {{ ref('fct_complaint_durations') }}
    where measure in ('final_resolution', 'first_resolution')
),

kinds as (
    select * from {{ ref('complaint_kinds') }}
),

ancestors as (
    select * from {{ ref('int_unit_ancestors') }}
),

units as (
    select * from {{ ref('dim_units') }}
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

kind_durations as (
    select
        durations.unit_id,
        kinds.sort_order as kind_no,
        durations.measure,
        durations.is_event,
        cast(buckets.bucket_minutes as bigint) as bucket_minutes,
        durations.duration_minutes,
        durations.ticket_count,
        durations.month_start_date
    from durations
    inner join kinds
        on durations.complaint_kind = kinds.complaint_kind
    inner join buckets
        on
            durations.duration_minutes > buckets.after_minutes
            and durations.duration_minutes <= buckets.bucket_minutes
),

-- up the tree before it goes over periods: far fewer rows than both at once
final as (
    select
        {{ series_no('units.sort_order', 0,
            'case when kind_levels.is_own_kind then kind_durations.kind_no else 0 end',
            'kind_durations.measure') }} as unit_series_no,
        kind_durations.bucket_minutes,
        kind_durations.duration_minutes,
        cast(sum(case when kind_durations.is_event then kind_durations.ticket_count else 0 end) as bigint)
            as event_count,
        cast(sum(case when kind_durations.is_event then 0 else kind_durations.ticket_count end) as bigint)
            as censored_count,
        kind_durations.month_start_date
    from kind_durations
    inner join ancestors
        on kind_durations.unit_id = ancestors.unit_id
    inner join units
        on ancestors.ancestor_unit_id = units.unit_id
    inner join (values (true), (false)) as kind_levels (is_own_kind)
        on not kind_levels.is_own_kind or {{ has_kind_curves('units.unit_type') }}
    where not units.is_unallocated
    group by
        unit_series_no, kind_durations.bucket_minutes, kind_durations.duration_minutes,
        kind_durations.month_start_date
)

select * from final
