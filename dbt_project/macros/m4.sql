{#
    M4: the mean of a unit above the hall, and its standard error, from halls as clusters.
    Two steps, both additive up the tree:
    1. `m4_sums` in a `group by` over one row per (unit, cluster): weight F, n, mean, variance s².
    2. `m4_estimate` over the relation of step 1: mean, se, df, ci_low, ci_high.
    The clusters are halls for surveys at the hall, cities for surveys by telephone.
#}

{#
    What one cluster adds to each sum. `weight` null or 0 leaves the cluster out. Clusters below
    `small_cluster_n` answers lend their variance from the unit's pool, hence the split of Σ F²s²/n
    and the within sum of squares beside it.
#}
{% macro m4_expressions(weight, n, mean, variance) -%}
    {%- set has_weight -%}{{ weight }} > 0 and {{ n }} > 0{%- endset -%}
    {%- set w -%}(case when {{ has_weight }} then cast({{ weight }} as double) end){%- endset -%}
    {%- set is_small -%}{{ n }} < {{ threshold('small_cluster_n') }}{%- endset -%}
    {{ return({
        'clusters': 'case when ' ~ has_weight ~ ' then 1 else 0 end',
        'n': 'case when ' ~ has_weight ~ ' then ' ~ n ~ ' else 0 end',
        'f': w,
        'fy': w ~ ' * ' ~ mean,
        'f2': w ~ ' * ' ~ w,
        'f2y': w ~ ' * ' ~ w ~ ' * ' ~ mean,
        'f2y2': w ~ ' * ' ~ w ~ ' * ' ~ mean ~ ' * ' ~ mean,
        'f2s2n': 'case when not ' ~ is_small ~ ' then ' ~ w ~ ' * ' ~ w ~ ' * ' ~ variance ~ ' / ' ~ n
            ~ ' end',
        'f2n_small': 'case when ' ~ is_small ~ ' then ' ~ w ~ ' * ' ~ w ~ ' / ' ~ n ~ ' end',
        'within_ss': 'case when ' ~ has_weight ~ ' then (' ~ n ~ ' - 1) * ' ~ variance ~ ' end',
        'within_df': 'case when ' ~ has_weight ~ ' and ' ~ variance ~ ' is not null then ' ~ n
            ~ ' - 1 end',
    }) }}
{%- endmacro %}

{# One cluster's terms as columns <prefix>_…, to be summed by `m4_resum` later, or to stand alone. #}
{% macro m4_terms(weight, n='answer_count', mean='cluster_mean', variance='cluster_variance', prefix='m4') -%}
    {%- for name, expression in m4_expressions(weight, n, mean, variance).items() %}
    coalesce({{ expression }}, 0) as {{ prefix }}_{{ name }}{{ ',' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}

{# The sums over clusters in one go, named <prefix>_…; for a `group by` unit. #}
{% macro m4_sums(weight, n='answer_count', mean='cluster_mean', variance='cluster_variance', prefix='m4') -%}
    {%- for name, expression in m4_expressions(weight, n, mean, variance).items() %}
    coalesce(sum({{ expression }}), 0) as {{ prefix }}_{{ name }}{{ ',' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}

{# Sums of sums, one level further up the tree. #}
{% macro m4_resum(prefix='m4') -%}
    {%- for name in m4_sum_names() %}
    sum({{ prefix }}_{{ name }}) as {{ prefix }}_{{ name }}{{ ',' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}

{% macro m4_sum_names() -%}
    {{ return([
        'clusters', 'n', 'f', 'fy', 'f2', 'f2y', 'f2y2', 'f2s2n', 'f2n_small', 'within_ss',
        'within_df',
    ]) }}
{%- endmacro %}

{#
    All columns of `sums` plus <out>mean, <out>se, <out>df, <out>ci_low, <out>ci_high.
    `in_scope`: column with the number M of clusters in scope; fewer than those with data counts as
    all. No interval where one cluster stands for several, or where no variance can be had.
#}
{% macro m4_estimate(sums, in_scope='halls_in_scope', prefix='m4', out='') -%}
    {%- set m -%}m4_shares.{{ prefix }}_clusters{%- endset -%}
    select
        m4_errors.* exclude (m4_share_with_data, m4_mean, m4_se2, m4_df),
        m4_errors.m4_mean as {{ out }}mean,
        sqrt(m4_errors.m4_se2) as {{ out }}se,
        case when m4_errors.m4_se2 is not null then m4_errors.m4_df end as {{ out }}df,
        m4_errors.m4_mean - {{ t_975('m4_errors.m4_df') }} * sqrt(m4_errors.m4_se2) as {{ out }}ci_low,
        m4_errors.m4_mean + {{ t_975('m4_errors.m4_df') }} * sqrt(m4_errors.m4_se2) as {{ out }}ci_high
    from (
        select
            m4_shares.*,
            m4_shares.m4_share_with_data * (
                m4_shares.{{ prefix }}_f2s2n
                + case
                    when m4_shares.{{ prefix }}_f2n_small = 0 then 0
                    else
                        m4_shares.{{ prefix }}_f2n_small
                        * m4_shares.{{ prefix }}_within_ss / nullif(m4_shares.{{ prefix }}_within_df, 0)
                end
            ) / power(nullif(m4_shares.{{ prefix }}_f, 0), 2)
            + case
                when m4_shares.m4_share_with_data >= 1 then 0
                else
                    (1 - m4_shares.m4_share_with_data) * {{ m }} / nullif({{ m }} - 1, 0)
                    * greatest(
                        0,
                        m4_shares.{{ prefix }}_f2y2
                        - 2 * m4_shares.m4_mean * m4_shares.{{ prefix }}_f2y
                        + power(m4_shares.m4_mean, 2) * m4_shares.{{ prefix }}_f2
                    ) / power(nullif(m4_shares.{{ prefix }}_f, 0), 2)
            end as m4_se2,
            nullif(cast(case
                when m4_shares.m4_share_with_data < {{ threshold('almost_all_halls_rate') }} then {{ m }} - 1
                else m4_shares.{{ prefix }}_n - {{ m }}
            end as bigint), 0) as m4_df
        from (
            select
                {{ sums }}.*,
                {{ sums }}.{{ prefix }}_fy / nullif({{ sums }}.{{ prefix }}_f, 0) as m4_mean,
                cast({{ sums }}.{{ prefix }}_clusters as double)
                / nullif(greatest({{ sums }}.{{ prefix }}_clusters, coalesce({{ sums }}.{{ in_scope }}, 0)), 0)
                    as m4_share_with_data
            from {{ sums }}
        ) as m4_shares
    ) as m4_errors
    left join {{ ref('t_quantiles') }} as t_quantiles
        on m4_errors.m4_df = t_quantiles.degrees_of_freedom
{%- endmacro %}
