{%- set rates = [
    ('response_on_time', 'responded_on_time_count', 'response_due_count'),
    ('resolution_on_time', 'resolved_on_time_count', 'resolution_due_count'),
    ('first_time_resolution', 'first_time_resolved_count', 'ever_resolved_count'),
    ('repeat', 'repeat_count', 'customer_known_count'),
    ('reopen', 'reopened_count', 'ever_resolved_count'),
    ('tracking', 'tracking_done_count', 'tracking_due_count'),
    ('closed_loop', 'loop_closed_count', 'tracking_due_count'),
    ('sla', 'sla_met_count', 'sla_known_count'),
] -%}
with

counts as (
    select * from {{ ref('int_complaint_counts_summed') }}
),

survivals as (
    select * from {{ ref('int_complaint_survival_summed') }}
),

scopes as (
    select * from {{ ref('int_complaint_scopes_by_period') }}
),

periods as (
    select * from {{ ref('dim_periods') }}
),

limits as (
    select
        {{ threshold('min_n_shown') }} as min_n_shown,
        {{ threshold('min_n_firm') }} as min_n_firm
),

final as (
    select
        counts.unit_id,
        counts.period_id,
        counts.complaint_kind,
        counts.ticket_count,
        {%- for name in complaint_counts() %}
        counts.{{ name }},
        {%- endfor %}
        counts.handover_count,
        counts.served_ticket_count,
        counts.subscriber_ticket_count,
        scopes.footfall,
        scopes.subscribers,
        10000.0 * counts.served_ticket_count / scopes.footfall as per_10k_served,
        10000 * {{ wilson_low('counts.served_ticket_count', 'scopes.footfall') }}
            as per_10k_served_ci_low,
        10000 * {{ wilson_high('counts.served_ticket_count', 'scopes.footfall') }}
            as per_10k_served_ci_high,
        1000000.0 * counts.subscriber_ticket_count / scopes.subscribers as per_million_subscribers,
        1000000 * {{ wilson_low('counts.subscriber_ticket_count', 'scopes.subscribers') }}
            as per_million_subscribers_ci_low,
        1000000 * {{ wilson_high('counts.subscriber_ticket_count', 'scopes.subscribers') }}
            as per_million_subscribers_ci_high,
        {%- for name, numerator, denominator in rates %}
        case when counts.{{ denominator }} >= limits.min_n_shown
            then counts.{{ numerator }} / cast(counts.{{ denominator }} as double)
        end as {{ name }}_rate,
        case when counts.{{ denominator }} >= limits.min_n_shown
            then {{ wilson_low('counts.' ~ numerator, 'counts.' ~ denominator) }}
        end as {{ name }}_rate_ci_low,
        case when counts.{{ denominator }} >= limits.min_n_shown
            then {{ wilson_high('counts.' ~ numerator, 'counts.' ~ denominator) }}
        end as {{ name }}_rate_ci_high,
        {%- endfor %}
        final_resolutions.ticket_count as resolution_n,
        first_resolutions.ticket_count as first_resolution_n,
        {%- for relation, prefix in [('final_resolutions', ''), ('first_resolutions', 'first_')] %}
        {%- for column, name in [
            ('attainment_rate', 'attainment_48h'),
            ('attainment_ci_low', 'attainment_48h_ci_low'),
            ('attainment_ci_high', 'attainment_48h_ci_high'),
            ('median_hours', 'resolution_median_hours'),
            ('p90_hours', 'resolution_p90_hours'),
        ] %}
        case when {{ relation }}.ticket_count >= limits.min_n_shown then {{ relation }}.{{ column }} end
            as {{ prefix }}{{ name }},
        {%- endfor %}
        {%- endfor %}
        case when final_resolutions.event_count >= limits.min_n_shown
            then final_resolutions.ended_mean_hours
        end as resolved_mean_hours,
        case when final_resolutions.event_count >= limits.min_n_shown
            then final_resolutions.ended_median_hours
        end as resolved_median_hours,
        counts.ticket_count < limits.min_n_firm as is_indicative,
        periods.is_partial
    from counts
    cross join limits
    inner join periods
        on counts.period_id = periods.period_id
    left join scopes
        on
            counts.unit_id = scopes.unit_id
            and counts.period_id = scopes.period_id
    left join survivals as final_resolutions
        on
            counts.unit_id = final_resolutions.unit_id
            and counts.period_id = final_resolutions.period_id
            and counts.complaint_kind = final_resolutions.complaint_kind
            and final_resolutions.measure = 'final_resolution'
    left join survivals as first_resolutions
        on
            counts.unit_id = first_resolutions.unit_id
            and counts.period_id = first_resolutions.period_id
            and counts.complaint_kind = first_resolutions.complaint_kind
            and first_resolutions.measure = 'first_resolution'
)

select * from final
