{{ config(materialized='view') }}

with

hall_scores as (
    select * from {{ ref('int_mystery_hall_scores') }}
),

open_halls as (
    select * from {{ ref('int_halls_open_by_period') }}
),

-- one visit a hall and month shows no spread within halls: the month borrows the last half-year's
monthly_pools as (
    select
        unit_id,
        period_id,
        score_version,
        within_sum_of_squares as pool_ss,
        within_df as pool_df
    from hall_scores
    where window_kind = 'rolling' and period_type = 'month'
),

-- competitors' footfall is not known: their halls weigh the same
final as (
    select
        hall_scores.unit_id as hall_id,
        hall_scores.period_id,
        hall_scores.period_type,
        hall_scores.window_kind,
        hall_scores.window_no,
        hall_scores.score_level,
        hall_scores.score_code,
        hall_scores.score_no,
        hall_scores.score_version,
        hall_scores.visit_count,
        hall_scores.veto_count,
        hall_scores.score_e4_sum,
        hall_scores.score_mean,
        case
            when hall_scores.within_df > 0
                then hall_scores.within_sum_of_squares / hall_scores.within_df
        end as score_variance,
        case
            when open_halls.operator_type = 'competitor' then 1 else open_halls.footfall
        end as hall_weight,
        open_halls.footfall,
        open_halls.unit_id is not null as is_hall_in_scope,
        coalesce(monthly_pools.pool_ss, hall_scores.within_sum_of_squares) as pool_ss,
        coalesce(monthly_pools.pool_df, hall_scores.within_df) as pool_df
    from hall_scores
    left join open_halls
        on
            hall_scores.unit_id = open_halls.unit_id
            and hall_scores.period_id = open_halls.period_id
    left join monthly_pools
        on
            hall_scores.window_kind = 'period'
            and hall_scores.period_type = 'month'
            and hall_scores.unit_id = monthly_pools.unit_id
            and hall_scores.period_id = monthly_pools.period_id
            and hall_scores.score_version = monthly_pools.score_version
)

select * from final
