with

checked_visits as (
    select * from {{ ref('int_mystery_schedule_checked') }}
),

final as (
    select
        visit_id,
        unit_id,
        inspector_id,
        previous_visit_id,
        previous_visit_date,
        barred_through_date,
        visit_date
    from checked_visits
    where is_rotation_violation
)

select * from final
