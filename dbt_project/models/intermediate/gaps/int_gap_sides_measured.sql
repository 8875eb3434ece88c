{#- A view: its rows are stored once, with the other sides. -#}
{{ config(materialized='view') }}

with

satisfaction as (
    select * from {{ ref('mart_satisfaction_by_unit_period') }}
    where
        measure = 'level'
        and (
            instrument in ('perception', 'expectation')
            -- the themes beyond the hall are judged by telephone
            or (instrument = 'in_network' and element_set in ('theme', 'theme_overall'))
        )
),

mystery as (
    select * from {{ ref('mart_mystery_scores_by_unit_period') }}
    where score_level = 'element' and score_version = 'after_veto' and operator_type = 'own'
),

elements as (
    select * from {{ ref('dim_elements') }}
),

-- what the means were weighted by, for the covariance of two sides at the same halls
satisfaction_sums as (
    select * from {{ ref('int_satisfaction_sums_rolled_up') }}
    where instrument in ('perception', 'expectation') and measure = 'level'
),

mystery_sums as (
    select * from {{ ref('int_mystery_unit_sums') }}
    where score_level = 'element' and score_version = 'after_veto' and window_kind = 'period'
),

final as (
    select
        satisfaction.unit_id,
        satisfaction.period_id,
        case satisfaction.instrument when 'expectation' then 'E' else 'P' end as side,
        satisfaction.element_set,
        satisfaction.element_id,
        satisfaction.n,
        satisfaction.mean,
        satisfaction.se,
        satisfaction.df,
        satisfaction.halls_with_data,
        satisfaction.halls_in_scope,
        satisfaction_sums.footfall_f as weight_sum,
        satisfaction.is_shown,
        not satisfaction.is_indicative as is_firm
    from satisfaction
    left join satisfaction_sums
        on
            satisfaction.unit_id = satisfaction_sums.unit_id
            and satisfaction.period_id = satisfaction_sums.period_id
            and satisfaction.instrument = satisfaction_sums.instrument
            and satisfaction.element_id = satisfaction_sums.element_id
    union all
    select
        mystery.unit_id,
        mystery.period_id,
        'D' as side,
        elements.element_set,
        mystery.score_code as element_id,
        mystery.visit_count as n,
        mystery.mean,
        mystery.se,
        cast(mystery.df as double) as df,
        mystery.halls_with_data,
        mystery.halls_in_scope,
        mystery_sums.m4_f as weight_sum,
        mystery.is_shown,
        not mystery.is_indicative as is_firm
    from mystery
    inner join elements
        on mystery.score_code = elements.element_id
    left join mystery_sums
        on
            mystery.unit_id = mystery_sums.unit_id
            and mystery.period_id = mystery_sums.period_id
            and mystery.score_code = mystery_sums.score_code
)

select * from final
