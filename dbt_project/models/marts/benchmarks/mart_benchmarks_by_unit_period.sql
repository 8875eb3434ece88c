{%- set limits = [('95', z_975()), ('998', '3.090232306167813e0')] -%}

with

prepared as (
    select * from {{ ref('int_benchmarks_prepared') }}
),

estimated as (
    select * from {{ ref('int_benchmarks_estimated') }}
),

placed as (
    select
        prepared.*,
        estimated.* exclude (unit_id, period_id, metric_code),
        case when estimated.peers_n > 1 then prepared.se end as chance_se,
        case when estimated.peers_n > 1 then sqrt(power(prepared.se, 2) + power(estimated.tau, 2)) end
            as exceptional_se,
        coalesce(
            prepared.not_ranked_reason,
            case when estimated.ranked_units < 2 then 'no_siblings' end
        ) as no_rank_reason,
        estimated.ranked_units >= {{ threshold('top_bottom_min_units') }} as has_top_and_bottom,
        {{ threshold('top_bottom_count') }} as named_units
    from prepared
    inner join estimated
        on
            prepared.unit_id = estimated.unit_id
            and prepared.period_id = estimated.period_id
            and prepared.metric_code = estimated.metric_code
),

-- distance from the peers' mean, positive where the unit is better
measured as (
    select
        *,
        better_sign * (value - peer_mean) as ahead,
        {{ limits[0][1] }} as z_95,
        {{ limits[1][1] }} as z_998
    from placed
),

final as (
    select
        unit_id,
        period_id,
        metric_code,
        parent_unit_id,
        case peer_width when 0 then narrow_group when 1 then wider_group else widest_group end as peer_group,
        similar_group,
        {%- for kind in ['chance', 'exceptional'] %}
        case
            when {{ kind }}_se is null then null
            when ahead > z_998 * {{ kind }}_se then 'better_998'
            when ahead > z_95 * {{ kind }}_se then 'better_95'
            when ahead < -z_998 * {{ kind }}_se then 'worse_998'
            when ahead < -z_95 * {{ kind }}_se then 'worse_95'
            else 'within'
        end as {{ kind }}_flag,
        {%- endfor %}
        no_rank_reason as not_ranked_reason,
        n,
        cast(peers_n as bigint) as peers_n,
        cast(similar_n as bigint) as similar_n,
        cast(case when no_rank_reason is null then rank end as bigint) as rank,
        cast(case when no_rank_reason is null then rank_ci_low end as bigint) as rank_ci_low,
        cast(case when no_rank_reason is null then rank_ci_high end as bigint) as rank_ci_high,
        cast(ranked_units as bigint) as ranked_units,
        value,
        se,
        peer_mean,
        {%- for kind, name in [('chance', 'funnel'), ('exceptional', 'exceptional')] %}
        {%- for level, z in limits %}
        peer_mean - z_{{ level }} * {{ kind }}_se as {{ name }}_low_{{ level }},
        peer_mean + z_{{ level }} * {{ kind }}_se as {{ name }}_high_{{ level }},
        {%- endfor %}
        {%- endfor %}
        case when peers_n > 1 then tau end as tau,
        case when peers_n > 1 then shrunken end as shrunken_value,
        case when peers_n > 1 then percentile end as percentile,
        case when peers_n > 1 then best_decile end as best_decile,
        case when peers_n > 1 then better_sign * (best_decile - shrunken) end as distance_to_best_decile,
        case when similar_n > 1 then similar_percentile end as similar_percentile,
        case when similar_n > 1 then similar_best_decile end as similar_best_decile,
        case when similar_n > 1 then better_sign * (similar_best_decile - shrunken) end
            as distance_to_similar_best_decile,
        case when no_rank_reason is null then is_tie_with_best = 1 end as is_tie_with_best,
        case when no_rank_reason is null then has_top_and_bottom and rank <= named_units end as is_top_3,
        case when no_rank_reason is null then has_top_and_bottom and rank > ranked_units - named_units end
            as is_bottom_3,
        no_rank_reason is null as is_ranked
    from measured
)

select * from final
