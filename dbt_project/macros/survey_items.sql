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

{# Importance is asked for the hall elements only, on its own scale of 1 to 10. #}
{% macro importance_columns() -%}
    {%- set columns = [] -%}
    {%- for column in hall_element_columns() -%}
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
