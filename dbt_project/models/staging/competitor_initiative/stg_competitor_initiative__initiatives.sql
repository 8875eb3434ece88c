with

current_initiatives as (
    select * from {{ current_rows('competitor_initiative') }} as current_source_rows
),

final as (
    select
        cast(initiative_no as {{ dbt.type_string() }}) as initiative_no,
        cast(operator_code as {{ dbt.type_string() }}) as operator_code,
        cast(province_code as {{ dbt.type_string() }}) as province_code,
        cast(city_code as {{ dbt.type_string() }}) as city_code,
        cast(kind as {{ dbt.type_string() }}) as kind,
        cast(title as {{ dbt.type_string() }}) as title,
        cast(description as {{ dbt.type_string() }}) as description,
        cast(source as {{ dbt.type_string() }}) as source,
        cast(impact as {{ dbt.type_string() }}) as impact,
        cast(element_code as {{ dbt.type_string() }}) as element_code,
        cast(response_text as {{ dbt.type_string() }}) as response_text,
        cast(owner_department_code as {{ dbt.type_string() }}) as owner_department_code,
        cast(status as {{ dbt.type_string() }}) as status,
        cast(seen_date as date) as seen_date,
        cast(due_date as date) as due_date
    from current_initiatives
)

select * from final
