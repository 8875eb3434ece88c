with

planned_visits as (
    select * from {{ current_rows('inspection_plan') }}
),

final as (
    select
        cast(plan_id as varchar) as plan_id,
        cast(province_code as varchar) as province_code,
        cast(city_code as varchar) as city_code,
        cast(hall_code as varchar) as hall_code,
        cast(time_slot as varchar) as time_slot,
        cast(inspector_id as varchar) as inspector_id,
        cast(planned_date as date) as planned_date,
        cast(_load_id as bigint) as _load_id,
        cast(_row as bigint) as _row
    from planned_visits
)

select * from final
