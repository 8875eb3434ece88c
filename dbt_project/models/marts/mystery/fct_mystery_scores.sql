with

visit_scores as (
    select * from {{ ref('fct_mystery_visit_scores') }}
),

final as (
    select
        unit_id,
        score_level,
        score_code,
        count(*) as visit_count,
        cast(sum(veto_count) as bigint) as veto_count,
        cast(sum(score_before_veto_e4) as bigint) as score_before_veto_e4_sum,
        cast(sum(score_before_veto_e4 * score_before_veto_e4) as bigint)
            as score_before_veto_e4_sumsq,
        cast(sum(score_after_veto_e4) as bigint) as score_after_veto_e4_sum,
        cast(sum(score_after_veto_e4 * score_after_veto_e4) as bigint)
            as score_after_veto_e4_sumsq,
        month_start_date
    from visit_scores
    group by unit_id, score_level, score_code, month_start_date
)

select * from final
