with

hall_estimates as (
    select * from {{ ref('int_mystery_hall_estimates') }}
),

unit_estimates as (
    select * from {{ ref('int_mystery_unit_estimates') }}
),

standard_scores as (
    select * from {{ ref('mart_mystery_standard_scores_by_hall_period') }}
),

periods as (
    select * from {{ ref('dim_periods') }}
),

hall_rows as (
    select
        hall_estimates.unit_id,
        hall_estimates.period_id,
        'hall' as unit_type,
        hall_estimates.operator_type,
        hall_estimates.period_type,
        'rolling' as window_kind,
        hall_estimates.score_level,
        hall_estimates.score_code,
        hall_estimates.score_version,
        hall_estimates.visit_count,
        hall_estimates.veto_count,
        1 as halls_with_data,
        1 as halls_in_scope,
        hall_estimates.score_mean,
        hall_estimates.score_mean as score_mean_proportional,
        hall_estimates.score_se,
        hall_estimates.score_df,
        hall_estimates.score_ci_low,
        hall_estimates.score_ci_high,
        cast(null as double) as footfall_coverage_rate,
        standard_scores.standard_score
    from hall_estimates
    left join standard_scores
        on
            hall_estimates.score_version = 'after_veto'
            and hall_estimates.unit_id = standard_scores.unit_id
            and hall_estimates.period_id = standard_scores.period_id
            and hall_estimates.score_level = standard_scores.score_level
            and hall_estimates.score_code = standard_scores.score_code
),

unit_rows as (
    select
        unit_id,
        period_id,
        unit_type,
        operator_type,
        period_type,
        window_kind,
        score_level,
        score_code,
        score_version,
        visit_count,
        veto_count,
        halls_with_data,
        halls_in_scope,
        score_mean,
        score_mean_proportional,
        score_se,
        score_df,
        score_ci_low,
        score_ci_high,
        footfall_coverage_rate,
        cast(null as double) as standard_score
    from unit_estimates
),

all_rows as (
    select * from hall_rows
    union all
    select * from unit_rows
),

flagged as (
    select
        all_rows.*,
        periods.is_partial,
        all_rows.visit_count >= {{ threshold('min_n_shown') }} as is_shown,
        all_rows.visit_count < {{ threshold('min_n_firm') }}
        or all_rows.halls_with_data
        < least({{ threshold('min_halls_firm') }}, all_rows.halls_in_scope)
        or coalesce(
            all_rows.footfall_coverage_rate < {{ threshold('min_footfall_coverage_rate') }}, false
        ) as is_indicative
    from all_rows
    inner join periods
        on all_rows.period_id = periods.period_id
),

final as (
    select
        unit_id,
        period_id,
        score_level,
        score_code,
        score_version,
        operator_type,
        case
            when window_kind = 'rolling' and period_type <> 'year'
                then cast({{ threshold('mystery_hall_window_months') }} as bigint)
            when period_type = 'month' then 1
            when period_type = 'bimonth' then 2
            when period_type = 'quarter' then 3
            else 12
        end as window_months,
        visit_count,
        veto_count,
        halls_with_data,
        halls_in_scope,
        case when is_shown then score_mean end as mean,
        case when is_shown then score_mean_proportional end as mean_proportional,
        case when is_shown then score_se end as se,
        case when is_shown then score_df end as df,
        case when is_shown then score_ci_low end as ci_low,
        case when is_shown then score_ci_high end as ci_high,
        footfall_coverage_rate,
        case when is_shown then standard_score end as standard_score,
        is_indicative,
        is_partial,
        is_shown
    from flagged
)

select * from final
