with

boards as (
    select * from {{ ref('int_boards_indexed') }}
),

rank_intervals as (
    select * from {{ ref('int_board_ranks_estimated') }}
),

periods as (
    select * from {{ ref('dim_periods') }}
),

kinds as (
    select * from {{ ref('complaint_kinds') }}
    where theme_element_id is not null
),

complaints as (
    select
        pareto.unit_id,
        pareto.period_id,
        kinds.theme_element_id as element_id,
        sum(pareto.ticket_count) as ticket_count
    from {{ ref('mart_complaint_pareto_by_unit_period') }} as pareto
    inner join kinds
        on pareto.code = kinds.complaint_kind
    where pareto.dimension = 'kind'
    group by pareto.unit_id, pareto.period_id, kinds.theme_element_id
),

ranked as (
    select
        boards.*,
        case
            when is_ranked
                then rank() over (
                    partition by unit_id, period_id, board_set, is_ranked order by urgency desc
                )
        end as rank_no
    from boards
),

standing as (
    select
        ranked.*,
        periods.period_type,
        periods.sort_order as period_no,
        coalesce(rank_no <= {{ threshold('board_top_ranks') }} and board_index > 0, false)
            as is_short_board
    from ranked
    inner join periods
        on ranked.period_id = periods.period_id
),

-- periods of one type are numbered without a gap: a run is broken by any that is missing
runs as (
    select
        unit_id,
        period_id,
        element_id,
        row_number() over (
            partition by unit_id, element_id, period_type, run_no order by period_no
        ) as persistence_periods
    from (
        select
            *,
            period_no - row_number() over (
                partition by unit_id, element_id, period_type order by period_no
            ) as run_no
        from standing
        where is_short_board
    ) as numbered
),

final as (
    select
        standing.unit_id,
        standing.period_id,
        standing.board_set,
        standing.element_id,
        standing.verdict,
        standing.importance_inherited_from,
        standing.importance_n,
        standing.importance_share,
        standing.gap_5,
        standing.gap_5_se,
        standing.gap_5_ci_low,
        standing.gap_5_ci_high,
        standing.board_index,
        standing.board_index_ci_low,
        standing.board_index_ci_high,
        cast(standing.rank_no as integer) as rank_no,
        cast(rank_intervals.rank_ci_low as integer) as rank_ci_low,
        cast(rank_intervals.rank_ci_high as integer) as rank_ci_high,
        cast(coalesce(runs.persistence_periods, 0) as integer) as persistence_periods,
        -- null where no kind of complaint speaks of the item
        case when complained.element_id is not null then cast(coalesce(complaints.ticket_count, 0) as bigint) end
            as complaint_count,
        standing.is_flagged,
        standing.is_short_board,
        standing.is_ranked
    from standing
    left join rank_intervals
        on
            standing.unit_id = rank_intervals.unit_id
            and standing.period_id = rank_intervals.period_id
            and standing.element_id = rank_intervals.element_id
    left join runs
        on
            standing.unit_id = runs.unit_id
            and standing.period_id = runs.period_id
            and standing.element_id = runs.element_id
    left join (select distinct theme_element_id as element_id from kinds) as complained
        on standing.element_id = complained.element_id
    left join complaints
        on
            standing.unit_id = complaints.unit_id
            and standing.period_id = complaints.period_id
            and standing.element_id = complaints.element_id
)

select * from final
