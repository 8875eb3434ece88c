with

tickets as (
    select * from {{ ref('fct_complaint_tickets') }}
    where is_open
),

bands as (
    select * from {{ ref('complaint_age_bands') }}
),

ancestors as (
    select * from {{ ref('int_unit_ancestors') }}
    where ancestor_unit_type <> 'unallocated'
),

unit_bands as (
    select
        tickets.unit_id,
        bands.age_band,
        bands.name_zh,
        bands.name_en,
        bands.sort_order,
        count(*) as ticket_count,
        sum(case when tickets.as_of_at > tickets.resolution_due_at then 1 else 0 end)
            as overdue_count,
        sum(case when tickets.is_escalation_overdue then 1 else 0 end) as escalation_overdue_count,
        max(tickets.open_minutes) as oldest_minutes,
        max(tickets.as_of_at) as as_of_at
    from tickets
    inner join bands
        on
            tickets.open_minutes >= bands.from_minutes
            and tickets.open_minutes < bands.to_minutes
    group by tickets.unit_id, bands.age_band, bands.name_zh, bands.name_en, bands.sort_order
),

final as (
    select
        ancestors.ancestor_unit_id as unit_id,
        unit_bands.age_band,
        unit_bands.name_zh as age_band_name_zh,
        unit_bands.name_en as age_band_name_en,
        cast(sum(unit_bands.ticket_count) as bigint) as ticket_count,
        cast(sum(unit_bands.overdue_count) as bigint) as overdue_count,
        cast(sum(unit_bands.escalation_overdue_count) as bigint) as escalation_overdue_count,
        max(unit_bands.oldest_minutes) / 60.0 as oldest_hours,
        unit_bands.sort_order,
        max(unit_bands.as_of_at) as as_of_at
    from unit_bands
    inner join ancestors
        on unit_bands.unit_id = ancestors.unit_id
    group by
        ancestors.ancestor_unit_id, unit_bands.age_band, unit_bands.name_zh, unit_bands.name_en,
        unit_bands.sort_order
)

select * from final
