{#- Wide until aggregated: one pass over the respondents, then a short table is turned to long. -#}
{%- set levels = level_columns() -%}
{%- set importances = importance_columns() -%}
{%- set extras = extra_item_columns() -%}

with

responses as (
    select * from {{ ref('int_survey_responses_placed') }}
),

own_elements as (
    select * from {{ ref('elements') }}
    where survey_column is not null
),

foreign_elements as (
    select * from {{ ref('stg_ledger__elements') }}
),

own_sums as (
    select
        unit_id,
        instrument,
        month_start_date,
        {{- survey_item_sums(levels + importances) }}
    from responses
    group by unit_id, instrument, month_start_date
),

foreign_sums as (
    select
        unit_id,
        instrument,
        element_set,
        month_start_date,
        {{- survey_item_sums(extras) }}
    from responses
    where element_set <> 'core'
    group by unit_id, instrument, element_set, month_start_date
),

own_rows as (
    {{- survey_item_rows('own_sums', levels, "'core'", 'level') }}
    union all
    {{- survey_item_rows('own_sums', importances, "'core'", 'importance', '_importance') }}
),

foreign_rows as (
    {{- survey_item_rows('foreign_sums', extras, 'element_set', 'level') }}
),

-- a reversed item counts from the other end: k becomes 2520 - k
final as (
    select
        own_rows.unit_id,
        own_elements.element_id,
        own_elements.element_set,
        own_rows.instrument,
        own_rows.measure,
        cast(own_rows.answer_count as bigint) as answer_count,
        cast(own_rows.k_sum as bigint) as k_sum,
        cast(own_rows.k_sumsq as bigint) as k_sumsq,
        own_rows.month_start_date
    from own_rows
    inner join own_elements
        on own_rows.survey_column = own_elements.survey_column
    union all
    select
        foreign_rows.unit_id,
        foreign_elements.element_id,
        foreign_elements.element_set,
        foreign_rows.instrument,
        foreign_rows.measure,
        cast(foreign_rows.answer_count as bigint) as answer_count,
        cast(case
            when foreign_elements.is_reversed
                then 2520 * foreign_rows.answer_count - foreign_rows.k_sum
            else foreign_rows.k_sum
        end as bigint) as k_sum,
        cast(case
            when foreign_elements.is_reversed
                then
                    6350400 * foreign_rows.answer_count
                    - 5040 * foreign_rows.k_sum
                    + foreign_rows.k_sumsq
            else foreign_rows.k_sumsq
        end as bigint) as k_sumsq,
        foreign_rows.month_start_date
    from foreign_rows
    inner join foreign_elements
        on
            foreign_rows.element_set = foreign_elements.element_set
            and foreign_rows.survey_column = foreign_elements.slot
)

select * from final
