with

deductions as (
    select * from {{ ref('fct_mystery_deductions') }}
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

period_sums as (
    select
        deductions.unit_id,
        period_months.period_id,
        period_months.period_type,
        period_months.is_partial,
        deductions.indicator_code,
        deductions.finding_category,
        sum(deductions.visit_count) as visit_count,
        sum(deductions.finding_count) as finding_count,
        sum(deductions.veto_count) as veto_count,
        sum(deductions.told_on_spot_count) as told_on_spot_count,
        sum(deductions.fixed_on_spot_count) as fixed_on_spot_count,
        sum(deductions.points_lost_e4_sum) as points_lost_e4_sum,
        sum(deductions.weighted_points_lost_e6_sum) as weighted_points_lost_e6_sum
    from deductions
    inner join period_months
        on deductions.month_start_date = period_months.month_start_date
    where period_months.period_type <> 'month'
    group by all
),

-- as fine as scores go (M5): not by month, and below the city by bimonth and year only
unit_sums as (
    select
        ancestors.ancestor_unit_id as unit_id,
        period_sums.period_id,
        period_sums.is_partial,
        period_sums.indicator_code,
        period_sums.finding_category,
        cast(sum(period_sums.visit_count) as bigint) as visit_count,
        cast(sum(period_sums.finding_count) as bigint) as finding_count,
        cast(sum(period_sums.veto_count) as bigint) as veto_count,
        cast(sum(period_sums.told_on_spot_count) as bigint) as told_on_spot_count,
        cast(sum(period_sums.fixed_on_spot_count) as bigint) as fixed_on_spot_count,
        cast(sum(period_sums.points_lost_e4_sum) as bigint) as points_lost_e4_sum,
        cast(sum(period_sums.weighted_points_lost_e6_sum) as bigint)
            as weighted_points_lost_e6_sum
    from period_sums
    inner join ancestors
        on period_sums.unit_id = ancestors.unit_id
    where
        period_sums.period_type in ('bimonth', 'year')
        or ancestors.ancestor_unit_type in ('group', 'province', 'city')
    group by all
),

unit_totals as (
    select
        unit_id,
        period_id,
        nullif(cast(sum(points_lost_e4_sum) as double), 0) as all_points_e4,
        nullif(cast(sum(weighted_points_lost_e6_sum) as double), 0) as all_weighted_e6
    from unit_sums
    group by unit_id, period_id
),

-- what moves the score comes first; codes without a weight follow by their raw points
ranked as (
    select
        unit_sums.*,
        row_number() over unit_pareto as pareto_rank,
        sum(weighted_points_lost_e6_sum) over unit_pareto as cumulative_weighted_e6
    from unit_sums
    window unit_pareto as (
        partition by unit_id, period_id
        order by
            weighted_points_lost_e6_sum desc, points_lost_e4_sum desc,
            indicator_code, finding_category
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
            ranked.unit_id = unit_totals.unit_id
            and ranked.period_id = unit_totals.period_id
)

select * from final
