with

scopes as (
    select * from {{ ref('int_unit_scopes_by_period') }}
    where operator_type = 'own'
),

subscribers as (
    select * from {{ ref('stg_city_monthly__subscribers') }}
    where subscribers > 0
),

ancestors as (
    select * from {{ ref('int_unit_ancestors') }}
),

period_months as (
    select * from {{ ref('int_period_months') }}
),

-- a city's subscribers of a period are the mean of its months, so that a missing month takes nothing away
city_subscribers as (
    select
        concat('C', subscribers.city_code) as unit_id,
        period_months.period_id,
        avg(subscribers.subscribers) as subscribers
    from subscribers
    inner join period_months
        on subscribers.month_start_date = period_months.month_start_date
    group by subscribers.city_code, period_months.period_id
),

unit_subscribers as (
    select
        ancestors.ancestor_unit_id as unit_id,
        city_subscribers.period_id,
        cast(round(sum(city_subscribers.subscribers)) as bigint) as subscribers
    from city_subscribers
    inner join ancestors
        on city_subscribers.unit_id = ancestors.unit_id
    group by ancestors.ancestor_unit_id, city_subscribers.period_id
),

final as (
    select
        scopes.unit_id,
        scopes.period_id,
        nullif(scopes.footfall, 0) as footfall,
        unit_subscribers.subscribers
    from scopes
    left join unit_subscribers
        on
            scopes.unit_id = unit_subscribers.unit_id
            and scopes.period_id = unit_subscribers.period_id
)

select * from final
