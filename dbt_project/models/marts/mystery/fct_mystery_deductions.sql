with

deductions as (
    select * from {{ ref('mart_mystery_deductions_by_visit') }}
),

-- integers of 1e-4 point (raw) and 1e-6 point (weighted), so that sums are exact
final as (
    select
        unit_id,
        indicator_code,
        finding_category,
        count(*) as visit_count,
        cast(sum(finding_count) as bigint) as finding_count,
        cast(sum(case when is_veto then 1 else 0 end) as bigint) as veto_count,
        cast(sum(told_on_spot_count) as bigint) as told_on_spot_count,
        cast(sum(fixed_on_spot_count) as bigint) as fixed_on_spot_count,
        cast(sum(cast(round(1e4 * points_lost) as bigint)) as bigint) as points_lost_e4_sum,
        cast(coalesce(sum(cast(round(1e6 * weighted_points_lost) as bigint)), 0) as bigint)
            as weighted_points_lost_e6_sum,
        month_start_date
    from deductions
    group by unit_id, indicator_code, finding_category, month_start_date
)

select * from final
