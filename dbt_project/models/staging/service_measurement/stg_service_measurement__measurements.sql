with

current_measurements as (
    select * from {{ current_rows('service_measurement') }} as current_source_rows
),

final as (
    select
        cast(measure_code as {{ dbt.type_string() }}) as measure_code,
        cast(province_code as {{ dbt.type_string() }}) as province_code,
        cast(city_code as {{ dbt.type_string() }}) as city_code,
        cast(hall_code as {{ dbt.type_string() }}) as hall_code,
        cast(measured_value as double) as measured_value,
        cast(case_count as bigint) as case_count,
        cast(met_count as bigint) as met_count,
        cast(month as date) as month_start_date
    from current_measurements
)

select * from final
