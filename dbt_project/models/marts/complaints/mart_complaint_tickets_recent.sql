with

tickets as (
    select * from {{ ref('fct_complaint_tickets') }}
),

recent as (
    select cast({{ threshold('complaint_recent_days') }} as integer) as recent_days
),

-- what a reader of a list needs; never the customer, never a word of what was said
final as (
    select
        tickets.ticket_id,
        tickets.unit_id,
        tickets.complaint_class,
        tickets.complaint_kind,
        tickets.channel,
        tickets.priority,
        tickets.complexity,
        tickets.root_cause,
        tickets.department_code,
        tickets.owner_post,
        tickets.handover_count,
        tickets.reopen_count,
        tickets.tracking_contact_count,
        tickets.response_minutes / 60.0 as response_hours,
        tickets.final_resolution_minutes / 60.0 as resolution_hours,
        tickets.open_minutes / 60.0 as open_hours,
        tickets.is_open,
        tickets.is_response_on_time,
        case when tickets.is_resolution_due then tickets.is_resolution_on_time end
            as is_resolution_on_time,
        tickets.is_repeat,
        tickets.is_escalated,
        tickets.is_escalation_overdue,
        tickets.is_closed,
        tickets.received_date,
        tickets.received_at,
        tickets.resolved_at,
        tickets.resolution_due_at,
        tickets.as_of_at
    from tickets
    cross join recent
    where
        tickets.is_open
        or tickets.received_date
        >= {{ add_days(local_date('tickets.as_of_at'), '-recent.recent_days') }}
)

select * from final
