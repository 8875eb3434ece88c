with

estimated as (
    select * from {{ ref('int_project_effects_estimated') }}
    where check_code <> 'effect'
),

final as (
    select
        project_id,
        check_code,
        city_id,
        position_no,
        effect as value,
        effect_ci_low as ci_low,
        effect_ci_high as ci_high,
        p_value,
        month_start_date
    from estimated
)

select * from final
