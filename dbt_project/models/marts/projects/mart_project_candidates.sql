with

candidates as (
    select * from {{ ref('int_candidates_indexed') }}
),

theme_ranks as (
    select * from {{ ref('int_candidate_ranks_estimated') }}
),

ladder as (
    select * from {{ ref('mart_gap_ladder_by_unit_period') }}
),

places as (
    select * from {{ ref('int_candidate_places_counted') }}
),

-- a theme of one board ranks as the board does
ranked as (
    select * from candidates
    where board_count = 1
    union all
    select * replace (
        case when is_ranked then rank() over (
            partition by theme_code, unit_id, period_id, is_ranked order by urgency desc
        ) end as rank_no
    )
    from candidates
    where board_count > 1
),

-- an item stands in several themes with one and the same gap; a city is compared with the cities of
-- its province, a province with all of them
gaps as (
    select distinct
        unit_id,
        unit_type,
        case when unit_type = 'city' then province_id else 'G' end as parent_id,
        period_id,
        previous_period_id,
        element_id,
        gap_5
    from candidates
    where is_ranked and unit_type <> 'group'
),

items as (
    select
        *,
        case when count(*) over siblings > 1 then avg(gap_5) over siblings - gap_5 end as distance
    from gaps
    window siblings as (partition by parent_id, period_id, element_id)
),

pairs as (
    select
        gaps.unit_type,
        gaps.element_id,
        gaps.gap_5 - avg(gaps.gap_5) over siblings as retest,
        former.gap_5 - avg(former.gap_5) over siblings as test
    from gaps
    inner join gaps as former
        on
            gaps.unit_id = former.unit_id
            and gaps.element_id = former.element_id
            and gaps.previous_period_id = former.period_id
    window siblings as (partition by gaps.parent_id, gaps.period_id, gaps.element_id)
),

-- what a unit keeps of its distance from its siblings until the next bimonth (M11); no spread, no figure
reliabilities as (
    select
        unit_type,
        element_id,
        least(1, greatest(0, 2 * sum(test * retest) / sum(test * test + retest * retest)))
            as reliability_rate
    from pairs
    group by unit_type, element_id
    having count(*) >= {{ threshold('rebound_min_pairs') }} and sum(test * test + retest * retest) > 0
),

final as (
    select
        ranked.theme_code,
        ranked.unit_id,
        ranked.period_id,
        ranked.board_set,
        ranked.element_id,
        coalesce(ladder.gap_source_code, 'not_localised') as gap_source_code,
        ranked.importance_share,
        ranked.gap_5,
        ranked.board_index,
        ranked.board_index_ci_low,
        ranked.board_index_ci_high,
        cast(ranked.rank_no as integer) as rank_no,
        case when ranked.board_count = 1 then ranked.rank_ci_low else theme_ranks.rank_ci_low end
            as rank_ci_low,
        case when ranked.board_count = 1 then ranked.rank_ci_high else theme_ranks.rank_ci_high end
            as rank_ci_high,
        ranked.persistence_periods,
        -- null where no place of that kind can tell: no hall knows what the telephone asks
        cast(case when places.hall_count > 0 then places.halls_affected_count end as bigint)
            as halls_affected_count,
        cast(nullif(places.hall_count, 0) as bigint) as hall_count,
        cast(case when places.city_count > 0 then places.cities_affected_count end as bigint)
            as cities_affected_count,
        cast(nullif(places.city_count, 0) as bigint) as city_count,
        ranked.complaint_count,
        reliabilities.reliability_rate,
        (1 - reliabilities.reliability_rate) * items.distance as expected_rebound,
        ranked.is_flagged,
        ranked.is_ranked
    from ranked
    left join theme_ranks
        on
            ranked.theme_code = theme_ranks.theme_code
            and ranked.unit_id = theme_ranks.unit_id
            and ranked.period_id = theme_ranks.period_id
            and ranked.element_id = theme_ranks.element_id
    {%- for relation in ['ladder', 'places', 'items'] %}
    left join {{ relation }}
        on
            ranked.unit_id = {{ relation }}.unit_id
            and ranked.period_id = {{ relation }}.period_id
            and ranked.element_id = {{ relation }}.element_id
    {%- endfor %}
    left join reliabilities
        on
            ranked.unit_type = reliabilities.unit_type
            and ranked.element_id = reliabilities.element_id
)

select * from final
