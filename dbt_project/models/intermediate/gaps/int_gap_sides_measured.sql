{#- A view: its rows are stored once, with the other sides. -#}
{{ config(materialized='view') }}

with

-- what customers find of the halls they say when leaving them, what they find of the themes by telephone
satisfaction as (
    select * from {{ ref('mart_satisfaction_by_unit_period') }}
    where
        measure = 'level'
        and (
            instrument in ('perception', 'expectation')
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
        satisfaction.is_shown,
        not satisfaction.is_indicative as is_firm
    from satisfaction
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
        mystery.is_shown,
        not mystery.is_indicative as is_firm
    from mystery
    inner join elements
        on mystery.score_code = elements.element_id
)

select * from final
