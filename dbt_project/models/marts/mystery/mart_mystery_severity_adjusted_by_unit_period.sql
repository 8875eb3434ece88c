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

final as (
    select
        unit_id,
        period_id,
        visit_count,
        mean as score_raw,
        se as score_raw_se,
        case when has_company then mean - severity_mean end as score_adjusted,
        case when has_company then sqrt(power(se, 2) + severity_variance) end as score_adjusted_se,
        case
            when has_company
                then mean - severity_mean - {{ z_975() }} * sqrt(power(se, 2) + severity_variance)
        end as ci_low,
        case
            when has_company
                then mean - severity_mean + {{ z_975() }} * sqrt(power(se, 2) + severity_variance)
        end as ci_high,
        case when has_company then -severity_mean end as adjustment,
        compared_visit_rate,
        is_indicative,
        is_partial
    from joined
)

select * from final
