with

visits as (
    select * from {{ ref('int_mystery_visits_located') }}
),

visit_scores as (
    select * from {{ ref('fct_mystery_visit_scores') }}
    where score_level = 'visit'
),

findings as (
    select * from {{ ref('int_mystery_findings_by_visit') }}
),

points_lost as (
    select
        visit_id,
        sum(finding_count) as finding_count,
        sum(points_lost_e4) / 1e4 as points_lost_total
    from findings
    group by visit_id
),

final as (
    select
        visits.visit_id,
        visits.unit_id,
        visits.operator_type,
        visits.tier,
        visits.area_type,
        visits.stage,
        visits.pressure,
        visits.weight_set_id,
        visits.time_slot,
        visits.visit_mode,
        visits.visit_kind,
        visits.questionnaire_version,
        coalesce(visit_scores.indicator_count, 0) as indicator_count,
        coalesce(visit_scores.veto_count, 0) as veto_count,
        cast(coalesce(points_lost.finding_count, 0) as bigint) as finding_count,
        visit_scores.score_before_veto_e4 / 1e4 as score_before_veto,
        visit_scores.score_after_veto_e4 / 1e4 as score_after_veto,
        100 - visit_scores.score_after_veto_e4 / 1e4 as weighted_points_lost_total,
        coalesce(points_lost.points_lost_total, 0) as points_lost_total,
        visits.reported_score,
        visits.is_form_closed_before_leaving,
        visits.visit_date,
        visits.month_start_date
    from visits
    left join visit_scores
        on visits.visit_id = visit_scores.visit_id
    left join points_lost
        on visits.visit_id = points_lost.visit_id
)

select * from final
