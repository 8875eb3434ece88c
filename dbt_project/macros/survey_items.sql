{#
    Columns of the wide satisfaction survey that hold ratings, in the order of seeds/elements.csv.
    SQL needs their names before any seed can be read; the test
    assert_survey_items_match_elements keeps the two equal.
#}
{% macro hall_element_columns() -%}
    {{ return([
        'proactiveness', 'customer_orientation', 'attitude', 'staff_appearance',
        'staff_competence', 'service_display', 'service_process', 'on_site_management',
        'environment', 'facilities', 'efficiency', 'problem_solving',
    ]) }}
{%- endmacro %}

{% macro theme_item_columns() -%}
    {{ return([
        'theme_network', 'theme_installation_repair', 'theme_product', 'theme_promotion',
        'theme_hall', 'theme_hotline', 'theme_support', 'theme_image', 'network_coverage',
        'network_speed', 'network_stability', 'network_dead_spots', 'installation_repair_speed',
        'installation_repair_appointment', 'installation_repair_norm',
        'installation_repair_staff_image', 'installation_repair_notice', 'product_stability',
        'product_functions', 'product_bundling', 'product_tariff_fit',
        'product_billing_accuracy', 'product_extensibility', 'promotion_clarity',
        'promotion_truthfulness', 'promotion_ease_of_joining', 'promotion_delivery',
        'hotline_answer', 'hotline_competence', 'hotline_attitude', 'hotline_solved_at_once',
        'support_after_sales', 'support_online_service', 'image_brand', 'image_responsibility',
    ]) }}
{%- endmacro %}

{# Importance, on its own scale of 1 to 10, of hall elements and theme items; themes as a whole have none. #}
{% macro importance_columns() -%}
    {%- set columns = [] -%}
    {%- for column in hall_element_columns() + theme_item_columns() if not column.startswith('theme_') -%}
        {%- do columns.append(column ~ '_importance') -%}
    {%- endfor -%}
    {{ return(columns) }}
{%- endmacro %}

{# Slots that carry the items of other people's questionnaires. #}
{% macro extra_item_columns() -%}
    {%- set columns = [] -%}
    {%- for number in range(1, 41) -%}
        {%- do columns.append('extra_%02d' % number) -%}
    {%- endfor -%}
    {{ return(columns) }}
{%- endmacro %}

{% macro level_columns() -%}
    {{ return(['overall_satisfaction'] + hall_element_columns() + theme_item_columns()) }}
{%- endmacro %}

{# Count, Σk and Σk² of every column of a wide survey relation. #}
{% macro survey_item_sums(columns) -%}
    {%- for column in columns %}
        count({{ column }}_k) as {{ column }}_n,
        sum(cast({{ column }}_k as bigint)) as {{ column }}_sum,
        sum(cast({{ column }}_k as bigint) * {{ column }}_k) as {{ column }}_sumsq
        {{- ',' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}

{# Those sums turned long: one row per item that was answered; `suffix` is cut off the item's name. #}
{% macro survey_item_rows(relation, columns, element_set, measure, suffix='') -%}
    {%- for column in columns %}
    select
        unit_id,
        {{ element_set }} as element_set,
        instrument,
        '{{ column | replace(suffix, '') if suffix else column }}' as survey_column,
        '{{ measure }}' as measure,
        {{ column }}_n as answer_count,
        {{ column }}_sum as k_sum,
        {{ column }}_sumsq as k_sumsq,
        month_start_date
    from {{ relation }}
    where {{ column }}_n > 0
    {{ 'union all' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}
