with

provinces as (
    select
        *,
        case when operator_type = 'own' then '' else 'K' end as tree,
        case when operator_type = 'own' then 'G' else 'K' end as root_id
    from {{ ref('int_provinces_placed') }}
),

cities as (
    select
        *,
        case when operator_type = 'own' then '' else 'K' end as tree,
        case when operator_type = 'own' then 'G' else 'K' end as root_id
    from {{ ref('int_cities_placed') }}
),

halls as (
    select
        halls.*,
        cities.tree || 'P' || cities.province_code as province_id,
        concat(cities.tree, 'C', halls.city_code) as city_id,
        case when halls.county_code is not null then concat('D', halls.county_code) end as county_id,
        case
            when halls.branch_code is not null
                then concat('B', halls.city_code, '-', halls.branch_code)
        end as branch_id,
        concat(cities.tree, 'C', halls.city_code_as_was) as city_id_as_was
    from {{ ref('int_halls_placed') }} as halls
    inner join cities
        on
            halls.city_code = cities.city_code
            and halls.operator_type = cities.operator_type
),

roots as (
    select
        'G' as unit_id,
        '集团' as name_zh,
        'Group' as name_en,
        'own' as operator_type
    union all
    select
        'K' as unit_id,
        '竞争对手' as name_zh,
        'Competitors' as name_en,
        'competitor' as operator_type
),

counties as (
    select distinct
        county_id,
        county_code,
        coalesce(county_name, county_code) as county_name,
        city_id,
        province_id
    from halls
    where county_id is not null
),

branches as (
    select distinct
        branch_id,
        branch_code,
        branch_name,
        county_id,
        city_id,
        province_id
    from halls
    where branch_id is not null
),

final as (
    select
        unit_id, 'group' as unit_type, null as parent_unit_id, null as province_id, null as city_id,
        null as county_id, null as branch_id, unit_id as unit_code, name_zh, name_en,
        name_zh as short_name_zh, name_en as short_name_en, operator_type, null as boundary_code,
        null as city_id_as_was, null as longitude, null as latitude
    from roots
    union all
    select
        concat(tree, 'P', province_code), 'province', root_id, concat(tree, 'P', province_code), null,
        null, null, province_code, name_zh, name_en,
        short_name_zh, short_name_en, operator_type, boundary_code,
        null, longitude, latitude
    from provinces
    union all
    select
        concat(tree, 'C', city_code), 'city', coalesce(tree || 'P' || province_code, root_id),
        tree || 'P' || province_code, concat(tree, 'C', city_code),
        null, null, city_code, name_zh, name_en,
        short_name_zh, short_name_en, operator_type, boundary_code,
        null, longitude, latitude
    from cities
    union all
    select
        county_id, 'county', city_id, province_id, city_id,
        county_id, null, county_code, county_name, county_name,
        county_name, county_name, 'own', null,
        null, null, null
    from counties
    union all
    select
        branch_id, 'branch', coalesce(county_id, city_id), province_id, city_id,
        county_id, branch_id, branch_code, branch_name, branch_name,
        branch_name, branch_name, 'own', null,
        null, null, null
    from branches
    union all
    select
        hall_id, 'hall', coalesce(branch_id, county_id, city_id), province_id, city_id,
        county_id, branch_id, hall_code, name_zh, name_en,
        name_zh, name_en, operator_type, null,
        city_id_as_was, longitude, latitude
    from halls
)

select * from final
