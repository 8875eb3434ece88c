with

register_rows as (
    select * from {{ ref('int_hall_register_rows_filled') }}
),

latest_rows as (
    select
        register_rows.*,
        row_number() over (partition by hall_id order by effective_date desc) as recency_no
    from register_rows
),

-- one row per hall; its latest row says whether and when it closed
halls as (
    select
        hall_id,
        operator_type,
        operator_code,
        hall_code,
        opened_date,
        closed_date,
        coalesce(opened_date, cast('1900-01-01' as date)) as known_from_date
    from latest_rows
    where recency_no = 1
),

followed_halls as (
    select
        halls.*,
        lead(known_from_date) over (
            partition by operator_code, hall_code order by known_from_date
        ) as next_known_from_date
    from halls
),

final as (
    select
        hall_id,
        operator_type,
        operator_code,
        hall_code,
        opened_date,
        closed_date,
        known_from_date,
        least(
            coalesce({{ add_days('closed_date', 1) }}, cast('9999-12-31' as date)),
            coalesce(next_known_from_date, cast('9999-12-31' as date))
        ) as known_to_date
    from followed_halls
)

select * from final
