with

boards as (
    select * from {{ ref('mart_short_boards_by_unit_period') }}
),

themes as (
    select * from {{ ref('theme_boards') }}
),

items as (
    select * from {{ ref('int_board_elements') }}
    where element_set in ('hall', 'theme')
),

units as (
    select * from {{ ref('dim_units') }}
    where unit_type in ('group', 'province', 'city')
),

periods as (
    select * from {{ ref('dim_periods') }}
    where period_type = 'bimonth' and is_closed
    qualify row_number() over (order by start_date desc) <= {{ threshold('candidate_periods') }}
),

-- an item of a board that nobody was asked about weighs like the others
weights as (
    select
        province_id,
        year_no,
        element_id,
        coalesce(
            importance_mean, avg(importance_mean) over (partition by province_id, year_no), 1
        ) as weight
    from {{ ref('int_importance_weights') }}
),

-- a theme may take the items of several boards, the overall theme those of all; importance is shared
-- out anew within it, as shares of boards of different length do not compare
theme_items as (
    select
        themes.theme_code,
        themes.board_set = 'all' as takes_all,
        items.element_id,
        cast(row_number() over (
            partition by themes.theme_code, weights.province_id, weights.year_no
            order by items.board_set, items.element_no
        ) as integer) as item_no,
        count(distinct items.board_set) over theme_rows as board_count,
        weights.province_id,
        weights.year_no,
        weights.weight / sum(weights.weight) over theme_rows as importance_share
    from themes
    inner join items
        on themes.board_set in (items.board_set, 'all')
    inner join weights
        on items.element_id = weights.element_id
    window theme_rows as (
        partition by themes.theme_code, weights.province_id, weights.year_no
    )
),

gaps as (
    select
        boards.*,
        units.unit_type,
        units.province_id,
        year(periods.start_date) as year_no,
        periods.previous_period_id
    from boards
    inner join units
        on boards.unit_id = units.unit_id
    inner join periods
        on boards.period_id = periods.period_id
    where boards.element_id in (select element_id from items)
),

final as (
    select
        theme_items.theme_code,
        gaps.unit_id,
        gaps.unit_type,
        gaps.province_id,
        gaps.period_id,
        gaps.previous_period_id,
        gaps.board_set,
        gaps.element_id,
        theme_items.item_no,
        theme_items.board_count,
        theme_items.importance_share,
        gaps.gap_5,
        theme_items.importance_share * (abs(gaps.gap_5) - gaps.gap_5) / 2 as board_index,
        theme_items.importance_share * (abs(gaps.gap_5_ci_high) - gaps.gap_5_ci_high) / 2 as board_index_ci_low,
        theme_items.importance_share * (abs(gaps.gap_5_ci_low) - gaps.gap_5_ci_low) / 2 as board_index_ci_high,
        -- below zero where customers get more than they expect: those come after all the others
        -theme_items.importance_share * gaps.gap_5 as urgency,
        theme_items.importance_share * gaps.gap_5_se as urgency_se,
        gaps.rank_no,
        gaps.rank_ci_low,
        gaps.rank_ci_high,
        gaps.persistence_periods,
        gaps.complaint_count,
        gaps.is_flagged,
        gaps.is_ranked
    from gaps
    inner join theme_items
        on
            gaps.element_id = theme_items.element_id
            and coalesce(gaps.province_id, 'G') = theme_items.province_id
            and gaps.year_no = theme_items.year_no
    -- what a year's overall theme takes on is settled by the province
    where gaps.unit_type <> 'city' or not theme_items.takes_all
)

select * from final
