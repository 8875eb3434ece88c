{#- A view: its rows are stored once, with the other sides. -#}
{{ config(materialized='view') }}

with

standards as (
    select * from {{ ref('int_standard_levels_in_force') }}
),

promises as (
    select * from {{ ref('int_promise_levels_in_force') }}
),

-- a document without anything to hold it against makes no gap
measured_periods as (
    select distinct period_id from {{ ref('mart_satisfaction_by_unit_period') }}
    union
    select distinct period_id from {{ ref('mart_mystery_scores_by_unit_period') }}
),

halls as (
    select halls.*
    from {{ ref('int_halls_described_by_period') }} as halls
    inner join measured_periods
        on halls.period_id = measured_periods.period_id
    where halls.operator_type = 'own' and halls.period_type <> 'month'
),

units as (
    select * from {{ ref('dim_units') }}
),

ancestors as (
    select * from {{ ref('int_unit_ancestors') }}
),

-- a standard treats alike the halls of a province and tier, a promise those of a city
hall_groups as (
    select
        ancestors.ancestor_unit_id as unit_id,
        ancestors.ancestor_unit_type in ('group', 'province', 'city') as is_city_or_above,
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
    group by
        grouping sets (
            (ancestors.ancestor_unit_id, ancestors.ancestor_unit_type, units.province_id, halls.period_id, halls.tier),
            (ancestors.ancestor_unit_id, ancestors.ancestor_unit_type, units.city_id, halls.period_id)
        )
),

levels as (
    select
        hall_groups.unit_id,
        hall_groups.period_id,
        hall_groups.halls,
        hall_groups.footfall,
        standards.side,
        standards.element_id,
        standards.level
    from hall_groups
    inner join standards
        on
            hall_groups.province_id = standards.province_id
            and hall_groups.period_id = standards.period_id
            and hall_groups.tier = standards.tier
    -- below the city only what inspection is held against: the rest is compared from the city up
    where hall_groups.is_city_or_above or standards.side = 'S_i'
    union all
    select
        hall_groups.unit_id,
        hall_groups.period_id,
        hall_groups.halls,
        hall_groups.footfall,
        promises.side,
        promises.element_id,
        promises.level
    from hall_groups
    inner join promises
        on
            hall_groups.city_id = promises.city_id
            and hall_groups.period_id = promises.period_id
    -- below the city a promise is its city's, not the unit's own
    where hall_groups.is_city_or_above
),

-- weighted by the footfall of the open halls; where none is known, by the halls
final as (
    select
        unit_id,
        period_id,
        side,
        element_id,
        coalesce(
            sum(footfall * level) / nullif(sum(footfall), 0),
            sum(halls * level) / sum(halls)
        ) as mean
    from levels
    group by unit_id, period_id, side, element_id
)

select * from final
