with

sides as (
    select
        unit_id,
        unit_no,
        period_id,
        period_type,
        side,
        max(case when is_shown then 1 else 0 end) as is_shown_no
    from {{ ref('int_gap_sides') }}
    group by unit_id, unit_no, period_id, period_type, side
),

ancestors as (
    select * from {{ ref('int_unit_ancestors') }}
),

units as (
    select * from {{ ref('dim_units') }}
    where operator_type = 'own' and not is_unallocated
),

-- a unit that has not measured a side, or may not show it, takes it from the nearest ancestor that
-- has (M5); perception and inspection are never lent: they are what a unit is compared on
final as (
    select
        units.unit_id,
        sides.period_id,
        sides.side,
        arg_max(sides.unit_id, sides.is_shown_no * 100 + ancestors.ancestor_level_no) as source_unit_id,
        arg_max(sides.unit_no, sides.is_shown_no * 100 + ancestors.ancestor_level_no) as source_unit_no
    from units
    inner join ancestors
        on units.unit_id = ancestors.unit_id
    inner join sides
        on ancestors.ancestor_unit_id = sides.unit_id
    where
        (sides.side not in ('P', 'D') or units.unit_id = sides.unit_id)
        and (
            units.unit_type in ('group', 'province', 'city')
            or sides.period_type = 'bimonth'
        )
    group by units.unit_id, sides.period_id, sides.side
)

select * from final
