with

items as (
    select * from {{ ref('int_mystery_items_scored') }}
),

visits as (
    select * from {{ ref('int_mystery_visits_located') }}
),

-- the whole visit and its three partitions in one pass over the items
level_sums as (
    select
        visit_id,
        case
            when grouping(block_code) = 0 then 'block'
            when grouping(element_id) = 0 then 'element'
            when grouping(capability_code) = 0 then 'capability'
            else 'visit'
        end as score_level,
        coalesce(block_code, element_id, capability_code, 'total') as score_code,
        count(*) as indicator_count,
        cast(sum(weight_e6) as bigint) as weight_e6,
        cast(sum(earned_before_veto_e8) as bigint) as earned_before_veto_e8,
        cast(sum(earned_after_veto_e8) as bigint) as earned_after_veto_e8,
        sum(case when is_veto then 1 else 0 end) as veto_count
    from items
    group by grouping sets (
        (visit_id),
        (visit_id, block_code),
        (visit_id, element_id),
        (visit_id, capability_code)
    )
),

final as (
    select
        level_sums.visit_id,
        visits.unit_id,
        level_sums.score_level,
        level_sums.score_code,
        level_sums.indicator_count,
        cast(level_sums.veto_count as bigint) as veto_count,
        level_sums.weight_e6,
        {{ divide_half_up('10000 * level_sums.earned_before_veto_e8', 'level_sums.weight_e6') }}
            as score_before_veto_e4,
        {{ divide_half_up('10000 * level_sums.earned_after_veto_e8', 'level_sums.weight_e6') }}
            as score_after_veto_e4,
        visits.month_start_date
    from level_sums
    inner join visits
        on level_sums.visit_id = visits.visit_id
)

select * from final
