{#
    Paces of projects, in SQL; warehouse.projects.tracking says the same in Python for the screens,
    and a test holds both equal.
#}

{# Per cent of the time from start to the end of the due day that is over as a day begins. #}
{% macro expected_rate(start, due, day) -%}
case
    when {{ due }} >= {{ start }}
        then 100 * least(greatest(
            date_diff('day', {{ start }}, {{ day }}) / (date_diff('day', {{ start }}, {{ due }}) + 1), 0
        ), 1)
end
{%- endmacro %}

{# Where the straight line from baseline to target is at the end of a day. #}
{% macro path_value(baseline, target, start, due, day) -%}
{{ baseline }} + ({{ target }} - {{ baseline }}) * {{ expected_rate(start, due, add_days(day, 1)) }} / 100
{%- endmacro %}
