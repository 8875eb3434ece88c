-- What the complaints page draws: stages, curve, Pareto, age of the backlog.
-- Kinds and curves are there for the city and above; Tibet has nothing open.
create table mart_complaint_funnel_by_unit_period as
select
    unit_id, period_id, stage,
    case stage when 'received' then ticket_count when 'classified' then ticket_count when 'responded' then ticket_count
        when 'resolved' then ticket_count - 1 when 'tracked' then tracking_done_count else loop_closed_count end as reached_count,
    ticket_count as received_count, reached_count / ticket_count as reached_rate, stage_no
from mart_complaints_by_unit_period,
    (values ('received', 1), ('classified', 2), ('responded', 3), ('resolved', 4), ('tracked', 5), ('closed', 6)) as stages(stage, stage_no)
where complaint_kind = 'all';

create table mart_complaint_survival as
select
    unit_id, period_id, 'final_resolution' as measure, hours, ticket_count, exp(-hours / 20.0)::double as survival_rate,
    case when hours > 0 then greatest(survival_rate - 0.02, 0) end as survival_rate_ci_low,
    case when hours > 0 then least(survival_rate + 0.02, 1) end as survival_rate_ci_high
from mart_complaints_by_unit_period
join dim_units using (unit_id), (select unnest([0, 6, 12, 24, 48, 72, 168, 336])::integer as hours)
where complaint_kind = 'all' and unit_type in ('group', 'province', 'city');

create table mart_complaint_on_time_by_unit_period as
select
    unit_id, period_id, complexity, ticket_count, ticket_count as resolution_due_count,
    rate::double as resolution_on_time_rate, rate - 0.05::double as resolution_on_time_rate_ci_low,
    rate + 0.05::double as resolution_on_time_rate_ci_high
from mart_complaints_by_unit_period
join dim_units using (unit_id), (values ('simple', 0.8), ('general', 0.7), ('complex', 0.9)) as levels(complexity, rate)
where complaint_kind = 'all' and unit_type in ('group', 'province', 'city');

create table mart_complaint_pareto_by_unit_period as
select
    totals.unit_id, totals.period_id, shares.dimension, shares.code, (totals.ticket_count * shares.share)::bigint + 1 as ticket_count,
    1::bigint as backlog_count, totals.ticket_count as all_ticket_count, shares.share::double as share_rate,
    shares.cumulative::double as cumulative_share_rate, shares.rank_no
from mart_complaints_by_unit_period as totals
join dim_units using (unit_id)
join dim_periods using (period_id), (values
    ('kind', 'charging', 0.5, 0.5, 1), ('kind', 'fault', 0.3, 0.8, 2), ('kind', 'attitude', 0.2, 1.0, 3),
    ('root_cause', 'process', 0.6, 0.6, 1), ('root_cause', 'technical', 0.4, 1.0, 2),
    ('department', 'market', 0.7, 0.7, 1), ('department', 'network', 0.3, 1.0, 2)
) as shares(dimension, code, share, cumulative, rank_no)
where totals.complaint_kind = 'all'
    and (dim_periods.period_type <> 'month' or dim_units.unit_type in ('group', 'province', 'city'));

create table mart_complaint_backlog_by_unit as
select
    unit_id, age_band, bands.name_zh as age_band_name_zh, bands.name_en as age_band_name_en, ticket_count::bigint as ticket_count,
    overdue_count::bigint as overdue_count, 1::bigint as escalation_overdue_count, oldest_hours::double as oldest_hours, bands.sort_order,
    timestamp '2026-11-18 08:00:00' as as_of_at
from dim_units, (values
    ('within_2d', '2天以内', 'Under 2 days', 6, 0, 40, 1), ('within_7d', '2–7天', '2 to 7 days', 9, 5, 150, 2)
) as bands(age_band, name_zh, name_en, ticket_count, overdue_count, oldest_hours, sort_order)
where not contains(path, 'P540000');

delete from mart_complaint_tickets_recent where unit_id like 'H54%' and is_open
