{#- A view: the mart stores its rows. -#}
{{ config(materialized='view') }}

with

gaps as (
    select * from {{ ref('mart_gaps_by_unit_period') }}
    where gap_code = 'gap_5'
),

items as (
    select * from {{ ref('int_board_elements') }}
),

units as (
    select * from {{ ref('dim_units') }}
),

periods as (
    select * from {{ ref('dim_periods') }}
    where period_type <> 'month'
),

weights as (
    select * from {{ ref('int_importance_weights') }}
),

-- a period uses the weights of its year, one set for everything inside a province (M6); every item has
-- them, and a left join keeps the planner from matching on the item alone first
final as (
    select
        gaps.unit_id,
        gaps.period_id,
        items.board_set,
        gaps.element_id,
        items.element_no,
        units.unit_type,
        weights.province_id as weighing_unit_id,
        weights.year_no,
        weights.inherited_from_unit_id as importance_inherited_from,
        weights.importance_n,
        weights.importance_share,
        gaps.verdict,
        gaps.is_flagged,
        gaps.value as gap_5,
        gaps.se as gap_5_se,
        gaps.ci_low as gap_5_ci_low,
        gaps.ci_high as gap_5_ci_high,
        -- max(0, -gap), null where the gap or its interval is: `greatest` would skip the null
        weights.importance_share * (abs(gaps.value) - gaps.value) / 2 as board_index,
        weights.importance_share * (abs(gaps.ci_high) - gaps.ci_high) / 2 as board_index_ci_low,
        weights.importance_share * (abs(gaps.ci_low) - gaps.ci_low) / 2 as board_index_ci_high,
        -- below zero where customers get more than they expect: those come after all the others
        -weights.importance_share * gaps.value as urgency,
        weights.importance_share * gaps.se as urgency_se,
        gaps.verdict in ('short', 'negative', 'none', 'positive') as is_ranked
    from gaps
    inner join items
        on gaps.element_id = items.element_id
    inner join units
        on gaps.unit_id = units.unit_id
    inner join periods
        on gaps.period_id = periods.period_id
    left join weights
        on
            gaps.element_id = weights.element_id
            and coalesce(units.province_id, 'G') = weights.province_id
            and year(periods.start_date) = weights.year_no
)

select * from final
