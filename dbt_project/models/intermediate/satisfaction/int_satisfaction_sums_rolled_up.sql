{%- set item_keys = 'instrument, element_id, element_set, measure' -%}
{%- set sum_columns %}
        sum(n) as n,
        sum(k_sum) as k_sum,
        sum(k_sumsq) as k_sumsq,
        sum(unallocated_clusters) as unallocated_clusters,
        {{ m4_resum('m4') }}
{%- endset -%}

with

terms as (
    select * from {{ ref('int_satisfaction_terms') }}
),

windows as (
    select * from {{ ref('int_expectation_windows_set') }}
),

months as (
    select * from {{ ref('dim_periods') }}
    where period_type = 'month'
),

city_spans as (
    select
        city_id as unit_id,
        province_id,
        span_id,
        {{ item_keys }},
        is_by_footfall,
        {{- sum_columns }}
    from terms
    where unit_type <> 'city' and city_id is not null
    group by city_id, province_id, span_id, {{ item_keys }}, is_by_footfall
),

{%- for unit_type in ['county', 'branch'] %}

-- expectations are read in the city (M5), a month's items too
{{ unit_type }}_sums as (
    select
        {{ unit_type }}_id as unit_id,
        span_id as period_id,
        {{ item_keys }},
        is_by_footfall,
        {{- sum_columns }}
    from terms
    where
        {{ unit_type }}_id is not null
        and instrument <> 'expectation'
        and (element_id = 'overall' or span_id not in (select period_id from months))
    group by {{ unit_type }}_id, span_id, {{ item_keys }}, is_by_footfall
),
{%- endfor %}

-- a window's sums hold in every period it is in effect
city_sums as (
    select *, span_id as period_id from city_spans
    where instrument <> 'expectation'
    union all
    select city_spans.*, windows.period_id
    from city_spans
    inner join windows on city_spans.span_id = windows.span_id and city_spans.instrument = 'expectation'
    where
        windows.period_id not in (select period_id from months)
        or (city_spans.measure = 'level' and city_spans.element_set <> 'theme')
),

-- what a province is made of: cities that were summed, cities that are clusters themselves, and
-- what knows no city
province_parts as (
    select * from city_sums
    union all by name
    select * exclude (unit_type, city_id, county_id, branch_id), span_id as period_id
    from terms
    where (unit_type = 'city' or city_id is null) and instrument <> 'expectation'
    union all by name
    select terms.* exclude (unit_type, city_id, county_id, branch_id), windows.period_id
    from terms
    inner join windows on terms.span_id = windows.span_id
    where terms.city_id is null and terms.instrument = 'expectation'
),

province_sums as (
    select
        coalesce(province_id, 'G') as unit_id,
        period_id,
        {{ item_keys }},
        is_by_footfall,
        {{- sum_columns }}
    from province_parts
    group by coalesce(province_id, 'G'), period_id, {{ item_keys }}, is_by_footfall
),

-- the group is made of its provinces and of what knows none
group_sums as (
    select
        'G' as unit_id,
        period_id,
        {{ item_keys }},
        is_by_footfall,
        {{- sum_columns }}
    from province_sums
    group by period_id, {{ item_keys }}, is_by_footfall
),

unit_sums as (
    select * exclude (province_id, span_id) from city_sums
    union all by name
    select * from county_sums
    union all by name
    select * from branch_sums
    union all by name
    select * from province_sums where unit_id <> 'G'
    union all by name
    select * from group_sums
),

-- clusters without footfall beside others with it: they count, but weigh nothing
weightless as (
    select unit_sums.*
    from unit_sums
    semi join (select * from unit_sums where is_by_footfall) as by_footfall
        using (unit_id, period_id, instrument, element_id, measure)
    where not unit_sums.is_by_footfall and unit_sums.instrument in ('perception', 'expectation')
),

final as (
    select
        unit_sums.unit_id,
        unit_sums.period_id,
        unit_sums.instrument,
        unit_sums.element_id,
        unit_sums.element_set,
        unit_sums.measure,
        {%- for name in ['n', 'k_sum', 'k_sumsq', 'unallocated_clusters'] %}
        cast(unit_sums.{{ name }} + coalesce(weightless.{{ name }}, 0) as bigint) as {{ name }},
        {%- endfor %}
        case when unit_sums.is_by_footfall then unit_sums.m4_f else 0 end as footfall_f,
        {%- for name in m4_sum_names() %}
        unit_sums.m4_{{ name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from unit_sums
    left join weightless
        using (unit_id, period_id, instrument, element_id, measure)
    where unit_sums.is_by_footfall or weightless.unit_id is null
)

select * from final
