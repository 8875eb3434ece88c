with

gates as (
    select * from {{ ref('int_project_entities_folded') }}
    where entity_type = 'gate' and not is_withdrawn
),

projects as (
    select * from {{ ref('int_projects_placed') }}
),

dates as (
    select * from {{ ref('int_build_dates') }}
),

typed as (
    select
        gates.project_id,
        split_part(gates.entity_id, '/', 2) as stage_code,
        gates.fields ->> 'decision_code' as decision_code,
        gates.fields ->> 'decided_by' as decided_by,
        gates.fields ->> 'remark' as remark,
        gates.fields ->> 'frozen_release_id' as frozen_release_id,
        gates.fields ->> 'frozen_verdict_code' as frozen_verdict_code,
        cast(gates.fields ->> 'frozen_effect' as double) as frozen_effect,
        cast(gates.fields ->> 'frozen_ci_low' as double) as frozen_ci_low,
        cast(gates.fields ->> 'frozen_ci_high' as double) as frozen_ci_high,
        cast(gates.fields ->> 'frozen_p_value' as double) as frozen_p_value,
        cast(gates.fields ->> 'frozen_after_months' as integer) as frozen_after_months,
        cast(gates.fields ->> 'frozen_value' as double) as frozen_value,
        cast(gates.fields ->> 'passed_date' as date) as passed_date,
        cast(gates.fields ->> 'planned_date' as date) as planned_date,
        cast(gates.fields ->> 'frozen_at' as timestamp) as frozen_at,
        dates.as_of_date
    from gates
    inner join projects
        on gates.project_id = projects.project_id
    cross join dates
),

final as (
    select
        project_id,
        stage_code,
        decision_code,
        decided_by,
        remark,
        frozen_release_id,
        frozen_verdict_code,
        frozen_effect,
        frozen_ci_low,
        frozen_ci_high,
        frozen_p_value,
        frozen_after_months,
        frozen_value,
        coalesce(passed_date <= as_of_date and decision_code is distinct from 'back', false) as is_passed,
        planned_date,
        passed_date,
        frozen_at
    from typed
)

select * from final
