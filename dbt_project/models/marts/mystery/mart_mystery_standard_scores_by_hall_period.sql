with

hall_estimates as (
    select * from {{ ref('int_mystery_hall_estimates') }}
    where score_version = 'after_veto' and visit_count >= {{ threshold('min_n_shown') }}
),

peer_groups as (
    select * from {{ ref('int_mystery_peer_groups') }}
),

-- every hall's three groups, named; the widest always exists: the hall is in it itself
candidates as (
    select
        hall_estimates.*,
        concat_ws('|', tier, area_type, pressure) as full_group,
        concat_ws('|', tier, area_type, 'any') as area_group,
        concat_ws('|', tier, 'any', 'any') as tier_group
    from hall_estimates
),

groups as (
    select
        *,
        concat_ws('|', tier, area_type, pressure) as peer_group
    from peer_groups
),

large_groups as (
    select * from groups
    where peer_hall_count >= {{ threshold('min_peers') }}
),

chosen as (
    select
        candidates.*,
        coalesce(
            full_groups.peer_group, area_groups.peer_group, candidates.tier_group
        ) as peer_group
    from candidates
    left join large_groups as full_groups
        on
            candidates.operator_type = full_groups.operator_type
            and candidates.period_id = full_groups.period_id
            and candidates.score_level = full_groups.score_level
            and candidates.score_code = full_groups.score_code
            and candidates.full_group = full_groups.peer_group
    left join large_groups as area_groups
        on
            candidates.operator_type = area_groups.operator_type
            and candidates.period_id = area_groups.period_id
            and candidates.score_level = area_groups.score_level
            and candidates.score_code = area_groups.score_code
            and candidates.area_group = area_groups.peer_group
),

final as (
    select
        chosen.unit_id,
        chosen.period_id,
        chosen.score_level,
        chosen.score_code,
        chosen.operator_type,
        chosen.tier,
        chosen.area_type,
        chosen.pressure,
        chosen.peer_group,
        chosen.visit_count,
        groups.peer_hall_count,
        chosen.score_mean,
        groups.peer_mean,
        groups.peer_sd,
        -- halls all alike have no spread to measure a distance in
        case
            when groups.peer_sd > 1e-9
                then (chosen.score_mean - groups.peer_mean) / groups.peer_sd
        end as standard_score
    from chosen
    inner join groups
        on
            chosen.operator_type = groups.operator_type
            and chosen.period_id = groups.period_id
            and chosen.score_level = groups.score_level
            and chosen.score_code = groups.score_code
            and chosen.peer_group = groups.peer_group
)

select * from final
