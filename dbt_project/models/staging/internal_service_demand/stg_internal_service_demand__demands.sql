with

current_demands as (
    select * from {{ current_rows('internal_service_demand') }} as current_source_rows
),

final as (
    select
        cast(demand_no as {{ dbt.type_string() }}) as demand_no,
        cast(wave as {{ dbt.type_string() }}) as wave,
        cast(province_code as {{ dbt.type_string() }}) as province_code,
        cast(city_code as {{ dbt.type_string() }}) as city_code,
        cast(department_code as {{ dbt.type_string() }}) as department_code,
        cast(side as {{ dbt.type_string() }}) as side,
        cast(problem_code as {{ dbt.type_string() }}) as problem_code,
        cast(demand_text as {{ dbt.type_string() }}) as demand_text,
        cast(answer_text as {{ dbt.type_string() }}) as answer_text,
        cast(status as {{ dbt.type_string() }}) as status,
        cast(raised_date as date) as raised_date,
        cast(due_date as date) as due_date,
        cast(answered_date as date) as answered_date
    from current_demands
)

select * from final
