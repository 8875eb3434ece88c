-- What the staff page draws. In Ningxia hall managers are hidden and one department is; in Hainan no
-- demand was raised; Tibet rests on few people.
insert into mart_staff_by_unit_wave by name
with asked as (
    select
        cells.* exclude (staff_role), roles.staff_role, roles.shift,
        cells.is_suppressed or (roles.staff_role in ('hall_manager', 'control') and cells.unit_id = 'P640000') as is_hidden
    from mart_staff_by_unit_wave as cells
    cross join (values ('front_line', -2), ('hall_manager', 3), ('control', 1), ('support', 2)) as roles(staff_role, shift)
    where cells.staff_role = 'all'
)

select
    unit_id, wave, wave_end_date, staff_role, element_id, case when not is_hidden then round(mean + shift, 1) end as mean,
    case when not is_hidden then case when unit_id = 'P540000' then 10 else n_band_low end end as n_band_low,
    case when not is_hidden then case when unit_id = 'P540000' then 14 else n_band_high end end as n_band_high,
    is_hidden as is_suppressed, case when is_hidden then 'anonymity' end as suppression_reason, valid_from_date, valid_to_date
from asked;

create table mart_internal_service_by_unit_wave as
select
    unit_id, '2026-2' as wave, department_code, department_name_zh, department_name_en,
    case when not is_suppressed then score end as mean, case when not is_suppressed then 30 end::bigint as n_band_low,
    case when not is_suppressed then 34 end::bigint as n_band_high, case when not is_suppressed then change end as change,
    null::bigint as department_rank, 5::bigint as demand_count, 2::bigint as front_problem_count, 3::bigint as back_problem_count,
    2::bigint as unclear_demand_count, 0::bigint as no_deadline_count, 0::bigint as beyond_capacity_count, 0::bigint as request_ignored_count,
    0::bigint as under_resourced_count, 3::bigint as late_count, 0::bigint as insufficient_count, 1::bigint as overdue_demand_count, is_suppressed,
    date '2026-09-30' as valid_from_date, date '2027-09-30' as valid_to_date
from (
    select dim_units.unit_id, departments.*, dim_units.unit_id = 'P640000' and department_code = 'IT' as is_suppressed
    from dim_units
    cross join (values ('BILLING', '计费部', 'Billing', 61.5::double, -0.7::double), ('IT', '信息化部', 'IT', 75.1::double, 0.4::double), ('all', 'all', 'all', 68.3::double, -0.1::double))
        as departments(department_code, department_name_zh, department_name_en, score, change)
    where dim_units.level_no < 3
) as rated;

create table mart_internal_service_demands as
select
    'XQ' || no as demand_no, unit_id, '2026-2' as wave, 'BILLING' as department_code, '计费部' as department_name_zh, 'Billing' as department_name_en,
    'front' as side, 'late' as problem_code, 'back' as problem_side, '不及时' as problem_name_zh, 'Late' as problem_name_en, status,
    '请当日答复' as demand_text, case when status <> 'open' then '已安排' end as answer_text, status = 'open' as is_open,
    status = 'open' and due_date < date '2026-11-20' as is_overdue, null::boolean as is_answered_on_time, date '2026-09-10' as raised_date, due_date,
    null::date as answered_date
from (values ('1', 'C330100', 'closed', date '2026-10-10'), ('2', 'C330100', 'open', date '2026-10-20'), ('3', 'C640100', 'open', date '2026-12-20'))
    as demands(no, unit_id, status, due_date);

insert into mart_gaps_by_unit_period by name
with layered as (
    select gaps.* exclude (layer), layers.layer, gaps.unit_id = 'P640000' and layers.layer = 'control' as is_hidden
    from mart_gaps_by_unit_period as gaps
    cross join (values ('front_line'), ('control')) as layers(layer)
    where gaps.gap_code = 'gap_1'
)

select
    * exclude (is_hidden) replace (
        case when is_hidden then 'not_shown' else verdict end as verdict, case when not is_hidden then value end as value,
        case when not is_hidden then ci_low end as ci_low, case when not is_hidden then ci_high end as ci_high
    )
from layered;

insert into mart_gaps_by_unit_period by name
with inside as (
    select gaps.* exclude (gap_code), codes.gap_code
    from mart_gaps_by_unit_period as gaps
    cross join (values ('internal_staff'), ('internal_service')) as codes(gap_code)
    where gaps.gap_code = 'gap_1' and gaps.element_id = 'attitude' and gaps.layer = 'all' and gaps.unit_id <> 'P540000'
)

select
    * replace (
        'overall' as element_id, 'overall' as element_set, 'relative' as verdict, 5.4::double as value, 3.8::double as ci_low, 6.9::double as ci_high,
        case when unit_id = 'P330000' then 2.9 when unit_id <> 'G' then 5.5 end::double as siblings_mean
    )
from inside;
