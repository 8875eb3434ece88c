{%- set own_columns = staff_item_columns() -%}
{%- set extra_columns = extra_item_columns() -%}

with

responses as (
    select * from {{ ref('int_staff_responses_placed') }}
),

elements as (
    select
        element_id,
        element_set,
        staff_column
    from {{ ref('staff_dimensions') }}
    union all
    select
        element_id,
        element_set,
        slot as staff_column
    from {{ ref('stg_ledger__elements') }}
),

sums as (
    select
        unit_id,
        wave,
        staff_role,
        element_set,
        {%- for column in own_columns + extra_columns %}
        count({{ column }}_k) as {{ column }}_n,
        sum({{ column }}_k) as {{ column }}_sum,
        sum(cast({{ column }}_k as bigint) * {{ column }}_k) as {{ column }}_sumsq,
        min({{ column }}_k) as {{ column }}_min,
        max({{ column }}_k) as {{ column }}_max{{ ',' if not loop.last }}
        {%- endfor %}
    from responses
    group by unit_id, wave, staff_role, element_set
),

item_rows as (
    {%- for column in own_columns %}
    {{ staff_item_row(column, "element_set = 'staff'") }}
    union all
    {%- endfor %}
    {%- for column in extra_columns %}
    {{ staff_item_row(column, "element_set <> 'staff'") }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

-- k sums of respondents who answered as many items: divided by that number, exact means of means
overall_rows as (
    select
        unit_id,
        wave,
        staff_role,
        element_set,
        answered_item_count,
        count(*) as answer_count,
        sum(answered_k_sum) as k_sum,
        sum(cast(answered_k_sum as bigint) * answered_k_sum) as k_sumsq,
        min(answered_k_sum) as k_min,
        max(answered_k_sum) as k_max
    from responses
    where answered_item_count > 0
    group by unit_id, wave, staff_role, element_set, answered_item_count
),

all_rows as (
    select
        item_rows.* exclude (staff_column),
        elements.element_id
    from item_rows
    inner join elements
        on
            item_rows.element_set = elements.element_set
            and item_rows.staff_column = elements.staff_column
    union all
    select
        *,
        'overall' as element_id
    from overall_rows
    union all by name
    select * from {{ ref('int_awareness_items_summed') }}
    union all by name
    select * from {{ ref('int_internal_service_items_summed') }}
),

final as (
    select
        unit_id,
        wave,
        coalesce(staff_role, 'unknown') as staff_role,
        element_id,
        element_set,
        cast(answered_item_count as integer) as answered_item_count,
        cast(answer_count as bigint) as answer_count,
        cast(k_sum as bigint) as k_sum,
        cast(k_sumsq as bigint) as k_sumsq,
        cast(k_min as integer) as k_min,
        cast(k_max as integer) as k_max
    from all_rows
)

select * from final
