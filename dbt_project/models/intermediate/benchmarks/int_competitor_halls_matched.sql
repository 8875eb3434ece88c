with

halls as (
    select * from {{ ref('int_halls_described_by_period') }}
    where period_type <> 'month' and tier <> 'unknown' and area_type <> 'unknown'
),

units as (
    select * from {{ ref('dim_units') }}
    where unit_type = 'hall'
),

operators as (
    select distinct
        hall_id,
        operator_code
    from {{ ref('dim_halls') }}
),

-- a competitor's hall stands under our own city; its footfall is not known, so its halls weigh alike
placed_halls as (
    select
        halls.unit_id,
        halls.period_id,
        halls.operator_type,
        operators.operator_code,
        halls.tier,
        halls.area_type,
        case when halls.operator_type = 'own' then halls.footfall else 1 end as hall_weight,
        case when halls.operator_type = 'own' then units.city_id else substr(units.city_id, 2) end as city_id,
        case when halls.operator_type = 'own' then units.province_id else substr(units.province_id, 2) end
            as province_id
    from halls
    inner join units
        on halls.unit_id = units.unit_id
    inner join operators
        on halls.unit_id = operators.hall_id
),

competitor_cells as (
    select distinct
        period_id,
        tier,
        area_type
    from placed_halls
    where operator_type = 'competitor'
),

-- only a tier and area that a competitor runs somewhere can be common
final as (
    select placed_halls.*
    from placed_halls
    inner join competitor_cells
        on
            placed_halls.period_id = competitor_cells.period_id
            and placed_halls.tier = competitor_cells.tier
            and placed_halls.area_type = competitor_cells.area_type
)

select * from final
