with

levels as (
    select * from {{ ref('mart_service_levels_by_unit_period') }}
),

units as (
    select * from {{ ref('dim_units') }}
    where unit_type in ('province', 'city') and not is_unallocated
),

bimonths as (
    select
        period_id,
        row_number() over (order by start_date desc) as periods_back
    from {{ ref('dim_periods') }}
    where period_type = 'bimonth' and is_closed
),

norms as (
    select
        measure_code,
        any_value(name_zh) as name_zh,
        any_value(name_en) as name_en
    from {{ ref('service_norms') }}
    group by measure_code
),

owners as (
    select * from {{ ref('norm_owners') }}
),

-- a city answers for its own norm; a province only for what no city of it measures
judged as (
    select
        levels.*,
        units.unit_type,
        units.province_id,
        units.city_id,
        bimonths.periods_back,
        levels.is_norm_broken and not levels.is_indicative as is_broken,
        bool_or(units.unit_type = 'city')
            over (partition by units.province_id, levels.measure_code, levels.period_id) as is_measured_in_cities
    from levels
    inner join units
        on levels.unit_id = units.unit_id
    inner join bimonths
        on levels.period_id = bimonths.period_id
),

-- counted back from the last closed bimonth: a run without gaps has as many rows as it is long
runs as (
    select
        *,
        row_number() over (partition by unit_id, measure_code order by periods_back) as run_no
    from judged
    where is_broken and (unit_type = 'city' or not is_measured_in_cities)
),

broken as (
    select
        unit_id,
        measure_code,
        any_value(province_id) as province_id,
        any_value(city_id) as city_id,
        arg_min(period_id, periods_back) as period_id,
        arg_max(period_id, periods_back) as first_broken_period_id,
        arg_min(measured_mean, periods_back) as value,
        arg_min(norm_value, periods_back) as norm_value,
        arg_min(unit, periods_back) as unit,
        any_value(better) as better,
        count(*) as persistence_periods
    from runs
    where run_no = periods_back
    group by unit_id, measure_code
),

final as (
    select
        concat('norm:', broken.measure_code, ':', broken.unit_id) as origin_code,
        broken.unit_id,
        broken.province_id,
        broken.city_id,
        broken.period_id,
        broken.first_broken_period_id,
        broken.measure_code,
        norms.name_zh as measure_name_zh,
        norms.name_en as measure_name_en,
        units.short_name_zh as unit_name_zh,
        units.short_name_en as unit_name_en,
        broken.unit,
        broken.better,
        owners.department_code as owner_department_code,
        broken.value,
        broken.norm_value,
        broken.persistence_periods
    from broken
    inner join units
        on broken.unit_id = units.unit_id
    inner join norms
        on broken.measure_code = norms.measure_code
    left join owners
        on broken.measure_code = owners.measure_code
    where broken.persistence_periods >= {{ threshold('norm_item_min_periods') }}
)

select * from final
