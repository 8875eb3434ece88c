with

monthly_rows as (
    select * from {{ current_rows('hall_monthly') }} as current_monthly_rows
),

final as (
    select
        cast(hall_code as {{ dbt.type_string() }}) as hall_code,
        cast(province_code as {{ dbt.type_string() }}) as province_code,
        cast(city_code as {{ dbt.type_string() }}) as city_code,
        cast(footfall as bigint) as footfall,
        cast(open_counters as double) as open_counters,
        cast(month as date) as month_start_date
    from monthly_rows
)

select * from final
