{#- A view: one model alone reads it, and its many sums are cheap to form and expensive to store. -#}
{{ config(materialized='view') }}

{%- set sums = [
    'm4_clusters', 'm4_n', 'm4_f', 'm4_fy', 'm4_f2', 'm4_f2y', 'm4_f2y2', 'm4_f2s2n',
    'm4_f2n_small', 'm4_within_ss', 'm4_within_df', 'pool_ss', 'pool_df',
    'halls_with_data', 'footfall_with_data'
] -%}
{%- set counts = ['visit_count', 'veto_count', 'score_e4_sum'] -%}

with

clusters as (
    select * from {{ ref('int_mystery_hall_clusters') }}
),

units as (
    select * from {{ ref('dim_units') }}
),

ancestors as (
    select * from {{ ref('int_unit_ancestors') }}
),

windows as (
    select distinct
        window_no,
        period_id,
        period_type,
        window_kind
    from {{ ref('int_mystery_windows') }}
),

codes as (
    select * from {{ ref('int_mystery_score_codes') }}
),

-- city and above take the period's own visits, branch and county the rolling window
first_parents as (
    select
        unit_id as hall_id,
        'period' as window_kind,
        coalesce(city_id, province_id, case when operator_type = 'own' then 'G' else 'K' end)
            as unit_id
    from units
    where unit_type in ('hall', 'unallocated')
    union all
    select
        unit_id as hall_id,
        'rolling' as window_kind,
        ancestor_unit_id as unit_id
    from ancestors
    where ancestor_unit_type in ('county', 'branch') and unit_id <> ancestor_unit_id
),

first_sums as (
    select
        first_parents.unit_id,
        clusters.window_no,
        clusters.window_kind = 'period' as is_summed_up_the_tree,
        clusters.score_no,
        clusters.score_version,
        {{ m4_sums(
            'clusters.hall_weight',
            n='clusters.visit_count',
            mean='clusters.score_mean',
            variance='clusters.score_variance'
        ) }},
        sum(case when clusters.hall_weight > 0 then clusters.pool_ss else 0 end) as pool_ss,
        sum(case when clusters.hall_weight > 0 then clusters.pool_df else 0 end) as pool_df,
        count(case when clusters.is_hall_in_scope then 1 end) as halls_with_data,
        sum(clusters.footfall) as footfall_with_data,
        sum(clusters.visit_count) as visit_count,
        sum(clusters.veto_count) as veto_count,
        sum(clusters.score_e4_sum) as score_e4_sum
    from clusters
    inner join first_parents
        on
            clusters.hall_id = first_parents.hall_id
            and clusters.window_kind = first_parents.window_kind
    group by all
),

-- the sums add up the tree, so provinces and the group are made from cities
tree_sums as (
    select
        ancestors.ancestor_unit_id as unit_id,
        first_sums.window_no,
        first_sums.score_no,
        first_sums.score_version,
        {%- for column in sums %}
        sum(first_sums.{{ column }}) as {{ column }},
        {%- endfor %}
        {%- for column in counts %}
        cast(sum(first_sums.{{ column }}) as bigint) as {{ column }}{{ ',' if not loop.last }}
        {%- endfor %}
    from first_sums
    inner join ancestors
        on first_sums.unit_id = ancestors.unit_id
    where
        first_sums.is_summed_up_the_tree
        or first_sums.unit_id = ancestors.ancestor_unit_id
    group by all
),

final as (
    select
        windows.period_id,
        windows.period_type,
        windows.window_kind,
        codes.score_level,
        codes.score_code,
        tree_sums.* exclude (window_no, score_no)
    from tree_sums
    inner join windows
        on tree_sums.window_no = windows.window_no
    inner join codes
        on tree_sums.score_no = codes.score_no
)

select * from final
