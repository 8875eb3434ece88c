with

projects as (
    select * from {{ ref('int_projects_placed') }}
),

last_month as (
    select max(start_date) as month_start_date
    from {{ ref('dim_periods') }}
    where period_type = 'month' and is_closed
),

latest as (
    select
        unit_id,
        metric_code,
        arg_max(value, month_start_date) as value,
        arg_max_null(se, month_start_date) as se,
        max(month_start_date) as month_start_date
    from {{ ref('mart_project_metric_months') }}
    where is_closed and value is not null
    group by unit_id, metric_code
),

measures as (
    select
        project_id,
        count(*) filter (where tracking_code <> 'cancelled') as measure_count,
        count(*) filter (where tracking_code = 'done') as done_count,
        count(*) filter (where tracking_code = 'overdue') as overdue_count,
        count(*) filter (where tracking_code = 'at_risk') as at_risk_count,
        count(*) filter (where tracking_code = 'blocked') as blocked_count
    from {{ ref('mart_project_measures') }}
    group by project_id
),

members as (
    select
        project_id,
        count(*) as member_count
    from {{ ref('int_project_entities_folded') }}
    where entity_type = 'member' and not is_withdrawn
    group by project_id
),

cities as (
    select
        project_id,
        min(pilot_start_date) filter (where role_code = 'pilot') as pilot_start_date,
        min(rollout_date) filter (where role_code = 'control') as first_rollout_date
    from {{ ref('mart_project_cities') }}
    group by project_id
),

stages as (
    select
        code as stage_code,
        sort_order as stage_no,
        count(*) over () as stage_count
    from {{ ref('project_codes') }}
    where dimension = 'stage'
),

gates as (
    select
        gates.project_id,
        count(*) filter (where gates.is_passed) as gates_passed_count,
        -- the earliest one sent back, else the one after the last one passed
        coalesce(
            min(stages.stage_no) filter (where gates.decision_code = 'back'),
            least(
                coalesce(max(stages.stage_no) filter (where gates.is_passed), 0) + 1,
                any_value(stages.stage_count)
            )
        ) as stage_no
    from {{ ref('int_project_gates_typed') }} as gates
    inner join stages
        on gates.stage_code = stages.stage_code
    group by gates.project_id
),

final as (
    select
        projects.project_id,
        projects.unit_id,
        projects.province_id,
        projects.city_id,
        projects.period_id,
        projects.kind_code,
        projects.theme_code,
        projects.title,
        projects.metric_code,
        projects.status_code,
        stages.stage_code,
        projects.lead_name,
        projects.lead_department_code,
        projects.problem_text,
        projects.origin_code,
        projects.year_no,
        projects.bimonth_no,
        projects.baseline_value,
        projects.target_value,
        latest.value as latest_value,
        latest.se as latest_value_se,
        {{ path_value(
            'projects.baseline_value', 'projects.target_value', 'projects.start_date',
            'projects.due_date',
            'last_day(coalesce(latest.month_start_date, last_month.month_start_date))',
        ) }} as path_value,
        coalesce(measures.measure_count, 0) as measure_count,
        coalesce(measures.done_count, 0) as done_count,
        coalesce(measures.overdue_count, 0) as overdue_count,
        coalesce(measures.at_risk_count, 0) as at_risk_count,
        coalesce(measures.blocked_count, 0) as blocked_count,
        coalesce(members.member_count, 0) as member_count,
        coalesce(gates.gates_passed_count, 0) as gates_passed_count,
        projects.version,
        projects.start_date,
        projects.due_date,
        projects.chosen_from_date,
        projects.chosen_to_date,
        cities.pilot_start_date,
        cities.first_rollout_date,
        latest.month_start_date as latest_month_start_date,
        projects.updated_at
    from projects
    cross join last_month
    left join latest
        on
            projects.unit_id = latest.unit_id
            and projects.metric_code = latest.metric_code
    left join measures
        on projects.project_id = measures.project_id
    left join members
        on projects.project_id = members.project_id
    left join cities
        on projects.project_id = cities.project_id
    left join gates
        on projects.project_id = gates.project_id
    left join stages
        on coalesce(gates.stage_no, 1) = stages.stage_no
)

select * from final
