with

current_items as (
    select * from {{ current_rows('company_inspection') }} as current_source_rows
),

final as (
    select
        cast(inspection_no as {{ dbt.type_string() }}) as inspection_no,
        cast(province_code as {{ dbt.type_string() }}) as province_code,
        cast(city_code as {{ dbt.type_string() }}) as city_code,
        cast(branch_code as {{ dbt.type_string() }}) as branch_code,
        cast(hall_code as {{ dbt.type_string() }}) as hall_code,
        cast(item_code as {{ dbt.type_string() }}) as item_code,
        cast(finding_text as {{ dbt.type_string() }}) as finding_text,
        cast(severity as {{ dbt.type_string() }}) as severity,
        cast(score as double) as score,
        cast(coalesce(score_max, 100) as double) as score_max,
        cast(inspection_date as date) as inspection_date,
        cast(due_date as date) as due_date,
        cast(fixed_date as date) as fixed_date
    from current_items
)

select * from final
