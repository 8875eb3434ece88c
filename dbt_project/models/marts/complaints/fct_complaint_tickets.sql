with

tickets as (
    select * from {{ ref('int_complaint_tickets_placed') }}
),

tracking as (
    select cast({{ threshold('complaint_tracking_months') }} as integer) as tracking_months
),

-- a ticket re-opened after its last resolution is open again; one closed without a time of
-- resolution is no longer open, but how long it took is not known
states as (
    select
        tickets.*,
        greatest(coalesce(reopen_count, 0), case when reopened_at is not null then 1 else 0 end)
            as known_reopen_count,
        confirmed_closed_at is null
        and (resolved_at is null or coalesce(reopened_at > resolved_at, false)) as is_open,
        case
            when coalesce(reopened_at > resolved_at, false) then null
            when resolved_at >= received_at then resolved_at
        end as final_resolved_at,
        case
            when first_resolved_at >= received_at then first_resolved_at
            when
                first_resolved_at is null and resolved_at >= received_at
                and reopened_at is null and coalesce(reopen_count, 0) = 0
                then resolved_at
        end as known_first_resolved_at,
        case when responded_at >= received_at then responded_at end as known_responded_at,
        case when track_1_date is not null then 1 else 0 end
        + case when track_2_date is not null then 1 else 0 end
        + case when track_3_date is not null then 1 else 0 end as tracking_contact_count,
        coalesce(track_3_solved, track_2_solved, track_1_solved) as is_solved_at_last_contact
    from tickets
),

durations as (
    select
        states.*,
        {{ minutes_until('received_at', 'known_responded_at') }} as response_minutes,
        {{ minutes_until('received_at', 'known_first_resolved_at') }} as first_resolution_minutes,
        {{ minutes_until('received_at', 'final_resolved_at') }} as final_resolution_minutes,
        case when is_open then greatest(0, {{ minutes_waited('received_at', 'as_of_at') }}) end
            as open_minutes,
        -- three months after the resolution; a ticket never resolved must be closed by then too
        {{ local_date('as_of_at') }}
        >= {{ add_months(local_date('coalesce(final_resolved_at, received_at)'), 'tracking.tracking_months') }}
        and (is_open or final_resolved_at is not null) as is_tracking_due
    from states
    cross join tracking
),

final as (
    select
        ticket_id,
        unit_id,
        customer_key,
        coalesce(complaint_class, 'unknown') as complaint_class,
        known_kind as complaint_kind,
        coalesce(channel, 'unknown') as channel,
        known_priority as priority,
        known_complexity as complexity,
        coalesce(root_cause, 'unknown') as root_cause,
        known_department_code as department_code,
        owner_post,
        handover_count,
        cast(known_reopen_count as bigint) as reopen_count,
        cast(tracking_contact_count as bigint) as tracking_contact_count,
        response_minutes,
        first_resolution_minutes,
        final_resolution_minutes,
        open_minutes,
        is_open,
        classified_at is not null as is_classified,
        responded_at is not null as is_responded,
        final_resolved_at is not null as is_resolved,
        response_minutes is not null or coalesce(open_minutes >= response_limit_minutes, false)
            as is_response_due,
        coalesce(response_minutes <= response_limit_minutes, false) as is_response_on_time,
        final_resolved_at is not null or (is_open and as_of_at > resolution_due_at)
            as is_resolution_due,
        coalesce(final_resolved_at <= resolution_due_at, false) as is_resolution_on_time,
        known_reopen_count > 0 as is_reopened,
        is_customer_known,
        is_repeat,
        is_tracking_due,
        coalesce(tracking_contact_count >= tracking_contacts, false) as is_tracking_done,
        confirmed_closed_at is not null as is_closed,
        confirmed_closed_at is not null and coalesce(is_solved_at_last_contact, true)
            as is_loop_closed,
        escalated_at is not null as is_escalated,
        escalated_at is null and coalesce(open_minutes >= escalation_limit_minutes, false)
            as is_escalation_overdue,
        is_sla_met,
        received_date,
        month_start_date,
        received_at,
        final_resolved_at as resolved_at,
        resolution_due_at,
        as_of_at
    from durations
)

select * from final
