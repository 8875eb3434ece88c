create table alert_severities as
select * from (values ('watch', '关注', 'Watch', 1, 1), ('serious', '严重', 'Serious', 1.5, 2), ('grave', '重大', 'Grave', 2, 3))
    as severities(severity_code, name_zh, name_en, min_ratio, weight);

create table mart_alerts as
with runs as (
    select * from (values
        ('P640000', 'nps', 'grave', '2026-09', '2026-10', 2, true, 1, 3),
        ('C330100', 'complaints_per_10k', 'serious', '2026-10', '2026-10', 1, true, 2, 0),
        ('H330100-01@20180501', 'satisfaction', 'watch', '2026-10', '2026-10', 1, true, 3, 0),
        ('H330100-01@20180501', 'complaints_per_10k', 'watch', '2026-03', '2026-05', 3, false, null, 0)
    ) as runs(unit_id, metric_code, severity_code, first_seen_period_id, last_seen_period_id, months_on, is_still_on, alert_rank, covered_count)
)

select
    scopes.unit_id as scope_unit_id, runs.unit_id || ':' || runs.metric_code || ':' || runs.first_seen_period_id as alert_id,
    runs.unit_id, runs.metric_code, 'down' as direction, runs.severity_code, runs.first_seen_period_id, runs.last_seen_period_id,
    '客户服务中心' as owner_zh, 'Customer-service centre' as owner_en, runs.months_on, runs.alert_rank, runs.covered_count,
    61.5 as value, 70.25 as reference_value, runs.is_still_on, runs.is_still_on as is_listed
from runs
inner join dim_units on runs.unit_id = dim_units.unit_id
inner join dim_units as scopes
    on list_contains(string_split(dim_units.path, '/'), scopes.unit_id)
        and (runs.is_still_on or scopes.unit_id = runs.unit_id);

-- Zhejiang fell below its limits in May and is back; Ningxia is above its mean all along; a hall has no limits
create table mart_control_charts_by_unit_month as
select
    figures.unit_id, figures.metric_code, figures.period_id,
    case when periods.start_date < date '2025-11-01' and figures.unit_id = 'P650000' then 'not_enough_history'
        when periods.start_date < date '2026-09-01' then 'baseline' else 'monitored' end as state,
    periods.start_date as month_start_date, figures.value, figures.value + case when figures.unit_id = 'P330000' and figures.period_id = '2026-05' then 1.8 else -0.2 end as centre_value,
    case when units.unit_type <> 'hall' then case when figures.unit_id = 'P330000' and figures.period_id = '2026-05' then figures.value + 0.3 else figures.value - 1.5 end end as limit_low,
    case when units.unit_type <> 'hall' then figures.value + 3.3 end as limit_high,
    figures.unit_id = 'P330000' and figures.period_id = '2026-05' as is_beyond_limits,
    figures.unit_id = 'P640000' and periods.start_date >= date '2026-04-01' as is_run
from mart_metrics_by_unit_period as figures
inner join dim_units as units on figures.unit_id = units.unit_id
inner join dim_periods as periods on figures.period_id = periods.period_id
where periods.period_type = 'month' and periods.is_closed and figures.metric_code in ('satisfaction', 'complaints_per_10k') and figures.value is not null;
