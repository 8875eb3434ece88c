with

current_levels as (
    select * from {{ current_rows('service_standard') }} as current_source_rows
),

final as (
    select
        cast(element_code as {{ dbt.type_string() }}) as element_code,
        cast(tier as {{ dbt.type_string() }}) as tier,
        cast(province_code as {{ dbt.type_string() }}) as province_code,
        cast(document_no as {{ dbt.type_string() }}) as document_no,
        cast(clause_text as {{ dbt.type_string() }}) as clause_text,
        cast(level_customer as double) as level_customer,
        cast(level_inspection as double) as level_inspection,
        cast(valid_from_date as date) as valid_from_date,
        cast(valid_to_date as date) as valid_to_date
    from current_levels
)

select * from final
