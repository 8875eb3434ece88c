with

units as (
    select * from {{ ref('int_units_listed') }}
),

-- a parent is its children plus what is known to lie in it without a finer place
unallocated as (
    select
        concat(unit_id, '~U') as unit_id,
        'unallocated' as unit_type,
        unit_id as parent_unit_id,
        province_id,
        city_id,
        county_id,
        branch_id,
        unit_code,
        concat(name_zh, '·未归属') as name_zh,
        concat(name_en, ', unallocated') as name_en,
        concat(short_name_zh, '·未归属') as short_name_zh,
        concat(short_name_en, ', unallocated') as short_name_en,
        operator_type,
        cast(null as {{ dbt.type_string() }}) as boundary_code,
        cast(null as {{ dbt.type_string() }}) as city_id_as_was,
        cast(null as double) as longitude,
        cast(null as double) as latitude
    from units
    where unit_type in ('group', 'province', 'city')
),

all_units as (
    select * from units
    union all
    select * from unallocated
),

with_paths as (
    select
        all_units.*,
        concat(
            case when operator_type = 'own' then 'G' else 'K' end,
            coalesce('/' || province_id, ''),
            coalesce('/' || city_id, ''),
            coalesce('/' || county_id, ''),
            coalesce('/' || branch_id, ''),
            case when unit_type in ('hall', 'unallocated') then concat('/', unit_id) else '' end
        ) as path
    from all_units
),

final as (
    select
        unit_id,
        unit_type,
        parent_unit_id,
        province_id,
        city_id,
        county_id,
        branch_id,
        unit_code,
        name_zh,
        name_en,
        short_name_zh,
        short_name_en,
        operator_type,
        path,
        boundary_code,
        city_id_as_was,
        case unit_type
            when 'group' then 0
            when 'province' then 1
            when 'city' then 2
            when 'county' then 3
            when 'branch' then 4
            when 'hall' then 5
            else 6
        end as level_no,
        row_number() over (
            order by
                case when operator_type = 'own' then 0 else 1 end,
                case when unit_type = 'unallocated' then 1 else 0 end,
                path
        ) as sort_order,
        longitude,
        latitude,
        unit_type = 'unallocated' as is_unallocated
    from with_paths
)

select * from final
