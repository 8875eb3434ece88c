with

events as (
    select * from {{ ref('stg_journal__events') }}
),

changed as (
    select
        seq,
        unnest(json_keys(changes)) as field
    from events
),

disputed as (
    select
        seq,
        unnest(json_keys(conflicts)) as field
    from events
    where conflicts is not null
),

settled as (
    select
        seq,
        unnest(from_json(settles, '["varchar"]')) as field
    from events
    where settles is not null
),

entries as (
    select
        events.*,
        changed.field,
        json_extract(events.changes, changed.field) ->> 0 as value_before,
        json_extract(events.changes, changed.field) ->> 1 as value_after,
        true as is_applied
    from events
    inner join changed
        on events.seq = changed.seq
    union all
    -- what a workbook says against what stands is told and not applied
    select
        events.*,
        disputed.field,
        json_extract(events.conflicts, disputed.field) ->> 'now' as value_before,
        json_extract(events.conflicts, disputed.field) ->> 'stated' as value_after,
        false as is_applied
    from events
    inner join disputed
        on events.seq = disputed.seq
    union all
    select
        events.*,
        settled.field,
        cast(null as varchar) as value_before,
        cast(null as varchar) as value_after,
        false as is_applied
    from events
    inner join settled
        on events.seq = settled.seq
),

final as (
    select
        event_id,
        project_id,
        entity_type,
        entity_id,
        release_id,
        actor,
        source,
        source_ref,
        action,
        field,
        value_before,
        value_after,
        undoes,
        reason,
        seq,
        version,
        is_applied,
        recorded_at
    from entries
)

select * from final
