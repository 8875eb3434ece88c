with

demands as (
    select * from {{ ref('stg_internal_service_demand__demands') }}
),

departments as (
    select * from {{ ref('departments') }}
),

problems as (
    select * from {{ ref('internal_problems') }}
),

dates as (
    select * from {{ ref('int_build_dates') }}
),

final as (
    select
        demands.demand_no,
        case
            when demands.city_code is not null then concat('C', demands.city_code)
            when demands.province_code is not null then concat('P', demands.province_code)
            else 'G'
        end as unit_id,
        demands.wave,
        demands.department_code,
        coalesce(departments.name_zh, demands.department_code) as department_name_zh,
        coalesce(departments.name_en, demands.department_code) as department_name_en,
        demands.side,
        demands.problem_code,
        problems.side as problem_side,
        problems.name_zh as problem_name_zh,
        problems.name_en as problem_name_en,
        demands.status,
        demands.demand_text,
        demands.answer_text,
        demands.status = 'open' as is_open,
        coalesce(demands.status = 'open' and demands.due_date < dates.as_of_date, false) as is_overdue,
        -- null: no due date, or neither answered nor due yet
        case
            when demands.answered_date is not null then demands.answered_date <= demands.due_date
            when demands.due_date < dates.as_of_date then false
        end as is_answered_on_time,
        demands.raised_date,
        demands.due_date,
        demands.answered_date
    from demands
    cross join dates
    left join departments
        on demands.department_code = departments.department_code
    left join problems
        on demands.problem_code = problems.problem_code
)

select * from final
