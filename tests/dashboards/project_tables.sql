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

create table mart_project_candidates as
with items as (
    select themes.theme_code, dim_elements.theme_code as board_set, element_id
    from theme_boards as themes
    inner join dim_elements on themes.board_set in (dim_elements.theme_code, 'all')
    where dim_elements.element_set in ('hall', 'theme')
),

indexed as (
    select
        items.*, dim_units.unit_id, dim_units.unit_type, dim_periods.period_id,
        1.0 / count(*) over (partition by theme_code, unit_id, period_id) as importance_share,
        -- Zhejiang's network stability, and efficiency of its halls, stand out
        -9 + 5 * swing(unit_id, element_id, '') + swing(unit_id, element_id, period_id)
        - 16 * (element_id in ('network_stability', 'efficiency') and province_id = 'P330000')::integer
        - 40 * (element_id = 'hotline_attitude' and unit_id = 'P650000')::integer as gap_5,
        -- the first bimonth asked too few in Tibet
        not (dim_units.province_id = 'P540000' and period_id = '2026-B1') as is_ranked
    from items
    cross join dim_units
    cross join dim_periods
    where dim_units.unit_type in ('group', 'province', 'city')
        and (dim_units.unit_type <> 'city' or theme_code <> 'overall')
        and dim_periods.period_id in ('2026-B1', '2026-B2', '2026-B3', '2026-B4', '2026-B5')
)

select
    theme_code, unit_id, period_id, board_set, element_id,
    case abs(hash(element_id)::hugeint) % 4 when 0 then 'gap_3' when 1 then 'gap_1' else 'not_localised' end as gap_source_code,
    importance_share, gap_5,
    importance_share * greatest(0, -gap_5) as board_index,
    importance_share * greatest(0, -gap_5 - 1.5) as board_index_ci_low,
    importance_share * greatest(0, -gap_5 + 1.5) as board_index_ci_high,
    case when is_ranked then rank() over board_rows end::integer as rank_no,
    case when is_ranked and (board_set = theme_code or unit_type <> 'city')
        then case when gap_5 < -19 then rank() over board_rows
            else greatest(1 + count(*) filter (gap_5 < -19) over (partition by theme_code, unit_id, period_id), rank() over board_rows - 1)
            end end::integer as rank_ci_low,
    case when is_ranked and (board_set = theme_code or unit_type <> 'city')
        then least(count(*) over (partition by theme_code, unit_id, period_id), rank() over board_rows + case when gap_5 < -19 then 0 else 1 end) end::integer as rank_ci_high,
    (hash(element_id) % 5)::integer as persistence_periods,
    case when board_set = 'hall' then hash(element_id) % 30 end::bigint as halls_affected_count,
    case when board_set = 'hall' then 40 end::bigint as hall_count,
    case when unit_type <> 'city' then hash(element_id) % 10 end::bigint as cities_affected_count,
    case when unit_type <> 'city' then 11 end::bigint as city_count,
    case when hash(element_id) % 2 = 0 then hash(unit_id || element_id) % 900 end::bigint as complaint_count,
    case when unit_type <> 'group' then 0.72 end as reliability_rate,
    case when unit_type <> 'group' then 0.28 * (-9 - gap_5) end as expected_rebound,
    gap_5 < -7 as is_flagged, is_ranked
from indexed
window board_rows as (partition by theme_code, unit_id, period_id order by gap_5);

drop macro swing
