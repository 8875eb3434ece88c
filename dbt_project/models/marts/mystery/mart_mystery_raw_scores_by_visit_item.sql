{{ config(materialized='view') }}

with

items as (
    select * from {{ ref('stg_mystery_item__items') }}
),

visits as (
    select * from {{ ref('int_mystery_visits_located') }}
),

weights as (
    select * from {{ ref('int_mystery_weights_renormalised') }}
),

final as (
    select
        items.visit_id,
        visits.unit_id,
        items.indicator_code,
        weights.element_id,
        weights.block_code,
        weights.capability_code,
        items.finding_category,
        items.item_no,
        items.points,
        items.max_points,
        weights.weight,
        items.points is not null as is_applicable,
        coalesce(items.is_veto_hit and weights.has_veto, false) as is_veto,
        items.is_told_on_spot,
        items.is_fixed_on_spot,
        visits.visit_date
    from items
    inner join visits
        on items.visit_id = visits.visit_id
    left join weights
        on
            visits.weight_set_id = weights.weight_set_id
            and items.indicator_code = weights.indicator_code
)

select * from final
