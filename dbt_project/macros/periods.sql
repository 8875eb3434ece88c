{# Names of periods, from their type and first day: 2026-10, 2026-B5, 2026-Q4, 2026. #}
{% macro period_id(period_type, start_date) -%}
case {{ period_type }}
    when 'month' then strftime({{ start_date }}, '%Y-%m')
    when 'bimonth' then concat(year({{ start_date }}), '-B', (month({{ start_date }}) + 1) // 2)
    when 'quarter' then concat(year({{ start_date }}), '-Q', (month({{ start_date }}) + 2) // 3)
    else strftime({{ start_date }}, '%Y')
end
{%- endmacro %}
