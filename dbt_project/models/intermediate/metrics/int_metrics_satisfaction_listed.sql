with

means as (
    select * from {{ ref('mart_satisfaction_by_unit_period') }}
    where element_id = 'overall' and measure = 'level' and instrument <> 'expectation'
),

loyalties as (
    select * from {{ ref('mart_loyalty_by_unit_period') }}
),

-- top boxes of different scales are never compared (M3): the dictionary's figure is that of the
-- scale most answers were given on
main_scales as (
    select
        scale_min,
        scale_max
    from {{ ref('fct_survey_answers') }}
    where question = 'overall' and instrument = 'perception'
    group by scale_min, scale_max
    order by sum(answer_count) desc, scale_max desc
    limit 1
),

mean_rows as (
    select
        unit_id,
        period_id,
        case instrument
            when 'perception' then 'satisfaction'
            when 'in_network' then 'in_network_satisfaction'
            when 'new_install' then 'new_install_satisfaction'
            else 'repair_satisfaction'
        end as metric_code,
        mean as value,
        mean_proportional as value_proportional,
        n,
        se,
        df,
        ci_low,
        ci_high,
        case when instrument = 'perception' then halls_with_data end as halls_with_data,
        case when instrument = 'perception' then halls_in_scope end as halls_in_scope,
        footfall_coverage_rate as coverage_rate,
        is_indicative,
        not is_shown as is_suppressed
    from means
),

nps_rows as (
    select
        unit_id,
        period_id,
        'nps' as metric_code,
        value,
        n,
        promoter_count - detractor_count as numerator,
        n as denominator,
        se,
        ci_low,
        ci_high,
        is_indicative,
        not is_shown as is_suppressed
    from loyalties
    where metric_code = 'nps' and instrument = 'in_network'
),

top_box_rows as (
    select
        loyalties.unit_id,
        loyalties.period_id,
        'top_box' as metric_code,
        loyalties.value,
        loyalties.n,
        loyalties.top_box_count as numerator,
        loyalties.n as denominator,
        loyalties.se,
        loyalties.ci_low,
        loyalties.ci_high,
        loyalties.is_indicative,
        not loyalties.is_shown as is_suppressed
    from loyalties
    inner join main_scales
        on
            loyalties.scale_min = main_scales.scale_min
            and loyalties.scale_max = main_scales.scale_max
    where loyalties.metric_code = 'top_box' and loyalties.instrument = 'perception'
),

final as (
    select * from mean_rows
    union all by name
    select * from nps_rows
    union all by name
    select * from top_box_rows
)

select * from final
