with

sides as (
    select
        unit_id,
        unit_no,
        is_city_or_above,
        period_no,
        period_type = 'bimonth' as is_bimonth,
        side,
        max(case when is_shown then 1 else 0 end) as is_shown_no
    from {{ ref('int_gap_sides') }}
    group by unit_id, unit_no, is_city_or_above, period_no, period_type, side
),

units as (
    select distinct
        unit_id,
        unit_no,
        is_city_or_above
    from sides
),

ancestors as (
    select
        units.unit_no,
        units.is_city_or_above,
        above.unit_id as ancestor_unit_id,
        above.unit_no as ancestor_unit_no,
        ancestors.ancestor_level_no
    from {{ ref('int_unit_ancestors') }} as ancestors
    inner join units
        on ancestors.unit_id = units.unit_id
    inner join units as above
        on ancestors.ancestor_unit_id = above.unit_id
),

-- a unit that has not measured a side, or may not show it, takes it from the nearest ancestor that
-- has (M5); perception and inspection are never lent: they are what a unit is compared on
final as (
    select
        ancestors.unit_no,
        sides.period_no,
        sides.side,
        arg_max(sides.unit_id, sides.is_shown_no * 100 + ancestors.ancestor_level_no) as source_unit_id,
        arg_max(sides.unit_no, sides.is_shown_no * 100 + ancestors.ancestor_level_no) as source_unit_no
    from ancestors
    inner join sides
        on ancestors.ancestor_unit_no = sides.unit_no
    where
        (sides.side not in ('P', 'D') or ancestors.unit_no = sides.unit_no)
        and (ancestors.is_city_or_above or sides.is_bimonth)
    group by ancestors.unit_no, sides.period_no, sides.side
)

select * from final
