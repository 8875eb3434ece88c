-- What the benchmark page draws. Zhejiang's cities differ beyond luck, Ningxia's do not; Tibet is
-- indicative; complaints of halls have no standard error; Lhasa has no competitors.
create macro sway(a, b, c) as
    (hash(a || '|' || b || '|' || c) % 2001)::double / 1000 - 1;

create table mart_benchmarks_by_unit_period as
with figures as (
    select
        dim_units.unit_id, dim_periods.period_id, metrics.metric_code, dim_units.unit_type,
        case dim_units.unit_type when 'hall' then dim_units.city_id else dim_units.parent_unit_id end as parent_unit_id,
        case dim_units.unit_type when 'hall' then 'tier3|any|any' else dim_units.parent_unit_id end as peer_group,
        case when dim_units.unit_type = 'city' then ['small', 'medium', 'large', 'very_large'][(hash(dim_units.unit_id) % 4 + 1)::integer] end as similar_group,
        case when dim_units.province_id = 'P540000' then 'indicative'
            when metrics.metric_code = 'complaints_per_10k' and dim_units.unit_type = 'hall' then 'no_standard_error' end as not_ranked_reason,
        78 + case when dim_units.province_id = 'P640000' and dim_units.unit_type = 'city' then 0.1 else 3 end * sway(dim_units.unit_id, metrics.metric_code, dim_periods.period_id) as value,
        case when not_ranked_reason is null then 0.5 + 0.2 * sway(dim_units.unit_id, 'se', '') end as se,
        row_number() over (partition by dim_periods.period_id, metrics.metric_code, parent_unit_id, dim_units.unit_type order by not_ranked_reason is not null, value desc) as place,
        count(*) over (partition by dim_periods.period_id, metrics.metric_code, parent_unit_id, dim_units.unit_type) as units
    from dim_units
    cross join dim_periods
    cross join (values ('satisfaction'), ('in_network_satisfaction'), ('complaints_per_10k')) as metrics(metric_code)
    where dim_units.unit_type in ('province', 'city', 'hall')
        and dim_periods.is_closed
        and dim_periods.period_type in ('bimonth', 'quarter', 'year')
        and (dim_units.unit_type <> 'hall' or dim_periods.period_type = 'bimonth')
        and not (dim_units.unit_type = 'hall' and hash(dim_units.unit_id) % 13 = 0)
)

select
    unit_id, period_id, metric_code, parent_unit_id, peer_group, similar_group,
    case when se is null then null when value - 78 > 3.09 * se then 'better_998' when value - 78 > 1.96 * se then 'better_95'
        when value - 78 < -3.09 * se then 'worse_998' when value - 78 < -1.96 * se then 'worse_95' else 'within' end as chance_flag,
    case when se is null then null when value - 78 > 1.96 * sqrt(se * se + 0.64) then 'better_95'
        when value - 78 < -1.96 * sqrt(se * se + 0.64) then 'worse_95' else 'within' end as exceptional_flag,
    not_ranked_reason, 300::bigint as n, units::bigint as peers_n, case when unit_type = 'city' then 40 end::bigint as similar_n,
    case when not_ranked_reason is null then place end::bigint as rank,
    case when not_ranked_reason is null then greatest(place - 2, 1) end::bigint as rank_ci_low,
    case when not_ranked_reason is null then least(place + 3, units) end::bigint as rank_ci_high,
    units::bigint as ranked_units, value, se, 78::double as peer_mean,
    78 - 1.96 * se as funnel_low_95, 78 + 1.96 * se as funnel_high_95, 78 - 3.0902 * se as funnel_low_998, 78 + 3.0902 * se as funnel_high_998,
    78 - 1.96 * sqrt(se * se + 0.64) as exceptional_low_95, 78 + 1.96 * sqrt(se * se + 0.64) as exceptional_high_95,
    0.8::double as tau, 78 + 0.7 * (value - 78) as shrunken_value, 100 * (1 - place / units) as percentile, 80::double as best_decile,
    80::double - shrunken_value as distance_to_best_decile,
    case when unit_type = 'city' then 44::double end as similar_percentile, case when unit_type = 'city' then 79.5::double end as similar_best_decile,
    case when not_ranked_reason is null then place <= 2 end as is_tie_with_best,
    case when not_ranked_reason is null then units >= 10 and place <= 3 end as is_top_3,
    case when not_ranked_reason is null then units >= 10 and place > units - 3 end as is_bottom_3,
    not_ranked_reason is null as is_ranked
from figures;

insert into mart_competitors_by_unit_period
select * replace ('perception' as side) from mart_competitors_by_unit_period;

