{%- set scales = [('C_c', 'level_customer'), ('C_i', 'level_inspection')] -%}

with

promises as (
    select * from {{ ref('stg_service_promise__promises') }}
    where element_code is not null
),

periods as (
    select * from {{ ref('dim_periods') }}
    where period_type <> 'month'
),

cities as (
    select * from {{ ref('dim_units') }}
    where unit_type = 'city' and operator_type = 'own'
),

-- what was promised nearest to the customer goes before what was promised wider: city, province, all
-- (M6); of promises that reach the same customers, the highest is the one they hold us to
ranked as (
    select
        cities.city_id,
        periods.period_id,
        promises.element_code as element_id,
        promises.level_customer,
        promises.level_inspection,
        case
            when promises.city_code is not null then 2
            when promises.province_code is not null then 1
            else 0
        end as nearness
    from promises
    inner join periods
        on
            promises.valid_from_date <= periods.end_date
            and coalesce(promises.valid_to_date > periods.end_date, true)
    inner join cities
        on
            (promises.province_code is null or concat('P', promises.province_code) = cities.province_id)
            and (promises.city_code is null or concat('C', promises.city_code) = cities.city_id)
),

final as (
    {%- for side, level in scales %}
    select
        city_id,
        period_id,
        element_id,
        '{{ side }}' as side,
        arg_max({{ level }}, (nearness, {{ level }})) as level
    from ranked
    where {{ level }} is not null
    group by city_id, period_id, element_id
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select * from final
