with

gaps as (
    select * from {{ ref('mart_gaps_by_unit_period') }}
    where
        gap_code = 'gap_5'
        and element_id = 'weighted_overall'
        and element_set = 'hall'
        and layer = 'all'
),

-- the answers that judge what was perceived are the figure's n; what was expected may be the city's
final as (
    select
        unit_id,
        period_id,
        'gap_5' as metric_code,
        value,
        n_left as n,
        se,
        df,
        ci_low,
        ci_high,
        -- periods share their expectation, so that the change between them is not that of two samples
        {{ threshold('expectation_window_months') }} as window_months,
        verdict = 'insufficient'
        or ci_low is null
        or least(n_left, n_right) < {{ threshold('min_n_firm') }} as is_indicative,
        verdict = 'not_shown' as is_suppressed
    from gaps
    where value is not null or verdict = 'not_shown'
)

select * from final
