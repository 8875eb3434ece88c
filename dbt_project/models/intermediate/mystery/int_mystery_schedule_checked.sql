with

visits as (
    select * from {{ ref('int_mystery_visits_located') }}
    where hall_id is not null
),

rules as (
    select * from {{ ref('inspection_rules') }}
    where hall_group = 'every_hall'
),

-- a visit without an inspector or a slot neither breaks a rule nor ends a pattern
previous_visits as (
    select
        visit_id,
        lag(visit_id) over (
            partition by unit_id, inspector_id order by visit_date, visit_id
        ) as previous_visit_id,
        lag(visit_date) over (
            partition by unit_id, inspector_id order by visit_date, visit_id
        ) as previous_visit_date
    from visits
    where inspector_id is not null
),

slot_numbers as (
    select
        visit_id,
        unit_id,
        time_slot,
        visit_date,
        row_number() over (partition by unit_id order by visit_date, visit_id) as visit_no,
        row_number() over (
            partition by unit_id, time_slot order by visit_date, visit_id
        ) as slot_visit_no
    from visits
    where time_slot is not null
),

-- within a run of one slot both numbers grow together, so their difference names the run
slot_runs as (
    select
        visit_id,
        row_number() over (
            partition by unit_id, time_slot, visit_no - slot_visit_no
            order by visit_date, visit_id
        ) as same_slot_run
    from slot_numbers
),

with_rules as (
    select
        visits.visit_id,
        max(case when rules.rule_code = 'rotation_months' then rules.rule_value end)
            as rotation_months,
        max(case when rules.rule_code = 'same_slot_run' then rules.rule_value end)
            as max_same_slot_run
    from visits
    inner join rules
        on
            visits.visit_date >= rules.valid_from_date
            and visits.visit_date < rules.valid_to_date
    group by visits.visit_id
),

final as (
    select
        visits.visit_id,
        visits.unit_id,
        visits.inspector_id,
        visits.time_slot,
        previous_visits.previous_visit_id,
        slot_runs.same_slot_run,
        -- "after more than three months": the same day three months later is still too early
        coalesce(
            visits.visit_date
            <= {{ add_months('previous_visits.previous_visit_date', 'with_rules.rotation_months') }},
            false
        ) as is_rotation_violation,
        coalesce(slot_runs.same_slot_run >= with_rules.max_same_slot_run, false)
            as is_slot_pattern_violation,
        previous_visits.previous_visit_date,
        {{ add_months('previous_visits.previous_visit_date', 'with_rules.rotation_months') }}
            as barred_through_date,
        visits.visit_date,
        visits.month_start_date
    from visits
    left join previous_visits
        on visits.visit_id = previous_visits.visit_id
    left join slot_runs
        on visits.visit_id = slot_runs.visit_id
    left join with_rules
        on visits.visit_id = with_rules.visit_id
)

select * from final
