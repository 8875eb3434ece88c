with

estimated as (
    select * from {{ ref('int_project_effects_estimated') }}
    where check_code = 'effect'
),

final as (
    select
        project_id,
        metric_code,
        verdict_code,
        reason_code,
        city_count,
        pilot_count,
        dropped_city_count,
        assignment_count,
        drawn_count,
        min_p_value,
        before_month_count,
        after_month_count,
        effect,
        effect_ci_low,
        effect_ci_high,
        p_value,
        placebo_effect,
        placebo_p_value,
        effect_weighted,
        expected_rebound,
        reliability_rate,
        detectable_effect,
        power_at_target_rate,
        target_lift,
        left_out_effect_min,
        left_out_effect_max,
        left_out_max_p_value,
        is_after_closed,
        before_start_date,
        before_end_date,
        after_start_date,
        after_end_date
    from estimated
)

select * from final
