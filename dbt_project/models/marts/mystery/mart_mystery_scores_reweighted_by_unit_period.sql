with

scores as (
    select * from {{ ref('mart_mystery_scores_by_unit_period') }}
    where
        operator_type = 'own'
        and score_version = 'after_veto'
        and score_level in ('visit', 'block')
        and is_shown
),

weights as (
    select * from {{ ref('mart_mystery_weights_derived') }}
),

units as (
    select * from {{ ref('dim_units') }}
    where unit_type in ('group', 'province', 'city', 'hall') and operator_type = 'own'
),

periods as (
    select * from {{ ref('dim_periods') }}
    where period_type <> 'month'
),

perceptions as (
    select * from {{ ref('mart_satisfaction_by_unit_period') }}
    where instrument = 'perception' and element_id = 'overall' and measure = 'level' and not is_indicative
),

totals as (
    select
        scores.unit_id,
        scores.period_id,
        units.unit_type,
        -- halls and cities are ranked within their province, provinces within the group
        case
            when units.unit_type in ('hall', 'city') then units.province_id
            when units.unit_type = 'province' then 'G'
        end as ranked_within_unit_id,
        coalesce(units.province_id, 'G') as weighing_unit_id,
        strftime(periods.start_date, '%Y') as year_id,
        scores.visit_count,
        scores.mean as score_ruled,
        periods.is_closed
    from scores
    inner join units
        on scores.unit_id = units.unit_id
    inner join periods
        on scores.period_id = periods.period_id
    where scores.score_level = 'visit'
),

-- within a block the indicators keep their ruled weights
reweighted as (
    select
        totals.unit_id,
        totals.period_id,
        sum(weights.weight_derived * scores.mean) / sum(weights.weight_derived) as score_derived
    from totals
    inner join weights
        on
            totals.weighing_unit_id = weights.unit_id
            and totals.year_id = weights.period_id
    inner join scores
        on
            totals.unit_id = scores.unit_id
            and totals.period_id = scores.period_id
            and scores.score_level = 'block'
            and weights.block_code = scores.score_code
    group by totals.unit_id, totals.period_id
),

final as (
    select
        totals.unit_id,
        totals.period_id,
        totals.unit_type,
        totals.ranked_within_unit_id,
        totals.visit_count,
        totals.score_ruled,
        reweighted.score_derived,
        reweighted.score_derived - totals.score_ruled as difference,
        case
            when totals.is_closed and totals.ranked_within_unit_id is not null
                then rank() over (
                    partition by totals.ranked_within_unit_id, totals.unit_type, totals.period_id
                    order by round(totals.score_ruled, 9) desc
                )
        end as rank_ruled,
        case
            when totals.is_closed and totals.ranked_within_unit_id is not null
                then rank() over (
                    partition by totals.ranked_within_unit_id, totals.unit_type, totals.period_id
                    order by round(reweighted.score_derived, 9) desc
                )
        end as rank_derived,
        perceptions.mean as perception_mean,
        not totals.is_closed as is_partial
    from totals
    inner join reweighted
        on
            totals.unit_id = reweighted.unit_id
            and totals.period_id = reweighted.period_id
    left join perceptions
        on
            totals.unit_id = perceptions.unit_id
            and totals.period_id = perceptions.period_id
)

select * from final
