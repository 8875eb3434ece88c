{#- One pass over the respondents of each kind of questionnaire, wide until they are summed. -#}
{%- set elements = hall_element_columns() -%}
{%- set extras = extra_item_columns() -%}

with

responses as (
    select * from {{ ref('int_survey_responses_placed') }}
    where instrument in ('perception', 'expectation')
),

weights as (
    select * from {{ ref('int_composite_weights') }}
),

hall_answers as (
    select
        responses.unit_id,
        'weighted_overall' as element_id,
        'hall' as element_set,
        responses.instrument,
        {{ composite_k(elements) }} as composite_k,
        responses.month_start_date
    from responses
    inner join weights
        on
            responses.unit_id = weights.unit_id
            and year(responses.month_start_date) = weights.year_no
            and weights.questionnaire = 'core'
),

foreign_turned as (
    select
        responses.unit_id,
        responses.element_set,
        responses.instrument,
        responses.month_start_date,
        {%- for column in extras %}
        weights.{{ column }}_weight,
        {{ turned_k(column, 'responses') }} as {{ column }}_k{{ ',' if not loop.last }}
        {%- endfor %}
    from responses
    inner join weights
        on
            responses.unit_id = weights.unit_id
            and year(responses.month_start_date) = weights.year_no
            and responses.element_set = weights.questionnaire
    where responses.element_set <> 'core'
),

answers as (
    select * from hall_answers
    union all
    select
        unit_id,
        concat(element_set, '.weighted_overall') as element_id,
        element_set,
        instrument,
        {{ composite_k(extras) }} as composite_k,
        month_start_date
    from foreign_turned
),

weighted as (
    select
        unit_id,
        element_id,
        element_set,
        instrument,
        'level' as measure,
        count(*) as answer_count,
        cast(sum(composite_k) as bigint) as k_sum,
        cast(sum(composite_k * composite_k) as bigint) as k_sumsq,
        month_start_date
    from answers
    where composite_k is not null
    group by unit_id, element_id, element_set, instrument, month_start_date
),

-- traits weigh their elements alike, whatever their importance
final as (
    select * from weighted
    union all by name
    select * from {{ ref('int_survey_parts_summed') }}
    where element_set = 'trait'
)

select * from final
