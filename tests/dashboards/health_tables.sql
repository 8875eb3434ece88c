create table release_freshness as
select source, unit_id as province_id, date '2026-11-20' - days as newest_date,
    timestamp '2026-11-19 21:04:00' as delivered_at, days::bigint as days_since, rhythm_days::bigint as rhythm_days
from (
    select feeds.source, feeds.rhythm_days, dim_units.unit_id,
        -- one feed twice as old as it may be in Ningxia, one that Tibet never sent
        case when feeds.source = 'complaint_log' and dim_units.unit_id = 'P640000' then 97 else feeds.days end as days
    from dim_units, (values ('complaint_log', 40, 21), ('hall_monthly', 75, 50), ('staff_satisfaction', 200, 51))
        as feeds(source, rhythm_days, days)
    where dim_units.unit_type = 'province'
        and not (feeds.source = 'hall_monthly' and dim_units.unit_id = 'P540000')
) as found;

create table release_loads as
select * from (values
    (9, 'complaint_log', '11_投诉工单_宁夏.csv', 'refused', timestamp '2026-11-20 09:05:00', null, null, 0, 900, 'more than 20 % of the rows break the contract'),
    (8, 'staff_satisfaction', '员工_2026-2.xlsx', 'passed', timestamp '2026-11-20 09:00:00', date '2026-09-30', date '2026-09-30', null, null, null),
    (6, 'satisfaction_survey', '05_满意度_9-10月.csv', 'accepted', timestamp '2026-11-18 20:00:00', date '2026-09-01', date '2026-10-31', 5321, 2, null),
    (5, 'complaint_log', '=1+1_投诉.csv', 'passed', timestamp '2026-11-18 19:00:00', date '2026-10-01', date '2026-11-18', 4120, 1, null)
) as loads(load_id, source, file_name, status, ended_at, period_min, period_max, rows_accepted, rows_rejected, status_reason);

create table release_rejects as
select * from (values
    (8, 'staff_satisfaction', '员工_2026-2.xlsx', null, null, '岗位类别', 'unknown_code', '不在代码表中；可用：一线', 'not in the code list; use one of: frontline'),
    (6, 'satisfaction_survey', '05_满意度_9-10月.csv', '调查', 17, '访问日期', 'not_a_date', '不是有效日期；请写成 2026-01-31', 'not a date; write it like 2026-01-31'),
    (6, 'satisfaction_survey', '05_满意度_9-10月.csv', '调查', 23, '访问日期', 'not_a_date', '不是有效日期；请写成 2026-01-31', 'not a date; write it like 2026-01-31'),
    (5, 'complaint_log', '=1+1_投诉.csv', null, 3120, null, 'duplicate_key', '主键重复；请只保留正确的一行', 'the same key stands in another row; keep the right one')
) as rejects(load_id, source, file_name, sheet, row_no, column_name, reason_code, reason_zh, reason_en);

create table quality_results as
select * from (values
    (6, 'satisfaction_survey', 'quota', 'warn', false, '7 · of 128', '有营业厅不足 30 份，只能作参考', 'some halls have fewer than 30 interviews'),
    (6, 'satisfaction_survey', 'freshness', 'warn', true, '21', '太久没有新数据', 'no new data for long'),
    (7, 'complaint_log', 'volume_collapsed', 'stop', false, '0.02', '数据量不足常量十分之一', 'less than a tenth of the usual rows'),
    (null, 'mart_projects', 'has_rows', 'stop', true, '44', '项目表为空', 'there are no projects')
) as results(load_id, suite, expectation, severity, success, observed, reason_zh, reason_en),
    (select timestamp '2026-11-20 10:00:00' as run_at) as runs;

create table release_history as
select release_id || '-' as release_id, release_no - 1 as release_no, published_at - interval 7 day as published_at,
    data_through_date - 7 as data_through_date, 42 as checks_passed, 44 as checks_total, 900 as headline_count, 0 as restated_count
from release_info
union all
select release_id, release_no, published_at, data_through_date, 42, 42, 910, (select count(*) from headlines)
from release_info;

create table release_lineage as
select * from (values
    ('complaint_log', 'mart_complaints_by_unit_period', 'overview'), ('complaint_log', 'mart_complaint_tickets_recent', 'drilldown'),
    ('satisfaction_survey', 'mart_metrics_by_unit_period', 'overview'), ('satisfaction_survey', 'mart_metrics_by_unit_period', 'drilldown'),
    ('journal', 'mart_projects', 'projects'), (null, 'themes', 'overview')
) as lines(source, table_name, page);

create table release_build as
select * from (values
    ('int_gaps_compared', 'model', 'success', 2.5), ('dim_units', 'model', 'success', 0.4),
    ('themes', 'seed', 'success', 0.05), ('unique_grain_dim_units', 'test', 'pass', 0.02)
) as nodes(node, kind, status, seconds),
    (select 41.2 as elapsed_seconds, timestamp '2026-11-20 10:14:00' as finished_at) as runs;
