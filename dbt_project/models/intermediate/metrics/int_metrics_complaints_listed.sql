with

complaints as (
    select * from {{ ref('mart_complaints_by_unit_period') }}
    where complaint_kind = 'all'
),

scopes as (
    select * from {{ ref('int_complaint_scopes_by_period') }}
),

units as (
    select * from {{ ref('dim_units') }}
    where operator_type = 'own' and not is_unallocated
),

-- where a province sent tickets at all, a unit without any had none: that is a figure, not a gap
served_units as (
    select
        scopes.unit_id,
        scopes.period_id,
        scopes.footfall,
        scopes.subscribers,
        units.unit_type
    from scopes
    inner join units
        on scopes.unit_id = units.unit_id
    inner join complaints as province_complaints
        on
            coalesce(units.province_id, units.unit_id) = province_complaints.unit_id
            and scopes.period_id = province_complaints.period_id
),

per_10k_rows as (
    select
        served_units.unit_id,
        served_units.period_id,
        'complaints_per_10k' as metric_code,
        10000.0 * coalesce(complaints.served_ticket_count, 0) / served_units.footfall as value,
        coalesce(complaints.served_ticket_count, 0) as n,
        coalesce(complaints.served_ticket_count, 0) as numerator,
        served_units.footfall as denominator,
        10000 * {{ poisson_se('coalesce(complaints.served_ticket_count, 0)', 'served_units.footfall') }} as se,
        10000 * {{ poisson_low('coalesce(complaints.served_ticket_count, 0)', 'served_units.footfall') }}
            as ci_low,
        10000 * {{ poisson_high('coalesce(complaints.served_ticket_count, 0)', 'served_units.footfall') }}
            as ci_high
    from served_units
    left join complaints
        on
            served_units.unit_id = complaints.unit_id
            and served_units.period_id = complaints.period_id
    where served_units.footfall > 0
),

per_million_rows as (
    select
        served_units.unit_id,
        served_units.period_id,
        'complaints_per_million' as metric_code,
        1e6 * coalesce(complaints.subscriber_ticket_count, 0) / served_units.subscribers as value,
        coalesce(complaints.subscriber_ticket_count, 0) as n,
        coalesce(complaints.subscriber_ticket_count, 0) as numerator,
        served_units.subscribers as denominator,
        1e6 * {{ poisson_se('coalesce(complaints.subscriber_ticket_count, 0)', 'served_units.subscribers') }} as se,
        1e6 * {{ poisson_low('coalesce(complaints.subscriber_ticket_count, 0)', 'served_units.subscribers') }}
            as ci_low,
        1e6 * {{ poisson_high('coalesce(complaints.subscriber_ticket_count, 0)', 'served_units.subscribers') }}
            as ci_high
    from served_units
    left join complaints
        on
            served_units.unit_id = complaints.unit_id
            and served_units.period_id = complaints.period_id
    where
        served_units.subscribers > 0
        and served_units.unit_type in ('group', 'province', 'city')
),

attainment_rows as (
    select
        unit_id,
        period_id,
        'on_time_48h' as metric_code,
        attainment_48h as value,
        resolution_n as n,
        (attainment_48h_ci_high - attainment_48h_ci_low) / (2 * {{ z_975() }}) as se,
        attainment_48h_ci_low as ci_low,
        attainment_48h_ci_high as ci_high,
        resolution_n < {{ threshold('min_n_firm') }} as is_indicative,
        resolution_n < {{ threshold('min_n_shown') }} as is_suppressed
    from complaints
    where resolution_n > 0
),

response_rows as (
    select
        unit_id,
        period_id,
        'response_on_time' as metric_code,
        response_on_time_rate as value,
        response_due_count as n,
        responded_on_time_count as numerator,
        response_due_count as denominator,
        (response_on_time_rate_ci_high - response_on_time_rate_ci_low) / (2 * {{ z_975() }}) as se,
        response_on_time_rate_ci_low as ci_low,
        response_on_time_rate_ci_high as ci_high,
        response_due_count < {{ threshold('min_n_firm') }} as is_indicative,
        response_due_count < {{ threshold('min_n_shown') }} as is_suppressed
    from complaints
    where response_due_count > 0
),

volume_rows as (
    select * from per_10k_rows
    union all
    select * from per_million_rows
),

final as (
    -- so few tickets say little about a rate per thousands, but nothing about any customer
    select
        *,
        n < {{ threshold('min_n_firm') }} as is_indicative,
        false as is_suppressed
    from volume_rows
    union all by name
    select * from attainment_rows
    union all by name
    select * from response_rows
)

select * from final
