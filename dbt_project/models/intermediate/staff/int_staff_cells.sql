with

items as (
    select * from {{ ref('fct_staff_items') }}
),

waves as (
    select * from {{ ref('int_staff_waves') }}
    where is_published and not is_frozen
),

units as (
    select * from {{ ref('dim_units') }}
),

ancestors as (
    select * from {{ ref('int_unit_ancestors') }}
),

-- what a cell is made of: group, province and city for every item, halls for the overall figure;
-- unallocated units and unknown roles are never shown but take part in the sums
placed as (
    select
        items.wave,
        items.element_set,
        items.element_id,
        items.staff_role,
        items.answered_item_count,
        items.answer_count,
        items.k_sum,
        items.k_min / cast(items.answered_item_count as double) as k_min,
        items.k_max / cast(items.answered_item_count as double) as k_max,
        ancestors.ancestor_unit_id as unit_id,
        ancestors.ancestor_unit_type as unit_type
    from items
    inner join waves
        on
            items.element_set = waves.element_set
            and items.wave = waves.wave
    inner join ancestors
        on items.unit_id = ancestors.unit_id
    where
        ancestors.ancestor_unit_type in ('group', 'province', 'city', 'unallocated')
        or (ancestors.ancestor_unit_type = 'hall' and items.element_id = 'overall')
),

roles as (
    select * from placed
    union all
    select * replace ('all' as staff_role) from placed
),

-- common denominator 5342931457063200 = lcm(1 … 40): the mean of means stays exact until it is rounded
final as (
    select
        roles.wave,
        roles.element_set,
        roles.element_id,
        roles.unit_id,
        roles.unit_type,
        case
            when roles.unit_type = 'hall' then units.city_id
            else units.parent_unit_id
        end as parent_unit_id,
        roles.staff_role,
        cast(sum(roles.answer_count) as bigint) as answer_count,
        round(
            sum(
                cast(roles.k_sum as decimal(38, 0))
                * cast(5342931457063200 / roles.answered_item_count as bigint)
            ) / 5342931457063200 / sum(roles.answer_count), 9
        ) as k_mean,
        min(roles.k_min) = max(roles.k_max) as is_equal
    from roles
    inner join units
        on roles.unit_id = units.unit_id
    group by
        roles.wave, roles.element_set, roles.element_id, roles.unit_id, roles.unit_type,
        case
            when roles.unit_type = 'hall' then units.city_id
            else units.parent_unit_id
        end,
        roles.staff_role
)

select * from final
