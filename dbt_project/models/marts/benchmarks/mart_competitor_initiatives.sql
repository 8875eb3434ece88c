with

initiatives as (
    select * from {{ ref('stg_competitor_initiative__initiatives') }}
),

units as (
    select * from {{ ref('dim_units') }}
    where operator_type = 'own' and unit_type in ('province', 'city')
),

periods as (
    select * from {{ ref('dim_periods') }}
    where period_type = 'bimonth'
),

dates as (
    select * from {{ ref('int_build_dates') }}
),

-- nationwide without a place; a place no feed knows falls to the next one up
final as (
    select
        initiatives.initiative_no,
        coalesce(cities.unit_id, provinces.unit_id, 'G') as unit_id,
        periods.period_id,
        initiatives.operator_code,
        initiatives.kind,
        initiatives.impact,
        initiatives.status,
        initiatives.element_code as element_id,
        initiatives.owner_department_code,
        initiatives.title,
        initiatives.description,
        initiatives.source,
        initiatives.response_text,
        coalesce(initiatives.status = 'closed', false) as is_closed,
        initiatives.response_text is not null as is_answered,
        coalesce(
            initiatives.status is distinct from 'closed' and initiatives.due_date < dates.as_of_date, false
        ) as is_overdue,
        initiatives.seen_date,
        initiatives.due_date
    from initiatives
    cross join dates
    left join units as cities
        on concat('C', initiatives.city_code) = cities.unit_id
    left join units as provinces
        on
            coalesce(concat('P', initiatives.province_code), cities.province_id)
            = provinces.unit_id
    left join periods
        on
            initiatives.seen_date >= periods.start_date
            and initiatives.seen_date <= periods.end_date
)

select * from final
