{%- set dimensions = [
    ('kind', 'complaint_kind'), ('root_cause', 'root_cause'), ('department', 'department_code'),
    ('channel', 'channel'), ('class', 'complaint_class'),
] -%}
with

tickets as (
    select * from {{ ref('fct_complaint_tickets') }}
),

ancestors as (
    select * from {{ ref('int_unit_ancestors') }}
    where ancestor_unit_type <> 'unallocated'
),

period_months as (
    select * from {{ ref('int_period_months') }}
),

unit_months as (
    {%- for dimension, column in dimensions %}
    select
        unit_id,
        '{{ dimension }}' as dimension,
        {{ column }} as code,
        count(*) as ticket_count,
        sum(case when is_open then 1 else 0 end) as backlog_count,
        month_start_date
    from tickets
    group by unit_id, {{ column }}, month_start_date
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

rolled_up as (
    select
        ancestors.ancestor_unit_id as unit_id,
        period_months.period_id,
        unit_months.dimension,
        unit_months.code,
        cast(sum(unit_months.ticket_count) as bigint) as ticket_count,
        cast(sum(unit_months.backlog_count) as bigint) as backlog_count
    from unit_months
    inner join ancestors
        on unit_months.unit_id = ancestors.unit_id
    inner join period_months
        on unit_months.month_start_date = period_months.month_start_date
    -- below the city a month has a handful of tickets
    where
        period_months.period_type <> 'month'
        or ancestors.ancestor_unit_type in ('group', 'province', 'city')
    group by
        ancestors.ancestor_unit_id, period_months.period_id, unit_months.dimension,
        unit_months.code
),

final as (
    select
        unit_id,
        period_id,
        dimension,
        code,
        ticket_count,
        backlog_count,
        cast(sum(ticket_count) over (partition by unit_id, period_id, dimension) as bigint)
            as all_ticket_count,
        ticket_count
        / cast(sum(ticket_count) over (partition by unit_id, period_id, dimension) as double)
            as share_rate,
        sum(ticket_count) over (
            partition by unit_id, period_id, dimension order by ticket_count desc, code
            rows between unbounded preceding and current row
        ) / cast(sum(ticket_count) over (partition by unit_id, period_id, dimension) as double)
            as cumulative_share_rate,
        cast(row_number() over (
            partition by unit_id, period_id, dimension order by ticket_count desc, code
        ) as integer) as rank_no
    from rolled_up
)

select * from final
