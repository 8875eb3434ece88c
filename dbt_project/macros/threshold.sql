{# A tunable number of DOMAIN or METHODS, by its code in seeds/thresholds.csv. #}
{% macro threshold(threshold_code) -%}
(select value from {{ ref('thresholds') }} where threshold_code = '{{ threshold_code }}')
{%- endmacro %}
