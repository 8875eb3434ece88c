{%- set sides = ['score_ruled', 'score_derived', 'perception_mean'] -%}

with

scores as (
    select * from {{ ref('mart_mystery_scores_reweighted_by_unit_period') }}
    where ranked_within_unit_id is not null and not is_partial
),

shifts as (
    select
        ranked_within_unit_id as unit_id,
        period_id,
        unit_type,
        count(*) as ranked_count,
        count(case when rank_ruled <> rank_derived then 1 end) as moved_count,
        cast(max(abs(rank_ruled - rank_derived)) as bigint) as largest_move
    from scores
    group by ranked_within_unit_id, period_id, unit_type
),

-- Spearman's coefficient is Pearson's on mid-ranks: ties share the mean of the places they fill
mid_ranks as (
    select
        ranked_within_unit_id as unit_id,
        period_id,
        unit_type,
        {%- for side in sides %}
        rank() over (
            partition by ranked_within_unit_id, period_id, unit_type order by round({{ side }}, 9)
        )
        + (count(*) over (
            partition by ranked_within_unit_id, period_id, unit_type, round({{ side }}, 9)
        ) - 1) / 2 as {{ side }}_rank{{ ',' if not loop.last }}
        {%- endfor %}
    from scores
    where perception_mean is not null
),

correlations as (
    select
        unit_id,
        period_id,
        unit_type,
        count(*) as compared_count,
        corr(score_ruled_rank, score_derived_rank) as between_sets,
        corr(score_ruled_rank, perception_mean_rank) as ruled,
        corr(score_derived_rank, perception_mean_rank) as derived
    from mid_ranks
    group by unit_id, period_id, unit_type
),

final as (
    select
        shifts.unit_id,
        shifts.period_id,
        shifts.unit_type,
        shifts.ranked_count,
        shifts.moved_count,
        shifts.largest_move,
        cast(shifts.moved_count as double) / shifts.ranked_count as moved_rate,
        coalesce(correlations.compared_count, 0) as compared_count,
        {%- for column, name in [
            ('between_sets', 'spearman_between_sets'),
            ('ruled', 'spearman_ruled_perception'),
            ('derived', 'spearman_derived_perception'),
        ] %}
        case
            when
                correlations.compared_count >= {{ threshold('validity_min_halls') }}
                and isfinite(correlations.{{ column }})
                then least(1, greatest(-1, correlations.{{ column }}))
        end as {{ name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from shifts
    left join correlations
        on
            shifts.unit_id = correlations.unit_id
            and shifts.period_id = correlations.period_id
            and shifts.unit_type = correlations.unit_type
)

select * from final
