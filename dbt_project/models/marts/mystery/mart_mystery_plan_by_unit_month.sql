with

hall_months as (
    select * from {{ ref('int_mystery_plan_by_hall_month') }}
),

ancestors as (
    select * from {{ ref('int_unit_ancestors') }}
),

summed as (
    select
        ancestors.ancestor_unit_id as unit_id,
        sum(hall_months.planned_count) as planned_count,
        sum(hall_months.visit_count) as visit_count,
        sum(hall_months.done_count) as done_count,
        sum(hall_months.unplanned_count) as unplanned_count,
        sum(hall_months.rotation_violation_count) as rotation_violation_count,
        sum(hall_months.slot_pattern_violation_count) as slot_pattern_violation_count,
        count(case when hall_months.is_in_scope then 1 end) as halls_in_scope,
        count(case when hall_months.is_in_scope and hall_months.visit_count = 0 then 1 end)
            as halls_without_visit_count,
        count(case when hall_months.visit_count < hall_months.visit_quota then 1 end)
            as halls_below_quota_count,
        count(case when hall_months.is_important then 1 end) as important_hall_count,
        count(
            case
                when
                    hall_months.is_important
                    and hall_months.visit_count < hall_months.visit_quota
                    then 1
            end
        ) as important_halls_below_quota_count,
        hall_months.month_start_date
    from hall_months
    inner join ancestors
        on hall_months.unit_id = ancestors.unit_id
    group by ancestors.ancestor_unit_id, hall_months.month_start_date
),

final as (
    select
        unit_id,
        cast(planned_count as bigint) as planned_count,
        cast(visit_count as bigint) as visit_count,
        cast(done_count as bigint) as done_count,
        cast(unplanned_count as bigint) as unplanned_count,
        halls_in_scope,
        halls_without_visit_count,
        halls_below_quota_count,
        important_hall_count,
        important_halls_below_quota_count,
        cast(rotation_violation_count as bigint) as rotation_violation_count,
        cast(slot_pattern_violation_count as bigint) as slot_pattern_violation_count,
        cast(done_count as double) / nullif(planned_count, 0) as plan_coverage_rate,
        1 - cast(halls_without_visit_count as double) / nullif(halls_in_scope, 0)
            as hall_coverage_rate,
        month_start_date
    from summed
)

select * from final
