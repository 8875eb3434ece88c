with

entities as (
    select * from {{ ref('int_project_entities_folded') }}
    where entity_type = 'measure' and not is_withdrawn
),

projects as (
    select * from {{ ref('int_projects_placed') }}
),

dates as (
    select * from {{ ref('int_build_dates') }}
),

typed as (
    select
        entities.project_id,
        entities.entity_id,
        case
            when entities.fields ->> 'city_code' is null then projects.unit_id
            else concat('C', entities.fields ->> 'city_code')
        end as unit_id,
        entities.fields ->> 'title' as title,
        entities.fields ->> 'kind_code' as kind_code,
        entities.fields ->> 'owner_name' as owner_name,
        entities.fields ->> 'owner_department_code' as owner_department_code,
        entities.fields ->> 'status_code' as status_code,
        entities.fields ->> 'blocked_reason' as blocked_reason,
        entities.fields ->> 'evidence_text' as evidence_text,
        cast(split_part(entities.entity_id, '/', 2) as integer) as measure_no,
        cast(entities.fields ->> 'cause_no' as integer) as cause_no,
        cast(entities.fields ->> 'done_rate' as double) as done_rate,
        cast(entities.fields ->> 'people_count' as integer) as people_count,
        cast(entities.fields ->> 'cost_wan' as double) as cost_wan,
        cast(entities.fields ->> 'start_date' as date) as start_date,
        cast(entities.fields ->> 'due_date' as date) as due_date,
        cast(entities.fields ->> 'done_date' as date) as done_date,
        dates.as_of_date
    from entities
    inner join projects
        on entities.project_id = projects.project_id
    cross join dates
),

paced as (
    select
        *,
        {{ expected_rate('start_date', 'due_date', 'as_of_date') }} as expected_rate,
        date_diff('day', as_of_date, due_date) as days_left
    from typed
),

-- in words: warehouse.projects.tracking.track, which a test holds this equal to
tracked as (
    select
        *,
        case
            when status_code in ('done', 'cancelled') then status_code
            when days_left < 0 then 'overdue'
            when status_code = 'blocked' then 'blocked'
            when coalesce(done_rate, 0) < expected_rate - {{ threshold('project_pace_margin') }} then 'at_risk'
            when
                days_left <= {{ threshold('project_due_soon_days') }}
                and coalesce(done_rate, 0) < {{ threshold('project_due_soon_done_rate') }}
                then 'at_risk'
            else 'on_track'
        end as tracking_code
    from paced
),

final as (
    select
        project_id,
        entity_id,
        unit_id,
        title,
        kind_code,
        owner_name,
        owner_department_code,
        status_code,
        tracking_code,
        blocked_reason,
        evidence_text,
        measure_no,
        cause_no,
        done_rate,
        expected_rate,
        people_count,
        cost_wan,
        case when tracking_code = 'overdue' then cast(-days_left as integer) else 0 end as days_overdue,
        start_date,
        due_date,
        done_date
    from tracked
)

select * from final
