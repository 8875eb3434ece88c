-- the weighted points a visit lost are what is missing to 100, to the rounding of the score
with

deductions as (
    select
        visit_id,
        sum(weighted_points_lost) as weighted_points_lost
    from {{ ref('mart_mystery_deductions_by_visit') }}
    group by visit_id
)

select
    visits.visit_id,
    visits.weighted_points_lost_total,
    deductions.weighted_points_lost
from {{ ref('mart_mystery_visits') }} as visits
left join deductions
    on visits.visit_id = deductions.visit_id
where
    visits.score_after_veto is not null
    and abs(visits.weighted_points_lost_total - coalesce(deductions.weighted_points_lost, 0)) > 1e-3