create table mart_competitor_initiatives as
select
    'JZ' || no as initiative_no, unit_id, '2026-B4' as period_id, operator_code, kind, impact, status, 'attitude' as element_id,
    'MARKET' as owner_department_code, title, title as description, '媒体' as source, response_text, status = 'closed' as is_closed,
    response_text is not null as is_answered, status <> 'closed' and due_date < date '2026-11-20' as is_overdue,
    date '2026-08-10' as seen_date, due_date
from (values
    ('1', 'P330000', 'JIA', 'tariff', 'high', 'open', '下调合约价', null, date '2026-09-10'),
    ('2', 'C330100', 'YI', 'service', 'medium', 'in_progress', '免排队预约', '增开预约窗口', date '2026-12-20'),
    ('3', 'C330200', 'JIA', 'channel', 'low', 'closed', '社区服务点', '增设流动服务车', date '2026-10-01'),
    ('4', 'P460000', 'JIA', 'other', 'low', 'closed', '开学赠礼', '已完成应对', date '2026-10-01'),
    ('5', 'C640100', 'YI', 'product', 'high', 'in_progress', '融合套餐', '方案评审', date '2026-12-01')
) as register(no, unit_id, operator_code, kind, impact, status, title, response_text, due_date);

create table mart_branch_evaluation_by_unit_period as
with parts as (
    select
        dim_units.unit_id, dim_units.city_id, dim_units.province_id, dim_periods.period_id, dim_periods.is_partial,
        seed.component_code, seed.weight, 82 + 6 * sway(dim_units.unit_id, seed.component_code, dim_periods.period_id) as value,
        dim_units.province_id = 'P640000' as is_short
    from dim_units
    cross join dim_periods
    cross join (values ('company_inspection', 0.3), ('in_network_satisfaction', 0.24), ('covert_visits', 0.2), ('complaint_handling', 0.1),
        ('new_install_satisfaction', 0.08), ('repair_satisfaction', 0.08)) as seed(component_code, weight)
    where dim_units.unit_type = 'branch' and dim_periods.period_type <> 'month'
        and not (dim_units.province_id = 'P640000' and seed.component_code = 'company_inspection')
),

totals as (
    select
        unit_id, city_id, province_id, period_id, is_partial, is_short, sum(weight) as weight, sum(weight * value) / sum(weight) as value,
        not is_short and not is_partial as is_ranked
    from parts
    group by all
)

select
    parts.unit_id, parts.period_id, component_code, case when component_code like '%satisfaction' then parts.city_id end as inherited_from_unit_id,
    null as missing_components, null as not_ranked_reason, 40::bigint as n, null::bigint as rank_in_city, null::bigint as ranked_in_city,
    null::bigint as rank_in_province, null::bigint as ranked_in_province, parts.weight::double as weight,
    (parts.weight / totals.weight)::double as effective_weight, 0::double as inherited_weight_rate, parts.value::double as value,
    (parts.weight / totals.weight * parts.value)::double as contribution, null::boolean as is_ranked, component_code = 'repair_satisfaction' as is_indicative, parts.is_partial
from parts
inner join totals using (unit_id, period_id)
union all
select
    unit_id, period_id, 'total', null, case when is_short then 'company_inspection' end,
    case when is_partial then 'period_open' when is_short then 'too_little_data' end, null,
    case when is_ranked then row_number() over (partition by city_id, period_id order by value desc) end,
    case when is_ranked then count(*) over (partition by city_id, period_id) end,
    case when is_ranked then row_number() over (partition by province_id, period_id order by value desc) end,
    case when is_ranked then count(*) over (partition by province_id, period_id) end,
    weight, 1::double, 0.4::double, value, value, is_ranked, false, is_partial
from totals;

create table mart_service_types_by_unit_period as
with traits as (
    select
        unit_id, period_id, 80 + 5 * sway(unit_id, 'personal', '') as personal_mean, 80 + 5 * sway(unit_id, 'procedural', '') as procedural_mean,
        case when province_id = 'P640000' then 9.0 else 1.2 end as half, is_partial
    from dim_units
    cross join dim_periods
    where province_id is distinct from 'P540000' or unit_type = 'province'
)

select
    unit_id, period_id,
    case when is_partial or abs(personal_mean - 80) < half or abs(procedural_mean - 80) < half then 'undetermined'
        when personal_mean > 80 and procedural_mean > 80 then 'quality' when personal_mean > 80 then 'warm_but_helpless'
        when procedural_mean > 80 then 'by_the_book' else 'indifferent' end as service_type,
    200::bigint as n, personal_mean, personal_mean - half as personal_ci_low, personal_mean + half as personal_ci_high,
    procedural_mean, procedural_mean - half as procedural_ci_low, procedural_mean + half as procedural_ci_high,
    80::double as cut_score, false as is_indicative, is_partial
from traits;

drop macro sway
