create macro noise(a, b, c) as
    (hash(a || '|' || b || '|' || c) % 2001)::double / 1000 - 1;

create table dim_periods as
select
    period_id, period_type, start_date, end_exclusive - 1 as end_date, end_exclusive + 14 as closes_date,
    previous_period_id, year_ago_period_id, label_zh, label_en,
    date '2026-11-20' > end_exclusive + 14 as is_closed,
    date '2026-11-20' <= end_exclusive + 14 as is_partial,
    row_number() over (order by start_date, width)::integer as sort_order
from period_list;

create table dim_halls as
select
    'H' || city_code || '-' || lpad(n::varchar, 2, '0') || '@20180501' as hall_id, 1::bigint as hall_version_no,
    city_code || '-' || lpad(n::varchar, 2, '0') as hall_code, 'own' as operator_type, 'OWN' as operator_code,
    'B' || city_code || '-' || ((n + 1) // 2) as branch_id, 'C' || city_code as city_id,
    'C' || city_code as city_id_as_was, 'P' || province_code as province_id,
    ['flagship', 'tier2', 'tier3', 'partner'][((n - 1) % 4 + 1)::integer] as tier,
    ['commercial', 'residential', 'office', 'industrial'][((n - 1) % 4 + 1)::integer] as area_type,
    ['city', 'city', 'county', 'town'][((n - 1) % 4 + 1)::integer] as place_level,
    case when n % 3 = 0 then 'advanced' else 'initial' end as stage,
    case when n % 2 = 0 then 'high' else 'low' end as pressure,
    short_name_zh || ['人民路', '建设路', '解放路', '文化街'][((n - 1) % 4 + 1)::integer] || '营业厅' as name_zh,
    short_name_en || ' ' || ['Renmin Road', 'Jianshe Road', 'Jiefang Road', 'Wenhua Street'][((n - 1) % 4 + 1)::integer] as name_en,
    (3 + n % 6)::bigint as counters, n = 1 as is_main_hall, true as is_current,
    date '2018-05-01' as opened_date, null::date as closed_date,
    date '2018-05-01' as valid_from_date, date '9999-12-31' as valid_to_date,
    longitude::double + 0.18 * noise(city_code, 'x', n) as longitude,
    latitude::double + 0.14 * noise(city_code, 'y', n) as latitude
from seed_geo_cities semi join chosen using (province_code), range(1, getvariable('halls') + 1) as r(n);

create table dim_units as
with units as (
    select 'G' as unit_id, 'group' as unit_type, null as parent_unit_id, null as province_id, null as city_id,
        null as branch_id, 'G' as unit_code, '全国' as name_zh, 'China' as name_en, '全国' as short_name_zh,
        'China' as short_name_en, 0 as level_no, 'G' as path, null::double as longitude, null::double as latitude,
        null as boundary_code, 0 as sort_order
    union all
    select 'P' || province_code, 'province', 'G', 'P' || province_code, null, null, province_code, name_zh, name_en,
        short_name_zh, short_name_en, 1, 'G/P' || province_code, longitude::double, latitude::double,
        province_code, sort_order::integer
    from seed_geo_provinces semi join chosen using (province_code)
    union all
    select 'C' || city_code, 'city', 'P' || province_code, 'P' || province_code, 'C' || city_code, null, city_code,
        name_zh, name_en, short_name_zh, short_name_en, 2, 'G/P' || province_code || '/C' || city_code,
        longitude::double, latitude::double, city_code, sort_order::integer
    from seed_geo_cities semi join chosen using (province_code)
    union all
    select distinct branch_id, 'branch', city_id, province_id, city_id, branch_id, branch_id[2:],
        '第' || branch_id[-1:] || '支局', 'Branch ' || branch_id[-1:], '第' || branch_id[-1:] || '支局',
        'Branch ' || branch_id[-1:], 3, 'G/' || province_id || '/' || city_id || '/' || branch_id, null, null,
        null, branch_id[-1:]::integer
    from dim_halls
    union all
    select hall_id, 'hall', branch_id, province_id, city_id, branch_id, hall_code, name_zh, name_en,
        name_zh, name_en, 4, 'G/' || province_id || '/' || city_id || '/' || branch_id || '/' || hall_id,
        longitude, latitude, null, row_number() over (order by hall_id)::integer
    from dim_halls
)
select *, 'own' as operator_type, false as is_unallocated, city_id as city_id_as_was
from units;

create table dim_elements as
select element_id, element_set, survey_column, name_zh, name_en, block_code, servqual_dimension, trait, theme_code,
    touch_point_code, false as is_reversed, sort_order::integer as sort_order
from seed_elements
union all
select element_id, element_set, staff_column, name_zh, name_en, null, null, null, null, null,
    is_reversed::boolean, 100 + sort_order::integer
from seed_staff_dimensions
order by sort_order;

create table metric_dictionary as
select code, name_zh, name_en, short_zh, short_en, unit, decimals, better,
    name_zh || '：按厅客流加权的平均值。' as definition_zh, name_en || ': mean of halls weighted by footfall.' as definition_en,
    'Σ W·ȳ' as formula, 'M4' as method, 'satisfaction_survey' as feeds, '服务管理部' as owner_zh, 'Service management' as owner_en,
    'mart_metrics_by_unit_period' as mart, target, row_number() over () as sort_order
from metric_list;

create table metric_targets as
select code as metric_code, unit_type, date '2025-01-01' as valid_from_date, target as target_value
from metric_list, (values ('group'), ('province'), ('city')) as t(unit_type)
where target is not null;

create table unit_values as
select
    dim_units.unit_id, dim_units.unit_type, dim_periods.period_id, metric_list.code as metric_code, dim_periods.is_partial,
    metric_list.unit, metric_list.target, metric_list.decimals, dim_periods.width,
    metric_list.base + metric_list.spread * (
        0.9 * noise(coalesce(dim_units.province_id, 'G'), metric_list.code, 'p') * (dim_units.level_no > 0)::integer
        + 0.6 * noise(coalesce(dim_units.city_id, 'G'), metric_list.code, 'c') * (dim_units.level_no > 1)::integer
        + 0.7 * noise(dim_units.unit_id, metric_list.code, 'u') * (dim_units.level_no > 2)::integer
        + (0.12 + 0.06 * dim_units.level_no) * noise(dim_units.unit_id, metric_list.code, dim_periods.period_id)
        + 0.25 * date_diff('month', date '2025-09-01', dim_periods.start_date) / 14
    ) as value,
    case dim_units.unit_type when 'group' then 42000 when 'province' then 1500 when 'city' then 260
        when 'branch' then 90 else 45 end * dim_periods.width as n,
    metric_list.spread * case dim_units.unit_type when 'group' then 0.05 when 'province' then 0.22 when 'city' then 0.4
        else 0.6 end / sqrt(dim_periods.width) as se
from dim_units, (select *, width from dim_periods join period_list using (period_id)) as dim_periods, metric_list
where not (metric_list.code = 'complaints_per_million' and dim_units.level_no > 2);

create table mart_metrics_by_unit_period as
with stated as (
    select *,
        case
            when metric_code = 'staff_satisfaction' and unit_type in ('branch', 'hall') then 'suppressed'
            when unit_id in ('P540000', 'C659005') and metric_code = 'satisfaction' then 'indicative'
            when unit_type = 'hall' and hash(unit_id) % 9 = 0 and metric_code in ('satisfaction', 'nps', 'top_box') then 'indicative'
            when unit_type = 'hall' and hash(unit_id) % 13 = 0 then 'no_data'
            when unit_id = 'C460300' then 'no_data'
            else 'ok'
        end as state
    from unit_values
)
select
    stated.unit_id, stated.period_id, stated.metric_code, stated.state,
    case when stated.state in ('suppressed', 'no_data') then null else stated.value end as value,
    case when stated.state = 'ok' then stated.value + 0.1 end as value_proportional,
    case when stated.metric_code = 'staff_satisfaction' or stated.state = 'no_data' then null
        when stated.state = 'indicative' then 17 else stated.n end::bigint as n,
    case when stated.metric_code = 'staff_satisfaction' and stated.state = 'ok' then stated.n // 30 * 5 end::bigint as n_band_low,
    case when stated.metric_code = 'staff_satisfaction' and stated.state = 'ok' then stated.n // 30 * 5 + 4 end::bigint as n_band_high,
    null::double as numerator, null::double as denominator,
    case when stated.state = 'ok' then stated.se end as se,
    case when stated.state = 'ok' and stated.metric_code <> 'staff_satisfaction' then stated.value - 1.96 * stated.se end as ci_low,
    case when stated.state = 'ok' and stated.metric_code <> 'staff_satisfaction' then stated.value + 1.96 * stated.se end as ci_high,
    40::bigint as halls_with_data, 42::bigint as halls_in_scope, 0.95 as coverage_rate,
    case when stated.metric_code = 'staff_satisfaction' then '2026-1' end as wave,
    case when stated.metric_code = 'staff_satisfaction' and stated.unit_type in ('branch', 'hall') then null end::varchar as inherited_from_unit_id,
    previous.value as previous_value,
    case when not stated.is_partial and stated.state = 'ok' then stated.value - previous.value end as delta_previous,
    not stated.is_partial and abs(stated.value - previous.value) > 1.96 * sqrt(2) * stated.se as is_delta_previous_significant,
    year_ago.value as year_ago_value,
    case when not stated.is_partial and stated.state = 'ok' then stated.value - year_ago.value end as delta_year_ago,
    not stated.is_partial and abs(stated.value - year_ago.value) > 1.96 * sqrt(2) * stated.se as is_delta_year_ago_significant,
    stated.target, stated.is_partial
from stated
join dim_periods using (period_id)
left join stated as previous
    on previous.unit_id = stated.unit_id and previous.metric_code = stated.metric_code and previous.period_id = dim_periods.previous_period_id
left join stated as year_ago
    on year_ago.unit_id = stated.unit_id and year_ago.metric_code = stated.metric_code and year_ago.period_id = dim_periods.year_ago_period_id
order by stated.unit_id, stated.period_id, stated.metric_code;

create table mart_satisfaction_by_unit_period as
select
    unit_id, period_id, 'perception' as instrument, element_id, element_set, 'level' as measure, n::bigint as n,
    78 + 4 * noise(element_id, 'e', '') + 2 * noise(unit_id, element_id, '') + 0.5 * noise(unit_id, element_id, period_id) as mean,
    mean as mean_proportional, 15.0 as sd, se, (n - 1)::double as df, mean - 1.96 * se as ci_low, mean + 1.96 * se as ci_high,
    40::bigint as halls_with_data, 42::bigint as halls_in_scope, 0.95 as footfall_coverage_rate,
    unit_id = 'P540000' as is_indicative, is_partial, true as is_shown
from unit_values, dim_elements
where metric_code = 'satisfaction' and element_set in ('hall', 'overall');

create table mart_mystery_scores_by_unit_period as
select
    unit_id, period_id, score_level, score_code, score_version, (n // 40 + 1)::bigint as visit_count, 2::bigint as veto_count,
    86 + 4 * noise(score_code, 'b', '') + 3 * noise(unit_id, score_code, '') + (score_version = 'before_veto')::integer * 0.4 as mean,
    mean as mean_proportional, se,
    mean - 1.96 * se as ci_low, mean + 1.96 * se as ci_high, 40::bigint as halls_with_data, 42::bigint as halls_in_scope,
    null::double as standard_score, false as is_indicative, is_partial, true as is_shown
from unit_values, (
    select distinct 'block' as score_level, block_code as score_code, 'after_veto' as score_version from seed_elements where block_code <> ''
    union all select distinct 'capability', capability_code, 'after_veto' from seed_mystery_indicators
    union all select 'visit', 'total', unnest(['after_veto', 'before_veto'])) as scores
where metric_code = 'mystery_score'
    and unit_id <> 'H330100-02@20180501'
    and (score_level = 'visit' or not regexp_matches(period_id, '-\d\d$'));

create table mart_mystery_recent_visits as
select
    'V' || hall_code || '-' || n as visit_id, hall_id as unit_id, (date '2026-11-02' - 41 * n::integer - (hash(hall_id) % 20)::integer)::date as visit_date,
    3::bigint as finding_count, (hash(hall_id, n) % 12 = 0)::bigint as veto_count,
    86 + 8 * noise(hall_id, 'v', n) as score_before_veto, case when hash(hall_id, n) % 12 = 0 then 0.0 else 86 + 8 * noise(hall_id, 'v', n) end as score_after_veto,
    'own' as operator_type, ['morning', 'noon', 'afternoon', 'evening'][(hash(hall_id, n, 's') % 4 + 1)::integer] as time_slot,
    case when n = 4 then 'overt' else 'covert' end as visit_mode, case when n % 2 = 0 then 'enquiry' else 'transaction' end as visit_kind
from dim_halls, range(1, 5) as r(n);

create table mart_mystery_recent_deductions_by_visit as
select
    visit_id, unit_id, visit_date, 'AWA0' || k as indicator_code, 'service_awareness' as finding_category,
    1::bigint as finding_count, (1 + hash(visit_id, k) % 4)::double as points_lost,
    0.6 * (1 + hash(visit_id, k) % 4)::double as weighted_points_lost, veto_count > 0 and k = 1 as is_veto
from mart_mystery_recent_visits, range(1, 4) as r(k);

create table dim_mystery_codes as
select 'indicator' as dimension, indicator_code as code, name_zh, name_en, sort_order::integer as sort_order
from seed_mystery_indicators
union all
select 'block', block_code, name_zh, name_en, sort_order::integer from seed_mystery_blocks
union all
select 'capability', capability_code, name_zh, name_en, sort_order::integer from seed_mystery_capabilities;

create table dim_complaint_codes as
select * from (values
    ('kind', 'charging', '资费', 'Charging', 1), ('kind', 'attitude', '服务态度', 'Attitude', 2),
    ('kind', 'fault', '故障', 'Faults', 3), ('kind', 'promotion', '业务宣传', 'Promotions', 4),
    ('department', 'market', '市场部', 'Market', 1), ('department', 'network', '网络部', 'Network', 2),
    ('root_cause', 'process', '流程', 'Process', 1), ('root_cause', 'technical', '技术', 'Technical', 2),
    ('channel', 'phone', '电话', 'Phone', 1), ('channel', 'online', '网上', 'Online', 2),
    ('class', 'service', '服务类', 'Service', 1), ('class', 'technical', '技术类', 'Technical', 2),
    ('complexity', 'simple', '简单', 'Simple', 1), ('complexity', 'general', '一般', 'General', 2), ('complexity', 'complex', '复杂', 'Complex', 3)
) as codes(dimension, code, name_zh, name_en, sort_order);

create table mart_complaints_by_unit_period as
select
    unit_id, period_id, kinds.complaint_kind, (n // 100 // kinds.part + 1)::bigint as ticket_count, 4.4::double as per_10k_served,
    120.0 as per_million_subscribers, 12000::bigint as footfall, 90000::bigint as subscribers,
    0.94::double as response_on_time_rate, 0.918::double as attainment_48h, 0.91::double as attainment_48h_ci_low,
    0.925::double as attainment_48h_ci_high, 14.5 + 4 * noise(unit_id, period_id, '') as resolution_median_hours,
    case when hash(unit_id) % 3 = 0 then null else 66.0 end as resolution_p90_hours, 0.71::double as first_time_resolution_rate,
    0.08 as repeat_rate, 0.05 as reopen_rate, 12::bigint as backlog_count,
    3::bigint as escalated_count, 1::bigint as escalation_overdue_count, is_partial, unit_id = 'C330200' as is_indicative,
    4.2::double as per_10k_served_ci_low, 4.6::double as per_10k_served_ci_high,
    0.93::double as response_on_time_rate_ci_low, 0.95::double as response_on_time_rate_ci_high,
    -- Zhejiang resolves late
    case when unit_id = 'P330000' then 0.7 else 0.9 end::double as resolution_on_time_rate,
    resolution_on_time_rate - 0.02 as resolution_on_time_rate_ci_low, resolution_on_time_rate + 0.02 as resolution_on_time_rate_ci_high,
    0.69::double as first_time_resolution_rate_ci_low, 0.73::double as first_time_resolution_rate_ci_high,
    case when start_date < date '2026-07-01' then ticket_count - 1 else 0 end as tracking_due_count,
    tracking_due_count * 9 // 10 as tracking_done_count, tracking_due_count * 8 // 10 as loop_closed_count,
    case when tracking_due_count > 0 then 0.9::double end as tracking_rate, tracking_rate - 0.02 as tracking_rate_ci_low,
    tracking_rate + 0.02 as tracking_rate_ci_high, case when tracking_due_count > 0 then 0.8::double end as closed_loop_rate,
    closed_loop_rate - 0.02 as closed_loop_rate_ci_low, closed_loop_rate + 0.02 as closed_loop_rate_ci_high
from unit_values join (select period_id, start_date from dim_periods) as begun using (period_id), (values ('all', 1), ('charging', 2), ('attitude', 3), ('fault', 5)) as kinds(complaint_kind, part)
where metric_code = 'complaints_per_10k';

create table mart_complaint_tickets_recent as
select
    'T' || hall_code || '-' || n as ticket_id, hall_id as unit_id, (timestamp '2026-11-18 08:00:00' - interval (n * 31 + hash(hall_id, n) % 20) hour) as received_at,
    ['charging', 'attitude', 'fault', 'promotion'][(hash(hall_id, n) % 4 + 1)::integer] as complaint_kind, 'phone' as channel,
    ['simple', 'general', 'complex'][(n % 3 + 1)::integer] as complexity, 'market' as department_code, n % 2 = 0 as is_open,
    (n * 31)::double as open_hours,
    received_at + interval (case when n % 3 = 0 then 168 when n = 4 then 48 else 200 end) hour as resolution_due_at,
    timestamp '2026-11-18 08:00:00' as as_of_at, n = 5 as is_repeat, n = 3 as is_escalated,
    case when n < 4 then 'service' else 'technical' end as complaint_class, 'normal' as priority, case when n < 5 then 'process' else 'technical' end as root_cause,
    '受理岗' as owner_post, n::bigint as handover_count, 0::bigint as reopen_count, case when n % 2 = 1 then 7.5 end as resolution_hours,
    n = 1 as is_closed, n = 6 and hall_code like '3301%' as is_escalation_overdue, received_at::date as received_date
from dim_halls, range(1, 7) as r(n);

create table mart_staff_by_unit_wave as
select
    unit_id, wave, wave_end_date, 'all' as staff_role, element_id,
    case when unit_id in ('P640000', 'C330900') and element_id = 'pay_social_security' then null
        else round(70 + 6 * noise(element_id, 's', '') + 4 * noise(unit_id, element_id, wave), 1) end as mean,
    case when unit_id in ('P640000', 'C330900') and element_id = 'pay_social_security' then null else 40 end::bigint as n_band_low,
    case when unit_id in ('P640000', 'C330900') and element_id = 'pay_social_security' then null else 44 end::bigint as n_band_high,
    unit_id in ('P640000', 'C330900') and element_id = 'pay_social_security' as is_suppressed,
    case when unit_id in ('P640000', 'C330900') and element_id = 'pay_social_security' then 'fewer_than_five' end as suppression_reason,
    wave_end_date as valid_from_date, (wave_end_date + interval 6 month)::date as valid_to_date
from dim_units, (values ('2025-2', date '2025-09-30'), ('2026-1', date '2026-03-31'), ('2026-2', date '2026-09-30')) as waves(wave, wave_end_date),
    (select element_id from dim_elements where element_set = 'staff' union all select 'overall') as dimensions
where dim_units.level_no < 3;

create table release_info as
select getvariable('release_id') as release_id, getvariable('release_no') as release_no, timestamp '2026-11-20 10:15:02' as published_at,
    'abcdef1' as git_commit, date '2026-11-20' as as_of_date, 42 as checks_passed, 42 as checks_total,
    date '2026-11-18' as data_through_date, '0.1.0' as shortboard_version;

create table release_sources as
select 'satisfaction_survey' as source, date '2026-11-18' as data_through_date, 100 as rows_current, 3 as loads, timestamp '2026-11-20 09:00:00' as last_loaded_at;

create table release_quarantine (load_id bigint, source varchar, file_name varchar, province varchar, reason varchar, rows bigint);

create table headlines as
select unit_id, period_id, metric_code, value + 0.4 as first_value, 'r1' as first_release_id, true as is_restated
from mart_metrics_by_unit_period where unit_id = 'P330000' and metric_code = 'nps' and period_id = '2026-B5';

drop table unit_values;

drop macro noise
