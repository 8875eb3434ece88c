{%- set elements = hall_element_columns() -%}
{%- set measures = awareness_measures() -%}
with

answers as (
    select * replace (coalesce(staff_role, 'unknown') as staff_role)
    from {{ ref('int_awareness_answers_placed') }}
    where assigned_wave is not null
),

sums as (
    select
        unit_id,
        assigned_wave as wave,
        staff_role,
        {%- for element in elements %}
        {%- set outer = loop %}
        {%- for _, ending, _ in measures %}
        {%- set column = element ~ ending %}
        count({{ column }}_k) as {{ column }}_n,
        sum({{ column }}_k) as {{ column }}_sum,
        sum(cast({{ column }}_k as bigint) * {{ column }}_k) as {{ column }}_sumsq,
        min({{ column }}_k) as {{ column }}_min,
        max({{ column }}_k) as {{ column }}_max{{ '' if outer.last and loop.last else ',' }}
        {%- endfor %}
        {%- endfor %}
    from answers
    group by unit_id, assigned_wave, staff_role
),

item_rows as (
    {%- for element in elements %}
    {%- set outer = loop %}
    {%- for element_set, ending, _ in measures %}
    {{ awareness_item_row(element, ending, element_set) }}
    {{ '' if outer.last and loop.last else 'union all' }}
    {%- endfor %}
    {%- endfor %}
),

-- the overall figure of a respondent is the mean of the elements that he or she answered
respondents as (
    {%- for element_set, ending, _ in measures %}
    select
        unit_id,
        assigned_wave as wave,
        staff_role,
        '{{ element_set }}' as element_set,
        {% for element in elements -%}
        case when {{ element }}{{ ending }}_k is null then 0 else 1 end{{ ' + ' if not loop.last }}
        {% endfor %} as answered_item_count,
        {% for element in elements -%}
        coalesce(cast({{ element }}{{ ending }}_k as integer), 0){{ ' + ' if not loop.last }}
        {% endfor %} as answered_k_sum
    from answers
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

final as (
    select * from item_rows
    union all
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
        max(answered_k_sum) as k_max,
        'overall' as element_id
    from respondents
    where answered_item_count > 0
    group by unit_id, wave, staff_role, element_set, answered_item_count
)

select * from final
