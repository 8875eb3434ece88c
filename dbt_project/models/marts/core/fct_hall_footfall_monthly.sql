with

footfalls as (
    select * from {{ ref('stg_hall_monthly__footfalls') }}
),

halls as (
    select * from {{ ref('int_hall_identities') }}
    where operator_type = 'own'
),

-- a month belongs to the hall that bore the code in it; at a change of hall, to the later one
matched as (
    select
        halls.hall_id,
        footfalls.footfall,
        footfalls.open_counters,
        footfalls.month_start_date,
        row_number() over (
            partition by footfalls.hall_code, footfalls.month_start_date
            order by halls.known_from_date desc
        ) as match_no
    from footfalls
    inner join halls
        on
            footfalls.hall_code = halls.hall_code
            and {{ add_months('footfalls.month_start_date', 1) }} > halls.known_from_date
            and footfalls.month_start_date < halls.known_to_date
),

final as (
    select
        hall_id as unit_id,
        footfall,
        open_counters,
        month_start_date
    from matched
    where match_no = 1
)

select * from final
