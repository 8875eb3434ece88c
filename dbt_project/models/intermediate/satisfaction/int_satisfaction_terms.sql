{#- A view: each cluster's terms are cheap to form and expensive to store. -#}
{{ config(materialized='view') }}

with

clusters as (
    select * from {{ ref('int_survey_clusters_summed') }}
),

units as (
    select * from {{ ref('dim_units') }}
),

-- footfall weights a cluster where it is known, else its answers do
weighted as (
    select
        *,
        coalesce(footfall > 0, false) as is_by_footfall,
        case when footfall > 0 then footfall else answer_count end as weight
    from clusters
),

final as (
    select
        weighted.unit_id,
        units.unit_type,
        units.city_id,
        units.county_id,
        units.branch_id,
        units.province_id,
        weighted.span_id,
        weighted.instrument,
        weighted.element_id,
        weighted.element_set,
        weighted.measure,
        weighted.answer_count as n,
        weighted.k_sum,
        weighted.k_sumsq,
        case when units.unit_type = 'unallocated' then 1 else 0 end as unallocated_clusters,
        weighted.is_by_footfall,
        {{ m4_terms('weighted.weight', 'weighted.answer_count', 'weighted.cluster_mean',
            'weighted.cluster_variance') }}
    from weighted
    inner join units
        on weighted.unit_id = units.unit_id
)

select * from final
