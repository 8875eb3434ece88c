with

scores as (
    select * from {{ ref('mart_mystery_scores_by_unit_period') }}
    where
        operator_type = 'own' and score_level = 'visit' and score_version = 'after_veto' and is_shown
),

severities as (
    select * from {{ ref('int_mystery_severity_shares') }}
    where severity_variance is not null
),

-- one inspector's severity alone would mark all halls of that inspector
joined as (
    select
        scores.*,
        severities.severity_mean,
        severities.severity_variance,
        cast(severities.compared_visit_count as double) / severities.visit_count as compared_visit_rate,
        severities.inspector_count >= {{ threshold('severity_min_inspectors') }} as has_company
    from scores
    inner join severities
        on
            scores.unit_id = severities.unit_id
            and scores.period_id = severities.period_id
),

-- the score's own degrees of freedom: with the severities in, its interval never narrows
final as (
    select
        joined.unit_id,
        joined.period_id,
        joined.visit_count,
        joined.mean as score_raw,
        joined.se as score_raw_se,
        case when joined.has_company then joined.mean - joined.severity_mean end as score_adjusted,
        case when joined.has_company then sqrt(power(joined.se, 2) + joined.severity_variance) end as score_adjusted_se,
        case
            when joined.has_company
                then joined.mean - joined.severity_mean
                    - {{ t_975('joined.df') }} * sqrt(power(joined.se, 2) + joined.severity_variance)
        end as ci_low,
        case
            when joined.has_company
                then joined.mean - joined.severity_mean
                    + {{ t_975('joined.df') }} * sqrt(power(joined.se, 2) + joined.severity_variance)
        end as ci_high,
        case when joined.has_company then -joined.severity_mean end as adjustment,
        joined.compared_visit_rate,
        joined.is_indicative,
        joined.is_partial
    from joined
    left join {{ ref('t_quantiles') }} as t_quantiles
        on joined.df = t_quantiles.degrees_of_freedom
)

select * from final
