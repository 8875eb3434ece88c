{# Counts of tickets that add up over units, months and kinds; their names as marts show them. #}
{% macro complaint_counts() -%}
    {{ return({
        'hall_ticket_count': "unit_id like 'H%'",
        'classified_count': 'is_classified',
        'responded_count': 'is_responded',
        'resolved_count': 'is_resolved',
        'tracked_count': 'is_tracking_done',
        'closed_count': 'is_closed',
        'response_due_count': 'is_response_due',
        'responded_on_time_count': 'is_response_due and is_response_on_time',
        'resolution_due_count': 'is_resolution_due',
        'resolved_on_time_count': 'is_resolution_due and is_resolution_on_time',
        'ever_resolved_count': 'first_resolution_minutes is not null or is_resolved or is_reopened',
        'first_time_resolved_count':
            '(first_resolution_minutes is not null or is_resolved) and not is_reopened',
        'customer_known_count': 'is_customer_known',
        'repeat_count': 'is_repeat',
        'reopened_count': 'is_reopened',
        'tracking_due_count': 'is_tracking_due',
        'tracking_done_count': 'is_tracking_due and is_tracking_done',
        'loop_closed_count': 'is_tracking_due and is_loop_closed',
        'backlog_count': 'is_open',
        'escalated_count': 'is_escalated',
        'escalation_overdue_count': 'is_escalation_overdue',
        'sla_known_count': 'is_sla_met is not null',
        'sla_met_count': 'coalesce(is_sla_met, false)',
    }) }}
{%- endmacro %}
