with

gates as (
    select * from {{ ref('int_project_gates_typed') }}
),

projects as (
    select * from {{ ref('mart_projects') }}
),

metrics as (
    select
        metric_code,
        -- as it reads on a screen: rates are shown in per cent
        power(10, decimals) * case unit when 'rate' then 100 else 1 end as scale
    from {{ ref('project_metrics') }}
),

effects as (
    select * from {{ ref('mart_project_effects') }}
),

-- in words: warehouse.projects.restatement.standing, which a test holds this equal to
compared as (
    select
        gates.*,
        effects.verdict_code,
        effects.effect,
        effects.effect_ci_low,
        effects.effect_ci_high,
        effects.p_value,
        effects.after_month_count,
        -- months that have been closed since are news, not a restatement of what was known then
        coalesce(effects.after_month_count, 0) > coalesce(gates.frozen_after_months, 0) as has_newer_months,
        (gates.frozen_verdict_code is distinct from effects.verdict_code) as has_other_verdict,
        round(gates.frozen_effect * metrics.scale) as frozen_reading,
        round(effects.effect * metrics.scale) as reading
    from gates
    inner join projects
        on gates.project_id = projects.project_id
    left join metrics
        on projects.metric_code = metrics.metric_code
    left join effects
        on gates.project_id = effects.project_id
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
        verdict_code,
        frozen_effect,
        frozen_ci_low,
        frozen_ci_high,
        frozen_p_value,
        frozen_after_months,
        frozen_value,
        effect,
        effect_ci_low,
        effect_ci_high,
        p_value,
        after_month_count,
        is_passed,
        frozen_verdict_code is not null
        and not has_newer_months
        and (has_other_verdict or frozen_reading is distinct from reading) as is_restated,
        frozen_verdict_code is not null and has_newer_months as has_newer_months,
        planned_date,
        passed_date,
        frozen_at
    from compared
)

select * from final
