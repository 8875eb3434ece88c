with

monthly_scores as (
    select * from {{ ref('fct_mystery_scores') }}
),

windows as (
    select * from {{ ref('int_mystery_windows') }}
),

-- scores below the whole visit rest on few items: not by month, and below the city by bimonth and
-- year only (M5), which also keeps a national release small
final as (
    select
        monthly_scores.unit_id,
        windows.period_id,
        windows.period_type,
        windows.window_kind,
        monthly_scores.score_level,
        monthly_scores.score_code,
        cast(sum(monthly_scores.visit_count) as bigint) as visit_count,
        cast(sum(monthly_scores.veto_count) as bigint) as veto_count,
        cast(sum(monthly_scores.score_before_veto_e4_sum) as bigint) as score_before_veto_e4_sum,
        cast(sum(monthly_scores.score_before_veto_e4_sumsq) as bigint)
            as score_before_veto_e4_sumsq,
        cast(sum(monthly_scores.score_after_veto_e4_sum) as bigint) as score_after_veto_e4_sum,
        cast(sum(monthly_scores.score_after_veto_e4_sumsq) as bigint) as score_after_veto_e4_sumsq
    from monthly_scores
    inner join windows
        on monthly_scores.month_start_date = windows.month_start_date
    where
        monthly_scores.score_level = 'visit'
        or (windows.window_kind = 'period' and windows.period_type <> 'month')
        or windows.period_type in ('bimonth', 'year')
    group by
        monthly_scores.unit_id,
        windows.period_id,
        windows.period_type,
        windows.window_kind,
        monthly_scores.score_level,
        monthly_scores.score_code
)

select * from final
