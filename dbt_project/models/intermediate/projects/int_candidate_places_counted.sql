{#- A view: the mart stores its rows. -#}
{{ config(materialized='view') }}

with

candidates as (
    select * from {{ ref('int_candidates_indexed') }}
),

boards as (
    select * from {{ ref('mart_short_boards_by_unit_period') }}
    where is_ranked
),

units as (
    select * from {{ ref('dim_units') }}
    where operator_type = 'own' and unit_type in ('hall', 'city')
),

-- by city first: far fewer rows to sum up the tree
city_counts as (
    select
        units.province_id,
        units.city_id,
        boards.period_id,
        boards.element_id,
        count(*) filter (where units.unit_type = 'hall') as hall_count,
        count(*) filter (where units.unit_type = 'hall' and boards.is_flagged) as halls_affected_count,
        count(*) filter (where units.unit_type = 'city') as city_count,
        count(*) filter (where units.unit_type = 'city' and boards.is_flagged) as cities_affected_count
    from boards
    inner join units
        on boards.unit_id = units.unit_id
    where boards.period_id in (select distinct period_id from candidates)
    group by units.province_id, units.city_id, boards.period_id, boards.element_id
),

final as (
    {%- for unit in ["'G'", 'province_id', 'city_id'] %}
    select
        {{ unit }} as unit_id,
        period_id,
        element_id,
        sum(hall_count) as hall_count,
        sum(halls_affected_count) as halls_affected_count,
        -- a city is not one of its own cities
        {{ 'sum(city_count)' if unit != 'city_id' else '0' }} as city_count,
        sum(cities_affected_count) as cities_affected_count
    from city_counts
    group by {{ '' if unit == "'G'" else unit ~ ', ' }}period_id, element_id
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select * from final
