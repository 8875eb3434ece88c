with

hall_scores as (
    select * from {{ ref('int_mystery_hall_scores') }}
    where window_kind = 'rolling'
),

halls as (
    select * from {{ ref('int_halls_described_by_period') }}
),

t_quantiles as (
    select * from {{ ref('t_quantiles') }}
),

described as (
    select
        hall_scores.*,
        halls.operator_type,
        halls.tier,
        halls.area_type,
        halls.pressure
    from hall_scores
    inner join halls
        on
            hall_scores.unit_id = halls.unit_id
            and hall_scores.period_id = halls.period_id
),

-- a hall's own few visits say little about their spread: the tier's halls lend theirs (M5)
tier_pools as (
    select
        operator_type,
        tier,
        period_id,
        score_level,
        score_code,
        score_version,
        sum(within_sum_of_squares) / nullif(sum(within_df), 0) as within_variance,
        cast(nullif(sum(within_df), 0) as bigint) as within_df
    from described
    group by operator_type, tier, period_id, score_level, score_code, score_version
),

with_errors as (
    select
        described.*,
        sqrt(tier_pools.within_variance / described.visit_count) as score_se,
        tier_pools.within_df as score_df
    from described
    inner join tier_pools
        on
            described.operator_type = tier_pools.operator_type
            and described.tier = tier_pools.tier
            and described.period_id = tier_pools.period_id
            and described.score_level = tier_pools.score_level
            and described.score_code = tier_pools.score_code
            and described.score_version = tier_pools.score_version
),

final as (
    select
        with_errors.unit_id,
        with_errors.period_id,
        with_errors.period_type,
        with_errors.operator_type,
        with_errors.tier,
        with_errors.area_type,
        with_errors.pressure,
        with_errors.score_level,
        with_errors.score_code,
        with_errors.score_version,
        with_errors.visit_count,
        with_errors.veto_count,
        with_errors.score_mean,
        with_errors.score_se,
        with_errors.score_df,
        with_errors.score_mean
        - {{ t_975('with_errors.score_df') }} * with_errors.score_se as score_ci_low,
        with_errors.score_mean
        + {{ t_975('with_errors.score_df') }} * with_errors.score_se as score_ci_high
    from with_errors
    left join t_quantiles
        on with_errors.score_df = t_quantiles.degrees_of_freedom
)

select * from final
