with

current_promises as (
    select * from {{ current_rows('service_promise') }} as current_source_rows
),

final as (
    select
        cast(promise_no as {{ dbt.type_string() }}) as promise_no,
        cast(element_code as {{ dbt.type_string() }}) as element_code,
        cast(measure_code as {{ dbt.type_string() }}) as measure_code,
        cast(province_code as {{ dbt.type_string() }}) as province_code,
        cast(city_code as {{ dbt.type_string() }}) as city_code,
        cast(channel as {{ dbt.type_string() }}) as channel,
        cast(promise_text as {{ dbt.type_string() }}) as promise_text,
        cast(level_customer as double) as level_customer,
        cast(level_inspection as double) as level_inspection,
        cast(promised_value as double) as promised_value,
        cast(valid_from_date as date) as valid_from_date,
        cast(valid_to_date as date) as valid_to_date
    from current_promises
)

select * from final
