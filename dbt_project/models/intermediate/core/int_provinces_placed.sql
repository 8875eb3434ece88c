with

places as (
    select * from {{ ref('int_places_mentioned') }}
),

cities as (
    select * from {{ ref('int_cities_placed') }}
),

register_rows as (
    select * from {{ ref('int_hall_register_rows_filled') }}
),

geo_provinces as (
    select * from {{ ref('geo_provinces') }}
),

register_names as (
    select
        province_code,
        max(province_name) as province_name
    from register_rows
    group by province_code
),

tree_provinces as (
    select
        operator_type,
        province_code
    from places
    where province_code is not null
    union
    select
        operator_type,
        province_code
    from cities
    where province_code is not null
),

final as (
    select
        tree_provinces.operator_type,
        tree_provinces.province_code,
        coalesce(geo_provinces.name_zh, register_names.province_name, tree_provinces.province_code)
            as name_zh,
        coalesce(geo_provinces.name_en, register_names.province_name, tree_provinces.province_code)
            as name_en,
        coalesce(
            geo_provinces.short_name_zh, register_names.province_name, tree_provinces.province_code
        ) as short_name_zh,
        coalesce(
            geo_provinces.short_name_en, register_names.province_name, tree_provinces.province_code
        ) as short_name_en,
        geo_provinces.longitude,
        geo_provinces.latitude,
        geo_provinces.province_code as boundary_code
    from tree_provinces
    left join geo_provinces
        on tree_provinces.province_code = geo_provinces.province_code
    left join register_names
        on tree_provinces.province_code = register_names.province_code
)

select * from final
