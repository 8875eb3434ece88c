with

halls as (
    select * from {{ ref('stg_hall_register__halls') }}
),

opening_dates_filled as (
    -- a row that leaves the opening date blank speaks of the hall open at its time
    select
        halls.*,
        coalesce(
            halls.opened_date,
            max(halls.opened_date) over (
                partition by halls.operator_code, halls.hall_code
                order by halls.effective_date
                rows between unbounded preceding and current row
            ),
            min(halls.opened_date) over (partition by halls.operator_code, halls.hall_code)
        ) as hall_opened_date
    from halls
),

final as (
    select
        concat(
            case when operator_type = 'own' then 'H' else concat('KH', operator_code, '-') end,
            hall_code,
            '@',
            coalesce({{ compact_date('hall_opened_date') }}, '00000000')
        ) as hall_id,
        operator_code,
        hall_code,
        operator_type,
        province_code,
        province_name,
        city_code,
        city_name,
        county_code,
        county_name,
        branch_code,
        branch_name,
        hall_name_zh,
        hall_name_en,
        predecessor_code,
        tier,
        area_type,
        place_level,
        stage,
        counters,
        longitude,
        latitude,
        is_main_hall,
        effective_date,
        hall_opened_date as opened_date,
        closed_date
    from opening_dates_filled
)

select * from final
