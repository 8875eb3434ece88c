create macro swing(a, b, c) as
    (hash(a || '|' || b || '|' || c) % 2001)::double / 1000 - 1;

create table mart_project_metric_months as
with months as (
    select start_date, is_closed
    from dim_periods
    where period_type = 'month'
),

cities as (
    select
        dim_units.unit_id, dim_units.province_id, project_metrics.metric_code, months.start_date,
        months.is_closed,
        case project_metrics.unit
            when 'rate' then 0.9 + 0.02 * swing(dim_units.unit_id, project_metrics.metric_code, months.start_date)
            when 'score' then
                77.4 + 1.6 * swing(dim_units.unit_id, project_metrics.metric_code, '')
                + 0.6 * swing(dim_units.unit_id, project_metrics.metric_code, months.start_date)
                + coalesce(lifts.lift, 0) * least(1.15, 0.6 + 0.3 * date_diff('month', lifts.from_date, months.start_date))
            when 'points' then -5 + 4 * swing(dim_units.unit_id, project_metrics.metric_code, months.start_date)
            else 12 + 1.5 * swing(dim_units.unit_id, project_metrics.metric_code, months.start_date)
        end as value
    from dim_units
    cross join project_metrics
    cross join months
    left join lifts
        on dim_units.unit_id = lifts.unit_id
            and project_metrics.metric_code = lifts.metric_code
            and lifts.from_date <= months.start_date
    where dim_units.unit_type = 'city'
        and not (dim_units.province_id = 'P460000' and months.start_date >= '2026-09-01' and hash(dim_units.unit_id) % 3 = 0)
)

select unit_id, metric_code, value, 0.9::double as se, 320::bigint as n, 9000::bigint as footfall, is_closed, start_date as month_start_date
from cities
union all
select province_id, metric_code, avg(value), 0.45::double, 3200::bigint, 90000::bigint, is_closed, start_date
from cities
group by all
union all
select 'G', metric_code, avg(value), 0.1::double, 42000::bigint, 2000000::bigint, is_closed, start_date
from cities
group by all;

drop macro swing
