with

visits as (
    select * from {{ ref('int_mystery_visits_located') }}
),

final as (
    select
        visit_id,
        unit_id,
        inspector_id,
        recording_ref,
        is_recording_checked,
        visit_date
    from visits
    where inspector_id is not null or recording_ref is not null
)

select * from final
