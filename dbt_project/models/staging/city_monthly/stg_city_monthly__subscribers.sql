with

monthly_rows as (
    select * from {{ current_rows('city_monthly') }} as current_monthly_rows
),

final as (
    select
        cast(city_code as {{ dbt.type_string() }}) as city_code,
        cast(province_code as {{ dbt.type_string() }}) as province_code,
        cast(subscribers as bigint) as subscribers,
        cast(month as date) as month_start_date
    from monthly_rows
)

select * from final
