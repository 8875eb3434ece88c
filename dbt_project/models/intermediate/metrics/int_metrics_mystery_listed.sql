with

scores as (
    select * from {{ ref('mart_mystery_scores_by_unit_period') }}
    where
        score_level = 'visit'
        and score_version = 'after_veto'
        and operator_type = 'own'
),

plans as (
    select * from {{ ref('mart_mystery_plan_by_unit_month') }}
),

period_months as (
    select * from {{ ref('int_period_months') }}
),

score_rows as (
    select
        unit_id,
        period_id,
        'mystery_score' as metric_code,
        mean as value,
        mean_proportional as value_proportional,
        visit_count as n,
        se,
        cast(df as double) as df,
        ci_low,
        ci_high,
        halls_with_data,
        halls_in_scope,
        footfall_coverage_rate as coverage_rate,
        window_months,
        is_indicative,
        not is_shown as is_suppressed
    from scores
),

-- a plan is counted, not sampled: no interval, no minimum; the standard error says what chance alone
-- would do to so many visits, for control limits and funnels
plan_rows as (
    select
        plans.unit_id,
        period_months.period_id,
        'mystery_plan_coverage' as metric_code,
        sum(plans.done_count) / sum(plans.planned_count) as value,
        sum(plans.planned_count) as n,
        sum(plans.done_count) as numerator,
        sum(plans.planned_count) as denominator,
        {{ wilson_se('sum(plans.done_count)', 'sum(plans.planned_count)') }} as se,
        false as is_indicative,
        false as is_suppressed
    from plans
    inner join period_months
        on plans.month_start_date = period_months.month_start_date
    where plans.planned_count > 0
    group by plans.unit_id, period_months.period_id
),

final as (
    select * from score_rows
    union all by name
    select * from plan_rows
)

select * from final
