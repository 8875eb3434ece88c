with

open_halls as (
    select * from {{ ref('int_halls_open_by_period') }}
),

ancestors as (
    select * from {{ ref('int_unit_ancestors') }}
),

units as (
    select * from {{ ref('dim_units') }}
),

periods as (
    select * from {{ ref('dim_periods') }}
),

hall_scopes as (
    select
        ancestors.ancestor_unit_id as unit_id,
        open_halls.period_id,
        count(*) as halls_in_scope,
        sum(open_halls.footfall) as footfall
    from open_halls
    inner join ancestors
        on open_halls.unit_id = ancestors.unit_id
    group by ancestors.ancestor_unit_id, open_halls.period_id
),

city_scopes as (
    select
        ancestors.ancestor_unit_id as unit_id,
        count(*) as cities_in_scope
    from units
    inner join ancestors
        on units.unit_id = ancestors.unit_id
    where units.unit_type = 'city'
    group by ancestors.ancestor_unit_id
),

final as (
    select
        units.unit_id,
        periods.period_id,
        units.unit_type,
        units.operator_type,
        coalesce(hall_scopes.halls_in_scope, 0) as halls_in_scope,
        coalesce(city_scopes.cities_in_scope, 0) as cities_in_scope,
        cast(hall_scopes.footfall as bigint) as footfall
    from units
    cross join periods
    left join hall_scopes
        on
            units.unit_id = hall_scopes.unit_id
            and periods.period_id = hall_scopes.period_id
    left join city_scopes
        on units.unit_id = city_scopes.unit_id
    where not units.is_unallocated
)

select * from final
