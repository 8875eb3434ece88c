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

-- an item stands in several themes with one and the same gap
gaps as (
    select distinct
        unit_id,
        unit_type,
        period_id,
        previous_period_id,
        element_id,
        gap_5
    from candidates
    where is_ranked
),

items as (
    select
        *,
        avg(gap_5) over (partition by unit_type, period_id, element_id) - gap_5 as distance
    from gaps
),

-- what a unit keeps of its distance from the mean of its level until the next bimonth (M11)
reliabilities as (
    select
        items.unit_type,
        items.element_id,
        least(1, greatest(0, corr(items.distance, former.distance))) as reliability_rate
    from items
    inner join items as former
        on
            items.unit_id = former.unit_id
            and items.element_id = former.element_id
            and items.previous_period_id = former.period_id
    group by items.unit_type, items.element_id
    having count(*) >= {{ threshold('rebound_min_pairs') }}
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
