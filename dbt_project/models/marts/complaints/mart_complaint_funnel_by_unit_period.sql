{%- set stages = [
    ('received', 'ticket_count'), ('classified', 'classified_count'),
    ('responded', 'responded_count'), ('resolved', 'resolved_count'),
    ('tracked', 'tracked_count'), ('closed', 'closed_count'),
] -%}
with

counts as (
    select * from {{ ref('int_complaint_counts_summed') }}
    where complaint_kind = 'all'
),

final as (
    {%- for stage, column in stages %}
    select
        unit_id,
        period_id,
        '{{ stage }}' as stage,
        {{ column }} as reached_count,
        ticket_count as received_count,
        {{ column }} / cast(ticket_count as double) as reached_rate,
        cast({{ loop.index }} as integer) as stage_no
    from counts
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select * from final
