with

register_rows as (
    select * from {{ ref('int_hall_register_rows_filled') }}
),

halls as (
    select * from {{ ref('int_hall_identities') }}
),

ordered_rows as (
    select
        register_rows.*,
        halls.known_from_date,
        halls.known_to_date,
        row_number() over (
            partition by register_rows.hall_id order by register_rows.effective_date
        ) as row_no,
        lead(register_rows.effective_date) over (
            partition by register_rows.hall_id order by register_rows.effective_date
        ) as next_effective_date
    from register_rows
    inner join halls
        on register_rows.hall_id = halls.hall_id
),

final as (
    select
        hall_id,
        operator_code,
        hall_code,
        operator_type,
        province_code,
        city_code,
        county_code,
        branch_code,
        hall_name_zh,
        hall_name_en,
        tier,
        area_type,
        place_level,
        stage,
        counters,
        longitude,
        latitude,
        coalesce(is_main_hall, false) as is_main_hall,
        opened_date,
        closed_date,
        -- what held before the first row is unknown: the first row speaks back to the opening
        case
            when row_no = 1 then known_from_date
            else greatest(effective_date, known_from_date)
        end as valid_from_date,
        least(coalesce(next_effective_date, known_to_date), known_to_date) as valid_to_date
    from ordered_rows
)

select * from final
where valid_from_date < valid_to_date
