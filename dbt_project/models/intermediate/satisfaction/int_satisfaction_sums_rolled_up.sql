{%- set item_keys = ['instrument', 'element_id', 'element_set', 'measure'] -%}
{%- set sum_columns %}
        sum(n) as n,
        sum(k_sum) as k_sum,
        sum(k_sumsq) as k_sumsq,
        sum(unallocated_clusters) as unallocated_clusters,
        {{ m4_resum('footfall') }},
        {{ m4_resum('proportional') }}
{%- endset -%}

with

terms as (
    select * from {{ ref('int_satisfaction_terms') }}
),

ancestors as (
    select * from {{ ref('int_unit_ancestors') }}
    where ancestor_unit_type in ('city', 'county', 'branch')
),

windows as (
    select * from {{ ref('int_expectation_windows_set') }}
),

local_sums as (
    select
        ancestors.ancestor_unit_id as unit_id,
        ancestors.ancestor_unit_type as unit_type,
        terms.province_id,
        terms.span_id,
        {{ item_keys | join(', ') }},
        {{- sum_columns }}
    from terms
    inner join ancestors
        on terms.unit_id = ancestors.unit_id
    where terms.unit_type <> 'city'
    group by
        ancestors.ancestor_unit_id, ancestors.ancestor_unit_type, terms.province_id, terms.span_id,
        {{ item_keys | join(', ') }}
),

-- what a province is made of: its cities, whether summed or clusters themselves, and what knows
-- no city
city_rows as (
    select * from local_sums
    where unit_type = 'city'
    union all by name
    select * exclude (city_id) from terms
    where unit_type = 'city' or city_id is null
),

-- a window's sums hold in every period it is in effect
dated_city_rows as (
    select
        city_rows.*,
        city_rows.span_id as period_id
    from city_rows
    where instrument <> 'expectation'
    union all
    select
        city_rows.*,
        windows.period_id
    from city_rows
    inner join windows
        on city_rows.span_id = windows.span_id
    where city_rows.instrument = 'expectation'
),

province_sums as (
    select
        province_id as unit_id,
        period_id,
        {{ item_keys | join(', ') }},
        {{- sum_columns }}
    from dated_city_rows
    where province_id is not null
    group by province_id, period_id, {{ item_keys | join(', ') }}
),

group_parts as (
    select * from province_sums
    union all by name
    select * exclude (unit_type, province_id, span_id) from dated_city_rows
    where province_id is null
),

group_sums as (
    select
        'G' as unit_id,
        period_id,
        {{ item_keys | join(', ') }},
        {{- sum_columns }}
    from group_parts
    group by period_id, {{ item_keys | join(', ') }}
),

unit_sums as (
    select * exclude (unit_type, province_id, span_id) from dated_city_rows
    where unit_type = 'city'
    union all by name
    select * exclude (unit_type, province_id, span_id), span_id as period_id from local_sums
    where unit_type <> 'city' and instrument <> 'expectation'
    union all by name
    select * from province_sums
    union all by name
    select * from group_sums
),

final as (
    select
        unit_id,
        period_id,
        {{ item_keys | join(', ') }},
        cast(n as bigint) as n,
        cast(k_sum as bigint) as k_sum,
        cast(k_sumsq as bigint) as k_sumsq,
        cast(unallocated_clusters as bigint) as unallocated_clusters
        {%- for prefix in ['footfall', 'proportional'] %}
        {%- for name in m4_sum_names() %},
        cast({{ prefix }}_{{ name }} as double) as {{ prefix }}_{{ name }}
        {%- endfor %}
        {%- endfor %}
    from unit_sums
)

select * from final
