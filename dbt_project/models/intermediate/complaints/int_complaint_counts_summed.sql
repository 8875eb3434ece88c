{%- set counts = complaint_counts() -%}
{%- set summed = ['ticket_count', 'handover_count', 'served_ticket_count', 'subscriber_ticket_count']
    + (counts.keys() | list) -%}
with

tickets as (
    select * from {{ ref('fct_complaint_tickets') }}
),

footfalls as (
    select * from {{ ref('fct_hall_footfall_monthly') }}
    where footfall > 0
),

subscribers as (
    select * from {{ ref('stg_city_monthly__subscribers') }}
    where subscribers > 0
),

units as (
    select * from {{ ref('dim_units') }}
),

ancestors as (
    select * from {{ ref('int_unit_ancestors') }}
),

period_months as (
    select * from {{ ref('int_period_months') }}
),

unit_months as (
    select
        unit_id,
        complaint_kind,
        month_start_date,
        count(*) as ticket_count,
        {%- for name, condition in counts.items() %}
        count(case when {{ condition }} then 1 end) as {{ name }},
        {%- endfor %}
        cast(sum(handover_count) as bigint) as handover_count
    from tickets
    group by unit_id, complaint_kind, month_start_date
),

-- a rate per customer counts only tickets whose customers are counted too
with_denominators as (
    select
        unit_months.*,
        case when footfalls.unit_id is not null then unit_months.ticket_count else 0 end
            as served_ticket_count,
        case
            when units.city_id is null or subscribers.city_code is not null
                then unit_months.ticket_count
            else 0
        end as subscriber_ticket_count
    from unit_months
    inner join units
        on unit_months.unit_id = units.unit_id
    left join footfalls
        on
            unit_months.unit_id = footfalls.unit_id
            and unit_months.month_start_date = footfalls.month_start_date
    left join subscribers
        on
            units.city_id = concat('C', subscribers.city_code)
            and unit_months.month_start_date = subscribers.month_start_date
),

-- up the tree first, then over months: far fewer rows than both at once
tree_months as (
    select
        ancestors.ancestor_unit_id as unit_id,
        ancestors.ancestor_unit_type as unit_type,
        with_denominators.complaint_kind,
        {%- for name in summed %}
        cast(sum(with_denominators.{{ name }}) as bigint) as {{ name }},
        {%- endfor %}
        with_denominators.month_start_date
    from with_denominators
    inner join ancestors
        on with_denominators.unit_id = ancestors.unit_id
    where ancestors.ancestor_unit_type <> 'unallocated'
    group by
        ancestors.ancestor_unit_id, ancestors.ancestor_unit_type, with_denominators.complaint_kind,
        with_denominators.month_start_date
),

rolled_up as (
    select
        tree_months.unit_id,
        tree_months.unit_type,
        period_months.period_id,
        tree_months.complaint_kind,
        {%- for name in summed %}
        cast(sum(tree_months.{{ name }}) as bigint) as {{ name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from tree_months
    inner join period_months
        on tree_months.month_start_date = period_months.month_start_date
    group by
        tree_months.unit_id, tree_months.unit_type, period_months.period_id, tree_months.complaint_kind
),

final as (
    -- below the city a kind has too few tickets for anything but its count, which the Pareto keeps
    select * from rolled_up
    where unit_type in ('group', 'province', 'city')
    union all
    select
        unit_id,
        unit_type,
        period_id,
        'all' as complaint_kind,
        {%- for name in summed %}
        cast(sum({{ name }}) as bigint) as {{ name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from rolled_up
    group by unit_id, unit_type, period_id
)

select * from final
