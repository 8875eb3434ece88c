{{ config(materialized='view') }}

with

tickets as (
    select * from {{ ref('stg_complaint_log__tickets') }}
),

data_through as (
    select * from {{ ref('int_complaint_data_through') }}
),

limits as (
    select * from {{ ref('complaint_limits') }}
),

kinds as (
    select * from {{ ref('complaint_kinds') }}
),

repeat_limit as (
    select cast({{ threshold('complaint_repeat_days') }} as integer) as repeat_days
),

-- the same customer with the same kind again: only where both are known
followed_tickets as (
    select
        ticket_id,
        received_date,
        lag(received_date) over (
            partition by customer_key, complaint_kind order by received_at, ticket_id
        ) as previous_received_date
    from tickets
    where customer_key is not null and complaint_kind is not null
),

repeated_tickets as (
    select followed_tickets.ticket_id
    from followed_tickets
    cross join repeat_limit
    where
        followed_tickets.received_date
        <= {{ add_days('followed_tickets.previous_received_date', 'repeat_limit.repeat_days') }}
),

final as (
    select
        tickets.*,
        {{ finest_known_unit('tickets') }} as unit_id,
        coalesce(tickets.complaint_kind, 'unknown') as known_kind,
        coalesce(tickets.complexity, 'unknown') as known_complexity,
        coalesce(tickets.department_code, kinds.department_code) as known_department_code,
        coalesce(tickets.priority, case when tickets.channel = 'regulator' then 'urgent' else 'normal' end)
            as known_priority,
        limits.response_limit_minutes,
        limits.escalation_limit_minutes,
        limits.tracking_contacts,
        tickets.customer_key is not null and tickets.complaint_kind is not null
            as is_customer_known,
        repeated_tickets.ticket_id is not null as is_repeat,
        data_through.data_through_at as as_of_at,
        case
            when limits.resolution_rule = 'same_day' then {{ end_of_local_day('tickets.received_date') }}
            else tickets.received_at + limits.resolution_limit_minutes * interval '1' minute
        end as resolution_due_at
    from tickets
    {{ join_known_halls('tickets', 'tickets.received_date') }}
    left join data_through
        on tickets.province_code is not distinct from data_through.province_code
    left join limits
        on coalesce(tickets.complexity, 'unknown') = limits.complexity
    left join kinds
        on coalesce(tickets.complaint_kind, 'unknown') = kinds.complaint_kind
    left join repeated_tickets
        on tickets.ticket_id = repeated_tickets.ticket_id
)

select * from final
