with

matched as (
    select * from {{ ref('int_gaps_matched') }}
),

gaps as (
    select * from {{ ref('gap_codes') }}
),

-- numbers stand for units, siblings and so on: families and tests are told apart by them
units as (
    select
        *,
        row_number() over (order by unit_id) as unit_no,
        dense_rank() over (order by coalesce(parent_unit_id, unit_id), unit_type) as siblings_no
    from {{ ref('dim_units') }}
),

periods as (
    select
        *,
        row_number() over (order by period_id) as period_no
    from {{ ref('dim_periods') }}
),

elements as (
    select
        *,
        row_number() over (order by element_id) as element_no,
        element_id = 'overall' or element_id like '%weighted_overall' as is_overall
    from {{ ref('dim_elements') }}
),

layers as (
    select
        gaps.gap_code,
        layers.layer,
        row_number() over (order by gaps.gap_code, layers.layer) as measure_no
    from gaps
    cross join (
        select unnest(['all', 'front_line', 'hall_manager', 'control', 'support']) as layer
    ) as layers
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

all_gaps as (
    select * from with_intervals
    union all by name
    select * from {{ ref('int_gaps_competitive') }}
),

-- open periods and thin samples are neither tested nor compared (M1, M5)
final as (
    select
        all_gaps.*,
        periods.is_partial,
        coalesce(
            all_gaps.are_shown and all_gaps.are_firm and not periods.is_partial and all_gaps.se > 0, false
        ) as is_testable,
        periods.period_no * 10000 + elements.element_no as occasion_no,
        units.unit_no,
        units.siblings_no,
        layers.measure_no,
        elements.is_overall
    from all_gaps
    inner join units
        on all_gaps.unit_id = units.unit_id
    inner join periods
        on all_gaps.period_id = periods.period_id
    inner join elements
        on all_gaps.element_id = elements.element_id
    inner join layers
        on
            all_gaps.gap_code = layers.gap_code
            and all_gaps.layer = layers.layer
)

select * from final
