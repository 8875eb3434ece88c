with

clusters as (
    select * from {{ ref('int_survey_clusters_summed') }}
),

ancestors as (
    select * from {{ ref('int_unit_ancestors') }}
    where ancestor_unit_type <> 'unallocated'
),

final as (
    select
        ancestors.ancestor_unit_id as unit_id,
        ancestors.ancestor_unit_type as unit_type,
        clusters.period_id,
        clusters.instrument,
        clusters.element_id,
        clusters.element_set,
        clusters.measure,
        cast(sum(clusters.answer_count) as bigint) as n,
        cast(sum(clusters.k_sum) as bigint) as k_sum,
        cast(sum(clusters.k_sumsq) as bigint) as k_sumsq,
        sum(case when clusters.unit_id like '%~U' then 1 else 0 end) as unallocated_clusters,
        {{ m4_sums('clusters.footfall', 'clusters.answer_count', 'clusters.cluster_mean',
            'clusters.cluster_variance', 'footfall') }},
        {{ m4_sums('clusters.answer_count', 'clusters.answer_count', 'clusters.cluster_mean',
            'clusters.cluster_variance', 'proportional') }}
    from clusters
    inner join ancestors
        on clusters.unit_id = ancestors.unit_id
    group by
        ancestors.ancestor_unit_id, ancestors.ancestor_unit_type, clusters.period_id,
        clusters.instrument, clusters.element_id, clusters.element_set, clusters.measure
)

select * from final
