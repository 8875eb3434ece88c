with

matched as (
    select * from {{ ref('int_gaps_matched') }}
),

gaps as (
    select * from {{ ref('gap_codes') }}
),

competitors as (
    select * from {{ ref('mart_competitors_by_unit_period') }}
),

units as (
    select * from {{ ref('dim_units') }}
),

periods as (
    select * from {{ ref('dim_periods') }}
),

-- paired: what the respondents' own differences say, the expectation following from it
estimated as (
    select
        unit_id,
        unit_type,
        period_id,
        element_set,
        element_id,
        gap_code,
        layer,
        left_n,
        coalesce(pair_count, right_n) as right_n,
        left_mean,
        coalesce(left_mean - difference_mean, right_mean) as right_mean,
        nullif(left_unit_id, unit_id) as left_inherited_from,
        case when pair_count is null then nullif(right_unit_id, unit_id) end as right_inherited_from,
        coalesce(difference_mean, left_mean - right_mean) as value,
        case
            when pair_count is not null then difference_se
            -- of two shared halls the covariance may come out beyond the variances: no error can be told
            when own_variance + other_variance >= 2 * covariance
                then sqrt(own_variance + other_variance - 2 * covariance)
        end as se,
        case
            when pair_count is not null then difference_df
            else
                {{ difference_df(
                    'own_variance', 'own_df', 'other_variance', 'other_df', 'covariance', 'overlap', 'shared_halls'
                ) }}
        end as df,
        is_absolute,
        is_source_candidate,
        has_staff_side,
        are_shown,
        are_firm
    from matched
),

with_intervals as (
    select
        estimated.*,
        estimated.value - {{ t_975('estimated.df') }} * estimated.se as ci_low,
        estimated.value + {{ t_975('estimated.df') }} * estimated.se as ci_high
    from estimated
    left join {{ ref('t_quantiles') }} as t_quantiles
        on floor(estimated.df) = t_quantiles.degrees_of_freedom
),

-- competitors are compared cell by cell, which is not a difference of two means of one unit each
competitive as (
    select
        competitors.unit_id,
        units.unit_type,
        competitors.period_id,
        competitors.element_set,
        competitors.element_id,
        gaps.gap_code,
        'all' as layer,
        competitors.own_n as left_n,
        competitors.competitor_n as right_n,
        competitors.own_mean as left_mean,
        competitors.competitor_mean as right_mean,
        competitors.value,
        competitors.se,
        competitors.df,
        gaps.is_absolute,
        gaps.is_source_candidate,
        false as has_staff_side,
        competitors.is_shown as are_shown,
        competitors.is_sufficient as are_firm,
        competitors.ci_low,
        competitors.ci_high
    from competitors
    inner join units
        on
            competitors.unit_id = units.unit_id
            and units.unit_type in ('group', 'province', 'city')
    inner join periods
        on
            competitors.period_id = periods.period_id
            and periods.period_type <> 'month'
    inner join gaps
        on gaps.gap_code = concat('competitive_', competitors.side)
),

all_gaps as (
    select * from with_intervals
    union all by name
    select * from competitive
),

placed as (
    select
        all_gaps.*,
        coalesce(units.parent_unit_id, units.unit_id) as parent_unit_id,
        periods.is_partial,
        -- open periods and thin samples are neither tested nor compared (M1, M5)
        coalesce(
            all_gaps.are_shown and all_gaps.are_firm and not periods.is_partial and all_gaps.se > 0, false
        ) as is_testable
    from all_gaps
    inner join units
        on all_gaps.unit_id = units.unit_id
    inner join periods
        on all_gaps.period_id = periods.period_id
),

-- M6: H0 says that the gap is no worse than -delta
final as (
    select
        *,
        case
            when is_testable and is_absolute
                then {{ t_distribution("(value + " ~ threshold('gap_delta') ~ ") / se", 'df') }}
        end as p_value
    from placed
)

select * from final
