with

events as (
    select * from {{ ref('stg_journal__events') }}
),

history as (
    select * from {{ ref('mart_project_history') }}
    where is_applied
),

-- last, not arg_max: the last word may be that a field is blank
latest as (
    select
        entity_type,
        entity_id,
        field,
        last(value_after order by seq) as value
    from history
    group by entity_type, entity_id, field
),

fields as (
    select
        entity_type,
        entity_id,
        cast(json_group_object(field, value) as varchar) as fields,
        bool_or(field = 'is_withdrawn' and coalesce(value, '') = 'true') as is_withdrawn
    from latest
    group by entity_type, entity_id
),

entities as (
    select
        entity_type,
        entity_id,
        arg_max(project_id, seq) as project_id,
        max(version) as version,
        min(recorded_at) as created_at,
        max(recorded_at) as updated_at
    from events
    group by entity_type, entity_id
),

final as (
    select
        entities.entity_type,
        entities.entity_id,
        entities.project_id,
        coalesce(fields.fields, '{}') as fields,
        entities.version,
        coalesce(fields.is_withdrawn, false) as is_withdrawn,
        entities.created_at,
        entities.updated_at
    from entities
    left join fields
        on
            entities.entity_type = fields.entity_type
            and entities.entity_id = fields.entity_id
)

select * from final
