-- What the mystery shopping page draws: deductions, weights, validity, plan and competitors.
-- Zhejiang has everything, Tibet no relation and no plan, Ningxia no inspector to compare.
create macro shift(a, b, c) as
    (hash(a || '|' || b || '|' || c) % 2001)::double / 1000 - 1;

create table mart_mystery_weights as
select indicator_code, block_code, capability_code from seed_mystery_indicators;

create table mart_mystery_deductions_by_unit_period as
select
    unit_id, period_id, indicator_code, category as finding_category, visit_count as unit_visit_count,
    (visit_count // 2)::bigint as visit_count, (visit_count // 2)::bigint as finding_count,
    (indicator_code = 'AWA08')::bigint as veto_count, (visit_count // 4)::bigint as told_on_spot_count,
    (visit_count // 8)::bigint as fixed_on_spot_count,
    visit_count * (0.35 + 0.3 * shift(indicator_code, category, '') + 0.05 * shift(unit_id, indicator_code, '')) as weighted_points_lost
from mart_mystery_scores_by_unit_period, seed_mystery_indicators, (values ('minor'), ('major')) as categories(category)
where score_level = 'visit' and score_version = 'after_veto' and not regexp_matches(period_id, '-\d\d$')
    and weighted_points_lost > 0;

create table mart_mystery_severity_adjusted_by_unit_period as
select
    unit_id, period_id, visit_count, mean as score_raw, mean + 0.3 as score_adjusted, ci_low, ci_high, 0.3::double as adjustment,
    0.9 as compared_visit_rate, is_indicative, is_partial
from mart_mystery_scores_by_unit_period
where score_level = 'visit' and score_version = 'after_veto' and unit_id <> 'P640000';

create table mart_mystery_scores_reweighted_by_unit_period as
select
    scores.unit_id, scores.period_id, dim_units.unit_type,
    case dim_units.unit_type when 'province' then 'G' when 'group' then null else dim_units.province_id end as ranked_within_unit_id,
    scores.visit_count, scores.mean as score_ruled, scores.mean + shift(scores.unit_id, 'w', '') as score_derived,
    score_derived - score_ruled as difference,
    case when not scores.is_partial then rank() over (partition by ranked_within_unit_id, scores.period_id, dim_units.unit_type order by score_ruled desc) end as rank_ruled,
    case when not scores.is_partial then rank() over (partition by ranked_within_unit_id, scores.period_id, dim_units.unit_type order by score_derived desc) end as rank_derived,
    78 + 3 * shift(scores.unit_id, 'y', '') as perception_mean, scores.is_partial
from mart_mystery_scores_by_unit_period as scores
inner join dim_units using (unit_id)
where scores.score_level = 'visit' and scores.score_version = 'after_veto' and dim_units.unit_type <> 'branch'
    and not regexp_matches(scores.period_id, '-\d\d$');

create table mart_mystery_weight_effects_by_unit_period as
select
    ranked_within_unit_id as unit_id, period_id, unit_type, count(*) as ranked_count,
    count(*) filter (where rank_ruled <> rank_derived) as moved_count, max(abs(rank_ruled - rank_derived)) as largest_move,
    moved_count / ranked_count as moved_rate, ranked_count as compared_count, 0.97 as spearman_between_sets,
    case when ranked_count > 4 then 0.12 end as spearman_ruled_perception, case when ranked_count > 4 then 0.19 end as spearman_derived_perception
from mart_mystery_scores_reweighted_by_unit_period
where ranked_within_unit_id is not null and not is_partial
group by all;

create table mart_mystery_weights_derived as
select
    unit_id, year_id as period_id, block_code, case when unit_id = 'P540000' then 'G' end as inherited_from_unit_id, 4200::bigint as n,
    0.64::double as r2, 20.0::double as weight_ruled, 20 + 4 * shift(unit_id, block_code, '') as weight_derived
from dim_units, seed_mystery_blocks, (values ('2025'), ('2026')) as years(year_id)
where unit_type in ('group', 'province') and unit_id <> 'P650000';

create table mart_mystery_validity_by_unit_period as
select
    unit_id, period_id, score_code, case when unit_id = 'P650000' then 6 else 44 end::bigint as hall_count,
    case unit_id when 'P650000' then null when 'P540000' then 0.04 when 'P460000' then -0.41 else 0.35 end
    + 0.04 * shift(unit_id, score_code, '') as r,
    r - 0.22 as ci_low, r + 0.22 as ci_high, 0.5 as reliability_inspection, 0.9 as reliability_perception,
    case when unit_id <> 'P540000' then r / sqrt(0.45) end as r_corrected
from dim_units, dim_periods, (select block_code as score_code from seed_mystery_blocks union all select 'total') as codes
where unit_type in ('group', 'province') and period_type = 'bimonth' and is_closed;

create table mart_mystery_plan_by_unit_month as
select
    unit_id, start_date as month_start_date, 20::bigint as planned_count, 19::bigint as visit_count, 18::bigint as done_count,
    1::bigint as unplanned_count, 12::bigint as halls_in_scope, (unit_id = 'P330000')::bigint * 2 as halls_without_visit_count,
    3::bigint as halls_below_quota_count, 4::bigint as important_hall_count, 1::bigint as important_halls_below_quota_count,
    (unit_id = 'G')::bigint as rotation_violation_count, 0::bigint as slot_pattern_violation_count, 0.9::double as plan_coverage_rate,
    0.83::double as hall_coverage_rate
from dim_units, dim_periods
where period_type = 'month' and unit_id <> 'P540000';

create table mart_competitors_by_unit_period as
select
    unit_id, period_id, 'inspection' as side, element_set, element_id, 'JIA,YI' as operator_codes, 4::bigint as cells,
    900::bigint as own_n, 120::bigint as competitor_n, 30::bigint as own_halls, 8::bigint as competitor_halls,
    86 + shift(element_id, 'o', '') as own_mean, 86 + 3 * shift(element_id, 'c', '') as competitor_mean,
    own_mean - competitor_mean as value, case when element_id <> 'attitude' then value - 1.2 end as ci_low,
    case when element_id <> 'attitude' then value + 1.2 end as ci_high, 0.7 as footfall_coverage_rate,
    element_id <> 'attitude' as is_sufficient, true as is_shown, is_partial
from dim_units, dim_periods, dim_elements
where unit_id in ('G', 'P330000') and element_set in ('hall', 'overall') and element_id in ('overall', 'attitude', 'efficiency', 'environment', 'facilities')
    and period_type <> 'month';

drop macro shift
