with

open_halls as (
    select * from {{ ref('int_halls_open_by_period') }}
),

periods as (
    select * from {{ ref('dim_periods') }}
),

halls as (
    select * from {{ ref('dim_halls') }}
),

-- reporting uses the attributes of the period's last day (M2), or the last there were
versions as (
    select
        open_halls.unit_id,
        open_halls.period_id,
        open_halls.period_type,
        open_halls.operator_type,
        open_halls.footfall,
        halls.province_id,
        coalesce(halls.tier, 'unknown') as tier,
        coalesce(halls.area_type, 'unknown') as area_type,
        coalesce(halls.pressure, 'neutral') as pressure,
        halls.place_level,
        coalesce(halls.is_main_hall, false) as is_main_hall,
        periods.start_date,
        row_number() over (
            partition by open_halls.unit_id, open_halls.period_id
            order by halls.valid_from_date desc
        ) as recency_no
    from open_halls
    inner join periods
        on open_halls.period_id = periods.period_id
    inner join halls
        on
            open_halls.unit_id = halls.hall_id
            and halls.valid_from_date <= periods.end_date
),

final as (
    select
        unit_id,
        period_id,
        period_type,
        operator_type,
        footfall,
        province_id,
        tier,
        area_type,
        pressure,
        place_level,
        is_main_hall,
        start_date
    from versions
    where recency_no = 1
)

select * from final
