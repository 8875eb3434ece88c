{%- set pairs = ['e', 'd'] -%}
{%- set names = ['halls', 'ff', 'ffx', 'ffy', 'ffxy'] -%}

with

clusters as (
    select * from {{ ref('int_survey_clusters_summed') }}
    where
        instrument in ('perception', 'expectation')
        and measure = 'level'
        and footfall > 0
),

inspected as (
    select * from {{ ref('int_mystery_hall_clusters') }}
    where
        window_kind = 'period'
        and score_level = 'element'
        and score_version = 'after_veto'
        and hall_weight > 0
),

units as (
    select * from {{ ref('dim_units') }}
    where unit_type = 'hall' and operator_type = 'own'
),

windows as (
    select * from {{ ref('int_expectation_windows_set') }}
),

-- halls that were asked for perception, beside what the same halls said of the other side
hall_products as (
    select
        units.city_id,
        units.province_id,
        perceived.span_id as period_id,
        perceived.element_id,
        {{ m4_product_terms(
            'perceived.footfall', 'perceived.cluster_mean', 'expected.footfall', 'expected.cluster_mean', 'e'
        ) }},
        {{ m4_product_terms(
            'perceived.footfall', 'perceived.cluster_mean', 'inspected.hall_weight', 'inspected.score_mean', 'd'
        ) }}
    from clusters as perceived
    inner join units
        on perceived.unit_id = units.unit_id
    left join windows
        on
            units.province_id = windows.anchor_unit_id
            and perceived.span_id = windows.period_id
    left join clusters as expected
        on
            expected.instrument = 'expectation'
            and perceived.unit_id = expected.unit_id
            and windows.span_id = expected.span_id
            and perceived.element_id = expected.element_id
    left join inspected
        on
            perceived.unit_id = inspected.hall_id
            and perceived.span_id = inspected.period_id
            and perceived.element_id = inspected.score_code
    where perceived.instrument = 'perception'
),

city_sums as (
    select
        city_id,
        province_id,
        period_id,
        element_id,
        {%- for pair in pairs %}
        {%- for name in names %}
        sum({{ pair }}_{{ name }}) as {{ pair }}_{{ name }}{{ ',' if not (loop.last and pair == 'd') }}
        {%- endfor %}
        {%- endfor %}
    from hall_products
    group by city_id, province_id, period_id, element_id
),

-- the sums add up the tree: city, province, group
unit_sums as (
    select
        coalesce(city_id, province_id, 'G') as unit_id,
        period_id,
        element_id,
        {%- for pair in pairs %}
        {%- for name in names %}
        sum({{ pair }}_{{ name }}) as {{ pair }}_{{ name }}{{ ',' if not (loop.last and pair == 'd') }}
        {%- endfor %}
        {%- endfor %}
    from city_sums
    group by
        grouping sets (
            (city_id, period_id, element_id),
            (province_id, period_id, element_id),
            (period_id, element_id)
        )
),

final as (
    select * from unit_sums
)

select * from final
