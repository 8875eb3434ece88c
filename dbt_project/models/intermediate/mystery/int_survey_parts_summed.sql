{#- One pass over the respondents, wide until they are summed. -#}
{%- set elements = hall_element_columns() -%}
{%- set parts = [] -%}
{%- for part_kind, codes in survey_parts().items() -%}
    {%- for code in codes -%}
        {%- do parts.append({'kind': part_kind, 'code': code, 'name': part_kind ~ '_' ~ code}) -%}
    {%- endfor -%}
{%- endfor %}

with

responses as (
    select * from {{ ref('int_survey_responses_placed') }}
    where instrument = 'perception' and element_set = 'core' and operator_code = 'OWN'
),

crosswalk as (
    select
        survey_column,
        trait as trait_code,
        block_code
    from {{ ref('elements') }}
    where element_set = 'hall'
),

memberships as (
    select
        {%- for part in parts %}
        {%- for column in elements %}
        max(case when survey_column = '{{ column }}' and {{ part.kind }}_code = '{{ part.code }}' then 1 else 0 end)
            as {{ part.name }}__{{ column }},
        {%- endfor %}
        count(case when {{ part.kind }}_code = '{{ part.code }}' then 1 end)
            as {{ part.name }}__size{{ ',' if not loop.last }}
        {%- endfor %}
    from crosswalk
),

composites as (
    select
        responses.unit_id,
        {%- for part in parts %}
        {{ part_k(elements, part.name ~ '__') }} as {{ part.name }}_k,
        {%- endfor %}
        responses.month_start_date
    from responses
    cross join memberships
),

wide_sums as (
    select
        unit_id,
        month_start_date,
        {{- survey_item_sums(parts | map(attribute='name') | list) }}
    from composites
    group by unit_id, month_start_date
),

final as (
    {%- for part in parts %}
    select
        unit_id,
        '{{ part.name }}' as element_id,
        '{{ part.kind }}' as element_set,
        'perception' as instrument,
        'level' as measure,
        {{ part.name }}_n as answer_count,
        cast({{ part.name }}_sum as bigint) as k_sum,
        cast({{ part.name }}_sumsq as bigint) as k_sumsq,
        month_start_date
    from wide_sums
    where {{ part.name }}_n > 0
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select * from final
