{#- A view: each cluster's terms are cheap to form and expensive to store. -#}
{{ config(materialized='view') }}

with

clusters as (
    select * from {{ ref('int_survey_clusters_summed') }}
),

units as (
    select * from {{ ref('dim_units') }}
),

final as (
    select
        clusters.unit_id,
        units.unit_type,
        units.city_id,
        units.province_id,
        clusters.span_id,
        clusters.instrument,
        clusters.element_id,
        clusters.element_set,
        clusters.measure,
        clusters.answer_count as n,
        clusters.k_sum,
        clusters.k_sumsq,
        case when units.unit_type = 'unallocated' then 1 else 0 end as unallocated_clusters,
        {{ m4_terms('clusters.footfall', 'clusters.answer_count', 'clusters.cluster_mean',
            'clusters.cluster_variance', 'footfall') }},
        {{ m4_terms('clusters.answer_count', 'clusters.answer_count', 'clusters.cluster_mean',
            'clusters.cluster_variance', 'proportional') }}
    from clusters
    inner join units
        on clusters.unit_id = units.unit_id
)

select * from final
