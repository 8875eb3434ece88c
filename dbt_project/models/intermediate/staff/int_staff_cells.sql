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
    where ancestor_unit_type in ('group', 'province', 'city', 'unallocated')
),

-- common denominator 5342931457063200 = lcm(1 … 40): the mean of means stays exact until it is rounded
leaves as (
    select
        items.wave,
        items.element_set,
        items.element_id,
        -- internal service is told by department, not by who rates it, and of awareness only what is
        -- believed and known is told by layer: elsewhere there are no roles to protect or show
        case
            when items.element_set in ('internal_service', 'awareness_importance', 'awareness_self') then 'unknown'
            else items.staff_role
        end as staff_role,
        items.unit_id,
        -- the people of a city, or known no finer than their province or the group, are a cluster
        coalesce(units.city_id, items.unit_id) as cluster_id,
        items.answer_count,
        cast(items.k_sum as decimal(38, 0))
        * cast(5342931457063200 / items.answered_item_count as bigint) as k_parts,
        items.k_sumsq / power(cast(items.answered_item_count as double), 2) as k_sumsq,
        items.k_min / cast(items.answered_item_count as double) as k_min,
        items.k_max / cast(items.answered_item_count as double) as k_max
    from items
    inner join waves
        on
            items.element_set = waves.element_set
            and items.wave = waves.wave
    inner join units
        on items.unit_id = units.unit_id
),

roles as (
    select * from leaves
    union all
    select * replace ('all' as staff_role) from leaves
),

-- halls, and the rest of their city, have cells for the overall figure of staff questionnaires only
parts as (
    select
        wave, element_set, element_id, staff_role, cluster_id as part_id, true as is_cluster,
        answer_count, k_parts, k_sumsq, k_min, k_max
    from roles
    union all
    select
        wave, element_set, element_id, staff_role, unit_id as part_id, false as is_cluster,
        answer_count, k_parts, k_sumsq, k_min, k_max
    from roles
    where
        unit_id <> cluster_id
        and element_id = 'overall'
        and element_set <> 'internal_service'
        and element_set not like 'awareness_%'
),

summed as (
    select
        wave, element_set, element_id, staff_role, part_id, is_cluster,
        sum(answer_count) as n,
        sum(k_parts) as k_parts,
        cast(sum(k_parts) as double) / 5342931457063200 as k_sum,
        sum(k_sumsq) as k_sumsq,
        min(k_min) as k_min,
        max(k_max) as k_max
    from parts
    group by wave, element_set, element_id, staff_role, part_id, is_cluster
),

with_spread as (
    select
        *,
        n < {{ threshold('small_cluster_n') }} as is_small,
        greatest(0, k_sumsq - k_sum * k_sum / n) as within_ss
    from summed
),

placed as (
    select
        with_spread.*,
        coalesce(ancestors.ancestor_unit_id, with_spread.part_id) as unit_id
    from with_spread
    left join ancestors
        on
            with_spread.part_id = ancestors.unit_id
            and with_spread.is_cluster
),

-- M4 with every cluster in scope and weight n: Σ n s² over (Σ n)²; a small cluster borrows the
-- unit's pooled variance
final as (
    select
        placed.wave,
        placed.element_set,
        placed.element_id,
        placed.unit_id,
        units.unit_type,
        case when units.unit_type = 'hall' then units.city_id else units.parent_unit_id end as parent_unit_id,
        placed.staff_role,
        cast(sum(placed.n) as bigint) as answer_count,
        round(sum(placed.k_parts) / 5342931457063200 / sum(placed.n), 9) as k_mean,
        round(sqrt(
            coalesce(sum(case when not placed.is_small then placed.n * placed.within_ss / (placed.n - 1) end), 0)
            + coalesce(sum(case when placed.is_small then placed.n end), 0)
            * case
                when count(case when placed.is_small then 1 end) = 0 then 0
                else sum(placed.within_ss) / nullif(sum(placed.n) - count(*), 0)
            end
        ) / sum(placed.n), 6) as k_se,
        min(placed.k_min) = max(placed.k_max) as is_equal
    from placed
    inner join units
        on placed.unit_id = units.unit_id
    group by
        placed.wave, placed.element_set, placed.element_id, placed.unit_id, units.unit_type,
        case when units.unit_type = 'hall' then units.city_id else units.parent_unit_id end,
        placed.staff_role
)

select * from final
