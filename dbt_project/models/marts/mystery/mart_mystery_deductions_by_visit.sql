with

findings as (
    select * from {{ ref('int_mystery_findings_by_visit') }}
),

scored_items as (
    select * from {{ ref('int_mystery_items_scored') }}
    -- what lost nothing has no finding to look up
    where findings_points_lost_e4 > 0 or veto_reported_count > 0
),

visits as (
    select * from {{ ref('mart_mystery_visits') }}
),

visit_weights as (
    select
        visit_id,
        weight_e6
    from {{ ref('fct_mystery_visit_scores') }}
    where score_level = 'visit'
),

-- an indicator's loss is split over its categories as the raw points were; a veto that cost
-- everything on an indicator with full points, as the marks of the veto were
shared as (
    select
        findings.*,
        scored_items.element_id,
        scored_items.block_code,
        scored_items.capability_code,
        scored_items.weight_e6,
        scored_items.earned_before_veto_e8,
        scored_items.earned_after_veto_e8,
        coalesce(scored_items.is_veto, false) as is_veto,
        case
            when scored_items.findings_points_lost_e4 > 0
                then cast(findings.points_lost_e4 as double) / scored_items.findings_points_lost_e4
            else
                cast(findings.veto_reported_count as double)
                / nullif(scored_items.veto_reported_count, 0)
        end as category_share
    from findings
    left join scored_items
        on
            findings.visit_id = scored_items.visit_id
            and findings.indicator_code = scored_items.indicator_code
),

weighed as (
    select
        shared.*,
        100.0 * shared.category_share
        * (shared.weight_e6 - shared.earned_before_veto_e8 / 100)
        / visit_weights.weight_e6 as weighted_points_lost_before_veto,
        100.0 * shared.category_share
        * (shared.weight_e6 - shared.earned_after_veto_e8 / 100)
        / visit_weights.weight_e6 as weighted_points_lost
    from shared
    left join visit_weights
        on shared.visit_id = visit_weights.visit_id
),

final as (
    select
        weighed.visit_id,
        weighed.unit_id,
        weighed.indicator_code,
        weighed.element_id,
        weighed.block_code,
        weighed.capability_code,
        weighed.finding_category,
        weighed.finding_count,
        weighed.told_on_spot_count,
        weighed.fixed_on_spot_count,
        weighed.points_lost_e4 / 1e4 as points_lost,
        weighed.weighted_points_lost_before_veto,
        weighed.weighted_points_lost,
        visits.score_before_veto,
        visits.score_after_veto,
        visits.reported_score,
        weighed.is_veto,
        weighed.visit_date,
        weighed.month_start_date
    from weighed
    inner join visits
        on weighed.visit_id = visits.visit_id
)

select * from final
