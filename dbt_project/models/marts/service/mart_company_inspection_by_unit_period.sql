with

items as (
    select * from {{ ref('int_inspection_items_placed') }}
),

ancestors as (
    select * from {{ ref('int_unit_ancestors') }}
    where ancestor_unit_type <> 'unallocated'
),

period_months as (
    select * from {{ ref('int_period_months') }}
    where period_type <> 'month'
),

weights as (
    select * from {{ ref('inspection_items') }}
),

summed as (
    select
        ancestors.ancestor_unit_id as unit_id,
        period_months.period_id,
        items.item_code,
        any_value(period_months.is_partial) as is_partial,
        any_value(period_months.end_date) as period_end_date,
        count(*) as rating_count,
        cast(sum(items.score_e9) as hugeint) as score_e9_sum,
        {%- for name in ['finding', 'severe_finding', 'fixed', 'open', 'overdue'] %}
        cast(sum(case when items.is_{{ name }} then 1 else 0 end) as bigint) as {{ name }}_count,
        {%- endfor %}
        min(case when items.is_overdue then items.due_date end) as oldest_overdue_date
    from items
    inner join ancestors
        on items.unit_id = ancestors.unit_id
    inner join period_months
        on items.month_start_date = period_months.month_start_date
    group by ancestors.ancestor_unit_id, period_months.period_id, items.item_code
),

item_rows as (
    select
        summed.*,
        weights.weight,
        summed.score_e9_sum / 1e9 / summed.rating_count as score
    from summed
    left join weights
        on
            summed.item_code = weights.item_code
            and summed.period_end_date >= weights.valid_from_date
            and summed.period_end_date < weights.valid_to_date
),

inspections as (
    select
        ancestors.ancestor_unit_id as unit_id,
        period_months.period_id,
        count(distinct items.inspection_no) as inspection_count
    from items
    inner join ancestors
        on items.unit_id = ancestors.unit_id
    inner join period_months
        on items.month_start_date = period_months.month_start_date
    group by ancestors.ancestor_unit_id, period_months.period_id
),

-- items not inspected leave the sum and its weights, as in mystery shopping (M7)
all_rows as (
    select
        unit_id,
        period_id,
        'all' as item_code,
        sum(weight) as weight,
        cast(sum(rating_count) as bigint) as rating_count,
        {%- for name in ['finding', 'severe_finding', 'fixed', 'open', 'overdue'] %}
        cast(sum({{ name }}_count) as bigint) as {{ name }}_count,
        {%- endfor %}
        sum(weight * score order by item_code) / sum(weight order by item_code) as score,
        any_value(is_partial) as is_partial,
        min(oldest_overdue_date) as oldest_overdue_date
    from item_rows
    group by unit_id, period_id
    union all by name
    select * exclude (period_end_date, score_e9_sum) from item_rows
),

final as (
    select
        all_rows.unit_id,
        all_rows.period_id,
        all_rows.item_code,
        inspections.inspection_count,
        all_rows.rating_count,
        all_rows.finding_count,
        all_rows.severe_finding_count,
        all_rows.fixed_count,
        all_rows.open_count,
        all_rows.overdue_count,
        all_rows.weight,
        all_rows.score,
        all_rows.is_partial,
        all_rows.oldest_overdue_date
    from all_rows
    inner join inspections
        on
            all_rows.unit_id = inspections.unit_id
            and all_rows.period_id = inspections.period_id
)

select * from final
