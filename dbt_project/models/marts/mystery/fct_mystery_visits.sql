with

visits as (
    select * from {{ ref('mart_mystery_visits') }}
),

final as (
    select
        unit_id,
        coalesce(visit_mode, 'unknown') as visit_mode,
        coalesce(visit_kind, 'unknown') as visit_kind,
        count(*) as visit_count,
        count(score_after_veto) as scored_visit_count,
        cast(sum(case when veto_count > 0 then 1 else 0 end) as bigint) as visits_with_veto_count,
        cast(sum(veto_count) as bigint) as veto_count,
        cast(sum(cast(round(1e4 * points_lost_total) as bigint)) as bigint) as points_lost_e4_sum,
        cast(sum(case when is_form_closed_before_leaving then 1 else 0 end) as bigint)
            as form_closed_before_leaving_count,
        month_start_date
    from visits
    group by
        unit_id,
        coalesce(visit_mode, 'unknown'),
        coalesce(visit_kind, 'unknown'),
        month_start_date
)

select * from final
