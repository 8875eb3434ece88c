with

hall_estimates as (
    select * from {{ ref('int_mystery_hall_estimates') }}
    where score_version = 'after_veto' and visit_count >= {{ threshold('min_n_shown') }}
),

-- three sizes of peer group in one pass; the wider ones leave pressure, then area, open (M9)
final as (
    select
        operator_type,
        period_id,
        score_level,
        score_code,
        tier,
        case when grouping(area_type) = 0 then area_type else 'any' end as area_type,
        case when grouping(pressure) = 0 then pressure else 'any' end as pressure,
        count(*) as peer_hall_count,
        avg(score_mean) as peer_mean,
        stddev_samp(score_mean) as peer_sd
    from hall_estimates
    group by grouping sets (
        (operator_type, period_id, score_level, score_code, tier, area_type, pressure),
        (operator_type, period_id, score_level, score_code, tier, area_type),
        (operator_type, period_id, score_level, score_code, tier)
    )
)

select * from final
