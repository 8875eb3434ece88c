with

pairs as (
    select * from {{ ref('int_survey_pairs_summed') }}
    where instrument = 'perception'
),

period_months as (
    select * from {{ ref('int_period_months') }}
),

open_halls as (
    select * from {{ ref('int_halls_open_by_period') }}
),

ancestors as (
    select * from {{ ref('int_unit_ancestors') }}
    where ancestor_unit_type <> 'unallocated'
),

scopes as (
    select * from {{ ref('int_unit_scopes_by_period') }}
),

-- months are summed per hall before anything is squared (M4)
cluster_sums as (
    select
        pairs.unit_id,
        period_months.period_id,
        pairs.element_id,
        cast(sum(pairs.pair_count) as bigint) as answer_count,
        cast(sum(pairs.d_sum) as bigint) as k_sum,
        cast(sum(pairs.d_sumsq) as bigint) as k_sumsq
    from pairs
    inner join period_months
        on pairs.month_start_date = period_months.month_start_date
    group by pairs.unit_id, period_months.period_id, pairs.element_id
),

clusters as (
    select
        cluster_sums.*,
        {{ k_to_score('cluster_sums.k_sum / cluster_sums.answer_count') }} as cluster_mean,
        {{ k_variance('cluster_sums.answer_count', 'cluster_sums.k_sum', 'cluster_sums.k_sumsq') }}
            as cluster_variance,
        open_halls.footfall
    from cluster_sums
    left join open_halls
        on
            cluster_sums.unit_id = open_halls.unit_id
            and cluster_sums.period_id = open_halls.period_id
),

unit_sums as (
    select
        ancestors.ancestor_unit_id as unit_id,
        clusters.period_id,
        clusters.element_id,
        {{ m4_sums('clusters.footfall', 'clusters.answer_count', 'clusters.cluster_mean',
            'clusters.cluster_variance', 'footfall') }},
        {{ m4_sums('clusters.answer_count', 'clusters.answer_count', 'clusters.cluster_mean',
            'clusters.cluster_variance', 'proportional') }},
        count(case when ancestors.unit_id like '%~U' then 1 end) as unallocated_clusters
    from clusters
    inner join ancestors
        on clusters.unit_id = ancestors.unit_id
    group by ancestors.ancestor_unit_id, clusters.period_id, clusters.element_id
),

-- footfall weights where any hall with pairs reports footfall, else proportional, as in the mart
weighted as (
    select
        unit_sums.unit_id,
        unit_sums.period_id,
        unit_sums.element_id,
        unit_sums.proportional_n as pair_count,
        case
            when unit_sums.footfall_f > 0 then scopes.halls_in_scope
            else scopes.halls_in_scope + unit_sums.unallocated_clusters
        end as clusters_in_scope,
        {%- for name in m4_sum_names() %}
        case
            when unit_sums.footfall_f > 0 then unit_sums.footfall_{{ name }}
            else unit_sums.proportional_{{ name }}
        end as m4_{{ name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from unit_sums
    inner join scopes
        on
            unit_sums.unit_id = scopes.unit_id
            and unit_sums.period_id = scopes.period_id
),

estimated as (
    {{ m4_estimate('weighted', in_scope='clusters_in_scope', out='difference_') }}
),

final as (
    select
        unit_id,
        period_id,
        element_id,
        cast(pair_count as bigint) as pair_count,
        difference_mean,
        difference_se,
        cast(difference_df as double) as difference_df
    from estimated
)

select * from final
