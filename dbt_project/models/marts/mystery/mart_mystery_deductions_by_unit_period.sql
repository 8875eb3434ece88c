with

unit_sums as (
    select * from {{ ref('int_mystery_deductions_summed') }}
),

visit_months as (
    select * from {{ ref('fct_mystery_visits') }}
),

period_months as (
    select * from {{ ref('int_period_months') }}
),

ancestors as (
    select * from {{ ref('int_unit_ancestors') }}
),

visit_totals as (
    select
        ancestors.ancestor_unit_id as unit_id,
        period_months.period_id,
        cast(sum(visit_months.visit_count) as bigint) as unit_visit_count
    from visit_months
    inner join period_months
        on visit_months.month_start_date = period_months.month_start_date
    inner join ancestors
        on visit_months.unit_id = ancestors.unit_id
    group by ancestors.ancestor_unit_id, period_months.period_id
),

unit_totals as (
    select
        unit_no,
        period_no,
        nullif(cast(sum(points_lost_e4_sum) as double), 0) as all_points_e4,
        nullif(cast(sum(weighted_points_lost_e6_sum) as double), 0) as all_weighted_e6
    from unit_sums
    group by unit_no, period_no
),

-- what moves the score comes first; codes without a weight follow by their raw points
ranked as (
    select
        unit_sums.*,
        row_number() over unit_pareto as pareto_rank,
        sum(weighted_points_lost_e6_sum) over unit_pareto as cumulative_weighted_e6
    from unit_sums
    window unit_pareto as (
        partition by unit_no, period_no
        order by weighted_points_lost_e6_sum desc, points_lost_e4_sum desc, finding_no
        rows between unbounded preceding and current row
    )
),

final as (
    select
        ranked.unit_id,
        ranked.period_id,
        ranked.indicator_code,
        ranked.finding_category,
        ranked.pareto_rank,
        visit_totals.unit_visit_count,
        ranked.visit_count,
        ranked.finding_count,
        ranked.veto_count,
        ranked.told_on_spot_count,
        ranked.fixed_on_spot_count,
        ranked.points_lost_e4_sum / 1e4 as points_lost,
        ranked.weighted_points_lost_e6_sum / 1e6 as weighted_points_lost,
        cast(ranked.visit_count as double) / visit_totals.unit_visit_count as visit_rate,
        ranked.points_lost_e4_sum / unit_totals.all_points_e4 as points_lost_rate,
        ranked.weighted_points_lost_e6_sum / unit_totals.all_weighted_e6
            as weighted_points_lost_rate,
        ranked.cumulative_weighted_e6 / unit_totals.all_weighted_e6 as cumulative_weighted_rate,
        ranked.is_partial
    from ranked
    inner join visit_totals
        on
            ranked.unit_id = visit_totals.unit_id
            and ranked.period_id = visit_totals.period_id
    inner join unit_totals
        on
            ranked.unit_no = unit_totals.unit_no
            and ranked.period_no = unit_totals.period_no
)

select * from final
