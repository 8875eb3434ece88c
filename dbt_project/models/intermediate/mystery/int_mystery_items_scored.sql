with

items as (
    select * from {{ ref('stg_mystery_item__items') }}
),

visits as (
    select * from {{ ref('int_mystery_visits_located') }}
),

weights as (
    select * from {{ ref('int_mystery_weights_renormalised') }}
),

-- an item without points is not applicable: it leaves the sum and its weight leaves with it;
-- several findings of one indicator add up, to at most the indicator's points
points_per_indicator as (
    select
        visit_id,
        indicator_code,
        max(max_points) as max_points,
        sum(greatest(max_points - points, 0)) as points_lost,
        sum(case when is_veto_hit then 1 else 0 end) as veto_reported_count
    from items
    where points is not null and max_points > 0
    group by visit_id, indicator_code
),

shares as (
    select
        points_per_indicator.visit_id,
        points_per_indicator.indicator_code,
        weights.block_code,
        weights.element_id,
        weights.capability_code,
        weights.weight_e6,
        greatest(
            1 - points_per_indicator.points_lost / points_per_indicator.max_points, 0
        ) as score_share_before_veto,
        cast(round(1e4 * points_per_indicator.points_lost) as bigint) as findings_points_lost_e4,
        cast(points_per_indicator.veto_reported_count as bigint) as veto_reported_count,
        points_per_indicator.veto_reported_count > 0 and weights.has_veto as is_veto
    from points_per_indicator
    inner join visits
        on points_per_indicator.visit_id = visits.visit_id
    inner join weights
        on
            visits.weight_set_id = weights.weight_set_id
            and points_per_indicator.indicator_code = weights.indicator_code
),

final as (
    select
        visit_id,
        indicator_code,
        block_code,
        element_id,
        capability_code,
        weight_e6,
        findings_points_lost_e4,
        veto_reported_count,
        -- hundredths of a millionth: whole numbers for every scale that divides 100
        cast(round(100 * weight_e6 * score_share_before_veto) as bigint) as earned_before_veto_e8,
        case
            when is_veto then 0
            else cast(round(100 * weight_e6 * score_share_before_veto) as bigint)
        end as earned_after_veto_e8,
        is_veto
    from shares
)

select * from final
