with

items as (
    select * from {{ ref('stg_mystery_item__items') }}
),

visits as (
    select * from {{ ref('int_mystery_visits_located') }}
),

-- another company's indicator codes lose points too: no join with our indicators here
lost as (
    select
        visit_id,
        indicator_code,
        coalesce(finding_category, 'none') as finding_category,
        count(*) as finding_count,
        -- ten-thousandths of a point as an integer: the same sum on any engine and thread count
        cast(sum(cast(round(10000 * greatest(max_points - points, 0)) as bigint)) as bigint)
            as points_lost_e4,
        sum(case when is_veto_hit then 1 else 0 end) as veto_reported_count,
        sum(case when is_told_on_spot then 1 else 0 end) as told_on_spot_count,
        sum(case when is_fixed_on_spot then 1 else 0 end) as fixed_on_spot_count
    from items
    where points is not null and (points < max_points or is_veto_hit)
    group by visit_id, indicator_code, coalesce(finding_category, 'none')
),

final as (
    select
        lost.visit_id,
        visits.unit_id,
        lost.indicator_code,
        lost.finding_category,
        lost.finding_count,
        lost.points_lost_e4,
        cast(lost.veto_reported_count as bigint) as veto_reported_count,
        cast(lost.told_on_spot_count as bigint) as told_on_spot_count,
        cast(lost.fixed_on_spot_count as bigint) as fixed_on_spot_count,
        visits.visit_date,
        visits.month_start_date
    from lost
    inner join visits
        on lost.visit_id = visits.visit_id
)

select * from final
