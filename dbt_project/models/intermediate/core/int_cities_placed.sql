with

places as (
    select * from {{ ref('int_places_mentioned') }}
    where city_code is not null
),

register_rows as (
    select * from {{ ref('int_hall_register_rows_filled') }}
),

geo_cities as (
    select * from {{ ref('geo_cities') }}
),

register_cities as (
    select
        city_code,
        province_code,
        city_name,
        row_number() over (
            partition by city_code order by effective_date desc, operator_code desc, hall_code
        ) as recency_no
    from register_rows
),

mentioned_provinces as (
    select
        city_code,
        min(province_code) as province_code
    from places
    group by city_code
),

tree_cities as (
    select distinct
        operator_type,
        city_code
    from places
),

-- the tree is today's: the latest register row decides, then the official list, then the feeds
final as (
    select
        tree_cities.operator_type,
        tree_cities.city_code,
        coalesce(
            register_cities.province_code,
            geo_cities.province_code,
            mentioned_provinces.province_code
        ) as province_code,
        coalesce(geo_cities.name_zh, register_cities.city_name, tree_cities.city_code) as name_zh,
        coalesce(geo_cities.name_en, register_cities.city_name, tree_cities.city_code) as name_en,
        coalesce(geo_cities.short_name_zh, register_cities.city_name, tree_cities.city_code)
            as short_name_zh,
        coalesce(geo_cities.short_name_en, register_cities.city_name, tree_cities.city_code)
            as short_name_en,
        geo_cities.longitude,
        geo_cities.latitude,
        geo_cities.city_code as boundary_code
    from tree_cities
    left join register_cities
        on
            tree_cities.city_code = register_cities.city_code
            and register_cities.recency_no = 1
    left join geo_cities
        on tree_cities.city_code = geo_cities.city_code
    left join mentioned_provinces
        on tree_cities.city_code = mentioned_provinces.city_code
)

select * from final
