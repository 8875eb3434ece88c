with

register_rows as (
    select * from {{ current_rows('hall_register') }} as current_register_rows
),

final as (
    select
        case
            when operator_type = 'competitor' then coalesce(operator_code, 'OTHER')
            -- whatever an operator calls itself, its own halls are matched as OWN
            else 'OWN'
        end as operator_code,
        cast(hall_code as {{ dbt.type_string() }}) as hall_code,
        coalesce(operator_type, 'own') as operator_type,
        cast(province_code as {{ dbt.type_string() }}) as province_code,
        cast(province_name as {{ dbt.type_string() }}) as province_name,
        cast(city_code as {{ dbt.type_string() }}) as city_code,
        cast(city_name as {{ dbt.type_string() }}) as city_name,
        cast(county_code as {{ dbt.type_string() }}) as county_code,
        cast(county_name as {{ dbt.type_string() }}) as county_name,
        cast(branch_code as {{ dbt.type_string() }}) as branch_code,
        cast(branch_name as {{ dbt.type_string() }}) as branch_name,
        cast(hall_name_zh as {{ dbt.type_string() }}) as hall_name_zh,
        cast(hall_name_en as {{ dbt.type_string() }}) as hall_name_en,
        cast(predecessor_code as {{ dbt.type_string() }}) as predecessor_code,
        cast(tier as {{ dbt.type_string() }}) as tier,
        cast(area_type as {{ dbt.type_string() }}) as area_type,
        cast(place_level as {{ dbt.type_string() }}) as place_level,
        cast(stage as {{ dbt.type_string() }}) as stage,
        cast(counters as bigint) as counters,
        cast(longitude as double) as longitude,
        cast(latitude as double) as latitude,
        cast(is_main_hall as boolean) as is_main_hall,
        cast(effective_date as date) as effective_date,
        cast(opened_date as date) as opened_date,
        cast(closed_date as date) as closed_date
    from register_rows
)

select * from final
