{#- A view: its rows are stored once, with the other sides. -#}
{{ config(materialized='view') }}

with

standards as (
    select * from {{ ref('int_standard_levels_in_force') }}
),

promises as (
    select * from {{ ref('int_promise_levels_in_force') }}
),

halls as (
    select * from {{ ref('int_halls_described_by_period') }}
    where operator_type = 'own' and period_type <> 'month'
),

units as (
    select * from {{ ref('dim_units') }}
),

ancestors as (
    select * from {{ ref('int_unit_ancestors') }}
),

elements as (
    select * from {{ ref('dim_elements') }}
),

-- halls that one document treats alike
hall_groups as (
    select
        ancestors.ancestor_unit_id as unit_id,
        units.province_id,
        units.city_id,
        halls.period_id,
        halls.tier,
        count(*) as halls,
        sum(halls.footfall) as footfall
    from halls
    inner join units
        on halls.unit_id = units.unit_id
    inner join ancestors
        on halls.unit_id = ancestors.unit_id
    where
        ancestors.ancestor_unit_type in ('group', 'province', 'city')
        or halls.period_type = 'bimonth'
    group by ancestors.ancestor_unit_id, units.province_id, units.city_id, halls.period_id, halls.tier
),

levels as (
    select
        hall_groups.*,
        standards.side,
        standards.element_id,
        standards.level
    from hall_groups
    inner join standards
        on
            hall_groups.province_id = standards.province_id
            and hall_groups.period_id = standards.period_id
            and hall_groups.tier = standards.tier
    union all
    select
        hall_groups.*,
        promises.side,
        promises.element_id,
        promises.level
    from hall_groups
    inner join promises
        on
            hall_groups.city_id = promises.city_id
            and hall_groups.period_id = promises.period_id
    -- below the city a promise is its city's, not the unit's own
    where hall_groups.unit_id = 'G' or hall_groups.unit_id in (hall_groups.province_id, hall_groups.city_id)
),

-- weighted by the footfall of the open halls; where none is known, by the halls
final as (
    select
        levels.unit_id,
        levels.period_id,
        levels.side,
        elements.element_set,
        levels.element_id,
        coalesce(
            sum(levels.footfall * levels.level) / nullif(sum(levels.footfall), 0),
            sum(levels.halls * levels.level) / sum(levels.halls)
        ) as mean
    from levels
    inner join elements
        on levels.element_id = elements.element_id
    group by
        levels.unit_id, levels.period_id, levels.side, elements.element_set, levels.element_id
)

select * from final
