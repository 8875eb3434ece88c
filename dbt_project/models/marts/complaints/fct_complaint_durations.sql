{%- set measures = [
    ('final_resolution', 'final_resolution_minutes', 'open_minutes'),
    ('first_resolution', 'first_resolution_minutes',
        'case when not is_reopened then open_minutes end'),
    ('first_response', 'response_minutes', 'open_minutes'),
] -%}
with

tickets as (
    select * from {{ ref('fct_complaint_tickets') }}
),

measured as (
    {%- for measure, event_minutes, censored_minutes in measures %}
    select
        unit_id,
        complaint_kind,
        complexity,
        '{{ measure }}' as measure,
        coalesce({{ event_minutes }}, {{ censored_minutes }}) as duration_minutes,
        {{ event_minutes }} is not null as is_event,
        month_start_date
    from tickets
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

final as (
    select
        unit_id,
        complaint_kind,
        complexity,
        measure,
        duration_minutes,
        count(*) as ticket_count,
        is_event,
        month_start_date
    from measured
    -- neither ended nor still open: how long it took is not known
    where duration_minutes is not null
    group by
        unit_id, complaint_kind, complexity, measure, duration_minutes, is_event, month_start_date
)

select * from final
