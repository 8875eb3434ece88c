with

tickets as (
    select * from {{ ref('int_complaint_counts_summed') }}
),

units as (
    select * from {{ ref('dim_units') }}
),

periods as (
    select * from {{ ref('dim_periods') }}
),

kinds as (
    select
        complaint_kind,
        sort_order
    from {{ ref('complaint_kinds') }}
    union all
    select
        'all' as complaint_kind,
        0 as sort_order
),

measures as (
    select measure from (values ('final_resolution'), ('first_resolution')) as named (measure)
),

final as (
    select
        {{ series_no('units.sort_order', 'periods.sort_order', 'kinds.sort_order',
            'measures.measure') }} as series_no,
        tickets.unit_id,
        tickets.unit_type,
        tickets.period_id,
        tickets.complaint_kind,
        measures.measure
    from tickets
    inner join units
        on tickets.unit_id = units.unit_id
    inner join periods
        on tickets.period_id = periods.period_id
    inner join kinds
        on tickets.complaint_kind = kinds.complaint_kind
    cross join measures
    where tickets.complaint_kind = 'all' or {{ has_kind_curves('tickets.unit_type') }}
)

select * from final
