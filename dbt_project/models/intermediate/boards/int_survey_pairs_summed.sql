{#-
    Differences of respondents who told both what they expect and what they found, wide until they
    are summed. A paired respondent bears one number in one wave, at one unit.
-#}
{%- set elements = hall_element_columns() -%}
{%- set extras = extra_item_columns() -%}
{%- set columns = level_columns() + extras -%}

with

responses as (
    select responses.*
    from {{ ref('int_survey_responses_placed') }} as responses
    inner join {{ ref('int_survey_waves_paired') }} as waves
        on
            responses.wave = waves.wave
            and responses.element_set = waves.element_set
),

weights as (
    select * from {{ ref('int_composite_weights') }}
),

items as (
    select * from {{ ref('int_board_elements') }}
),

expected as (
    select * from responses
    where instrument = 'expectation'
),

perceived as (
    select * from responses
    where instrument in ('perception', 'in_network')
),

differences as (
    select
        perceived.unit_id,
        perceived.element_set,
        perceived.instrument,
        perceived.month_start_date,
        {%- for column in columns %}
        perceived.{{ column }}_k - expected.{{ column }}_k as {{ column }}_k{{ ',' if not loop.last }}
        {%- endfor %}
    from perceived
    inner join expected
        on
            perceived.respondent_id = expected.respondent_id
            and perceived.wave = expected.wave
            and perceived.unit_id = expected.unit_id
            and perceived.element_set = expected.element_set
),

pairs as (
    select
        differences.unit_id,
        differences.element_set,
        differences.instrument,
        differences.month_start_date,
        {%- for column in elements + extras %}
        weights.{{ column }}_weight,
        {%- endfor %}
        {%- for column in columns %}
        {% if column in extras %}{{ turned_k(column, 'differences', end=0) }}
        {%- else %}differences.{{ column }}_k{% endif %} as {{ column }}_k{{ ',' if not loop.last }}
        {%- endfor %}
    from differences
    inner join weights
        on
            differences.unit_id = weights.unit_id
            and year(differences.month_start_date) = weights.year_no
            and differences.element_set = weights.questionnaire
),

composed as (
    select
        pairs.*,
        {{ composite_k(elements + extras) }} as weighted_overall_k
    from pairs
),

sums as (
    select
        unit_id,
        instrument,
        element_set,
        month_start_date,
        {{- survey_item_sums(columns + ['weighted_overall']) }}
    from composed
    group by unit_id, instrument, element_set, month_start_date
),

long_sums as (
    {{- survey_item_rows('sums', columns + ['weighted_overall'], 'element_set', 'level') }}
),

-- what a column of each questionnaire is called
questionnaire_items as (
    select
        'core' as questionnaire,
        element_id,
        element_set,
        survey_column
    from {{ ref('elements') }}
    where survey_column is not null
    union all
    select
        element_set as questionnaire,
        element_id,
        element_set,
        survey_column
    from items
    where survey_column like 'extra%'
    union all
    select distinct
        case when board_set = 'hall' then 'core' else board_set end as questionnaire,
        case when board_set = 'hall' then 'weighted_overall' else concat(board_set, '.weighted_overall') end
            as element_id,
        board_set as element_set,
        'weighted_overall' as survey_column
    from items
    where board_set = 'hall' or survey_column like 'extra%'
),

final as (
    select
        long_sums.unit_id,
        questionnaire_items.element_id,
        questionnaire_items.element_set,
        long_sums.instrument,
        cast(long_sums.answer_count as bigint) as pair_count,
        cast(long_sums.k_sum as bigint) as d_sum,
        cast(long_sums.k_sumsq as bigint) as d_sumsq,
        long_sums.month_start_date
    from long_sums
    inner join questionnaire_items
        on
            long_sums.element_set = questionnaire_items.questionnaire
            and long_sums.survey_column = questionnaire_items.survey_column
)

select * from final
