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

-- up the tree first, then over months: far fewer rows than both at once
tree_months as (
    select
        ancestors.ancestor_unit_id as unit_id,
        ancestors.ancestor_unit_type as unit_type,
        unit_months.dimension,
        unit_months.code,
        sum(unit_months.ticket_count) as ticket_count,
        sum(unit_months.backlog_count) as backlog_count,
        unit_months.month_start_date
    from unit_months
    inner join ancestors
        on unit_months.unit_id = ancestors.unit_id
    group by
        ancestors.ancestor_unit_id, ancestors.ancestor_unit_type, unit_months.dimension,
        unit_months.code, unit_months.month_start_date
),

rolled_up as (
    select
        tree_months.unit_id,
        period_months.period_id,
        tree_months.dimension,
        tree_months.code,
        cast(sum(tree_months.ticket_count) as bigint) as ticket_count,
        cast(sum(tree_months.backlog_count) as bigint) as backlog_count
    from tree_months
    inner join period_months
        on tree_months.month_start_date = period_months.month_start_date
    -- below the city a month has a handful of tickets
    where
        period_months.period_type <> 'month'
        or tree_months.unit_type in ('group', 'province', 'city')
    group by
        tree_months.unit_id, period_months.period_id, tree_months.dimension, tree_months.code
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
