with

planned_visits as (
    select * from {{ ref('stg_inspection_plan__planned_visits') }}
),

visits as (
    select * from {{ ref('int_mystery_visits_located') }}
    where operator_type = 'own'
),

checked_visits as (
    select * from {{ ref('int_mystery_schedule_checked') }}
),

quotas as (
    select * from {{ ref('int_mystery_quotas_by_hall_month') }}
),

located_plan as (
    select
        {{ finest_known_unit('planned_visits') }} as unit_id,
        {{ month_start('planned_visits.planned_date') }} as month_start_date,
        count(*) as planned_count
    from planned_visits
    {{ join_known_halls('planned_visits', 'planned_visits.planned_date') }}
    group by all
),

done_visits as (
    select
        visits.unit_id,
        visits.month_start_date,
        count(*) as visit_count,
        count(case when checked_visits.is_rotation_violation then 1 end)
            as rotation_violation_count,
        count(case when checked_visits.is_slot_pattern_violation then 1 end)
            as slot_pattern_violation_count
    from visits
    left join checked_visits
        on visits.visit_id = checked_visits.visit_id
    group by visits.unit_id, visits.month_start_date
),

planned_or_visited as (
    select
        unit_id,
        month_start_date
    from located_plan
    union
    select
        unit_id,
        month_start_date
    from done_visits
),

-- a hall is missing from a month only where the operator inspected at all in it
unit_months as (
    select
        unit_id,
        month_start_date
    from planned_or_visited
    union
    select
        unit_id,
        month_start_date
    from quotas
    where month_start_date in (
        select planned_or_visited.month_start_date from planned_or_visited
    )
),

-- visits carry no plan number: within a hall and month the k-th visit keeps the k-th plan
final as (
    select
        unit_months.unit_id,
        coalesce(located_plan.planned_count, 0) as planned_count,
        coalesce(done_visits.visit_count, 0) as visit_count,
        least(
            coalesce(located_plan.planned_count, 0), coalesce(done_visits.visit_count, 0)
        ) as done_count,
        greatest(
            coalesce(done_visits.visit_count, 0) - coalesce(located_plan.planned_count, 0), 0
        ) as unplanned_count,
        coalesce(done_visits.rotation_violation_count, 0) as rotation_violation_count,
        coalesce(done_visits.slot_pattern_violation_count, 0) as slot_pattern_violation_count,
        quotas.visit_quota,
        quotas.unit_id is not null as is_in_scope,
        coalesce(quotas.is_important, false) as is_important,
        unit_months.month_start_date
    from unit_months
    left join located_plan
        on
            unit_months.unit_id = located_plan.unit_id
            and unit_months.month_start_date = located_plan.month_start_date
    left join done_visits
        on
            unit_months.unit_id = done_visits.unit_id
            and unit_months.month_start_date = done_visits.month_start_date
    left join quotas
        on
            unit_months.unit_id = quotas.unit_id
            and unit_months.month_start_date = quotas.month_start_date
)

select * from final
