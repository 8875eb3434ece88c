with

register_rows as (
    select * from {{ ref('int_hall_register_rows_filled') }}
),

ordered_rows as (
    select
        register_rows.*,
        row_number() over (partition by hall_id order by effective_date desc) as recency_no,
        lag(city_code) over (partition by hall_id order by effective_date) as city_code_before
    from register_rows
),

last_moves as (
    select
        hall_id,
        city_code_before,
        row_number() over (partition by hall_id order by effective_date desc) as recency_no
    from ordered_rows
    where city_code_before <> city_code
),

-- a branch hangs under the county its latest-registered hall names
branch_counties as (
    select
        city_code,
        branch_code,
        county_code,
        branch_name,
        row_number() over (
            partition by city_code, branch_code order by effective_date desc, hall_code
        ) as recency_no
    from ordered_rows
    where branch_code is not null and operator_type = 'own' and recency_no = 1
),

-- one county company, one place in the tree: where its latest-registered hall stands
county_cities as (
    select
        county_code,
        city_code,
        county_name,
        row_number() over (
            partition by county_code order by effective_date desc, hall_code
        ) as recency_no
    from ordered_rows
    where county_code is not null and operator_type = 'own' and recency_no = 1
),

final as (
    select
        ordered_rows.hall_id,
        ordered_rows.operator_type,
        ordered_rows.operator_code,
        ordered_rows.hall_code,
        ordered_rows.province_code,
        ordered_rows.city_code,
        county_cities.county_code,
        county_cities.county_name,
        branch_counties.branch_code,
        coalesce(branch_counties.branch_name, branch_counties.branch_code) as branch_name,
        coalesce(ordered_rows.hall_name_zh, ordered_rows.hall_name_en, ordered_rows.hall_code)
            as name_zh,
        coalesce(ordered_rows.hall_name_en, ordered_rows.hall_name_zh, ordered_rows.hall_code)
            as name_en,
        ordered_rows.longitude,
        ordered_rows.latitude,
        coalesce(last_moves.city_code_before, ordered_rows.city_code) as city_code_as_was
    from ordered_rows
    left join last_moves
        on
            ordered_rows.hall_id = last_moves.hall_id
            and last_moves.recency_no = 1
    left join branch_counties
        on
            ordered_rows.operator_type = 'own'
            and ordered_rows.city_code = branch_counties.city_code
            and ordered_rows.branch_code = branch_counties.branch_code
            and branch_counties.recency_no = 1
    left join county_cities
        on
            ordered_rows.operator_type = 'own'
            and case
                when branch_counties.branch_code is not null then branch_counties.county_code
                else ordered_rows.county_code
            end = county_cities.county_code
            and ordered_rows.city_code = county_cities.city_code
            and county_cities.recency_no = 1
    where ordered_rows.recency_no = 1
)

select * from final
