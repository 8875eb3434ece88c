{%- set occasion = 'period_id, element_id' -%}

with

halls as (
    select * from {{ ref('dim_units') }}
    where unit_type = 'hall' and operator_type = 'own'
),

windows as (
    select * from {{ ref('int_expectation_windows_set') }}
),

scopes as (
    select * from {{ ref('int_unit_scopes_by_period') }}
),

perceived as (
    select
        halls.city_id,
        halls.province_id,
        clusters.unit_id,
        clusters.span_id as period_id,
        clusters.element_id,
        clusters.footfall as weight,
        clusters.cluster_mean as mean
    from {{ ref('int_survey_clusters_summed') }} as clusters
    inner join halls
        on clusters.unit_id = halls.unit_id
    where clusters.instrument = 'perception' and clusters.measure = 'level' and clusters.footfall > 0
),

expected as (
    select
        halls.city_id,
        halls.province_id,
        clusters.unit_id,
        windows.period_id,
        clusters.element_id,
        clusters.footfall as weight,
        clusters.cluster_mean as mean
    from {{ ref('int_survey_clusters_summed') }} as clusters
    inner join halls
        on clusters.unit_id = halls.unit_id
    inner join windows
        on
            halls.province_id = windows.anchor_unit_id
            and clusters.span_id = windows.span_id
    where
        clusters.instrument = 'expectation'
        and clusters.measure = 'level'
        and clusters.element_set not in ('theme', 'theme_overall')
        and clusters.footfall > 0
),

inspected as (
    select
        halls.city_id,
        halls.province_id,
        clusters.hall_id as unit_id,
        clusters.period_id,
        clusters.score_code as element_id,
        clusters.hall_weight as weight,
        clusters.score_mean as mean
    from {{ ref('int_mystery_hall_clusters') }} as clusters
    inner join halls
        on clusters.hall_id = halls.unit_id
    where
        clusters.window_kind = 'period'
        and clusters.score_level = 'element'
        and clusters.score_version = 'after_veto'
        -- by month perception is held against the expectation alone
        and clusters.period_type <> 'month'
        and clusters.hall_weight > 0
),

-- the sums add up the tree: city, province, group
{%- for side in ['perceived', 'expected', 'inspected'] %}
{{ side }}_sums as (
    select
        coalesce(city_id, province_id, 'G') as unit_id,
        period_id,
        element_id,
        count(*) as halls,
        sum(weight) as weight,
        sum(weight * mean) / sum(weight) as mean
    from {{ side }}
    group by grouping sets ((city_id, {{ occasion }}), (province_id, {{ occasion }}), ({{ occasion }}))
),
{%- endfor %}

{%- for side in ['expected', 'inspected'] %}
{{ side }}_products as (
    select
        coalesce(perceived.city_id, perceived.province_id, 'G') as unit_id,
        perceived.period_id,
        perceived.element_id,
        {{ m4_product_sums('perceived', side) }}
    from perceived
    inner join {{ side }}
        on
            perceived.unit_id = {{ side }}.unit_id
            and perceived.period_id = {{ side }}.period_id
            and perceived.element_id = {{ side }}.element_id
    group by
        grouping sets (
            (perceived.city_id, perceived.period_id, perceived.element_id),
            (perceived.province_id, perceived.period_id, perceived.element_id),
            (perceived.period_id, perceived.element_id)
        )
),
{%- endfor %}

final as (
    {%- for side, code in [('expected', 'E'), ('inspected', 'D')] %}
    select
        products.unit_id,
        products.period_id,
        products.element_id,
        '{{ code }}' as other_side,
        products.halls as shared_halls,
        {{ m4_covariance('products', 'perceived_sums', side ~ '_sums', 'scopes.halls_in_scope') }} as covariance,
        {{ m4_overlap('products', 'perceived_sums', side ~ '_sums', 'scopes.halls_in_scope') }} as overlap
    from {{ side }}_products as products
    inner join perceived_sums
        on
            products.unit_id = perceived_sums.unit_id
            and products.period_id = perceived_sums.period_id
            and products.element_id = perceived_sums.element_id
    inner join {{ side }}_sums
        on
            products.unit_id = {{ side }}_sums.unit_id
            and products.period_id = {{ side }}_sums.period_id
            and products.element_id = {{ side }}_sums.element_id
    inner join scopes
        on
            products.unit_id = scopes.unit_id
            and products.period_id = scopes.period_id
    where products.halls > 1
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select * from final
