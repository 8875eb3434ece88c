{# Plain schema names (staging, intermediate, marts, seeds): one warehouse file is one environment. #}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ (custom_schema_name or target.schema) | trim }}
{%- endmacro %}
