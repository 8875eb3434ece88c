{#-
    Correlations do not add up; the sums of products behind them do (M13). One pass over the wide
    responses for each kind of questionnaire.
-#}
{%- set judged, unjudged = {}, {} -%}
{%- for block, (judgement, items) in cross_product_blocks().items() -%}
    {%- do judged.update({block: [judgement] + items}) -%}
    {%- do unjudged.update({block: items}) -%}
{%- endfor -%}
{%- set themes = dict(judged) -%}
{%- do themes.pop('hall') -%}
{%- set passes = {
    'perception': ("instrument = 'perception'", {'hall': judged['hall']}),
    'telephone': ("instrument in ('in_network', 'new_install', 'repair')", themes),
    'expectation': ("instrument = 'expectation'", unjudged),
} -%}

with

own_units as (
    select * from {{ ref('dim_units') }}
    where operator_type = 'own'
),

{% for name, (condition, blocks) in passes.items() -%}
{{ name }}_answers as (
    select * from {{ ref('int_survey_responses_placed') }}
    where element_set = 'core' and {{ condition }}
),

{{ name }}_sums as (
    {{ cross_product_pass(name ~ '_answers', 'own_units', blocks) }}
),

{% endfor -%}

blocks as (
    {%- for name, (condition, blocks) in passes.items() %}
    {%- set is_last_pass = loop.last %}
    {%- for block, columns in blocks.items() %}
    select
        unit_id,
        wave,
        instrument,
        '{{ block }}' as block_code,
        {{ block }}_n as answer_count,
        ['{{ columns | join("', '") }}'] as survey_columns,
        {{ block }}_sums as k_sums,
        {{ block }}_products as k_products,
        month_start_date
    from {{ name }}_sums
    where {{ block }}_n > 0
    {{ 'union all' if not (is_last_pass and loop.last) }}
    {%- endfor %}
    {%- endfor %}
),

final as (
    select
        unit_id,
        wave,
        instrument,
        block_code,
        answer_count,
        survey_columns,
        k_sums,
        k_products,
        month_start_date
    from blocks
)

select * from final
