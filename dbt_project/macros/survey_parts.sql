{#
    What the twelve hall elements make up: the two traits and the five blocks of the crosswalk.
    SQL needs the names before any seed can be read; which element belongs to which part stays in
    seeds/elements.csv. The test assert_survey_parts_match_elements keeps names and seed equal.
#}
{% macro survey_parts() -%}
    {{ return({
        'trait': ['personal', 'procedural'],
        'block': [
            'service_awareness', 'staff_quality', 'environment_facilities', 'process_quality',
            'service_outcome',
        ],
    }) }}
{%- endmacro %}

{#
    A respondent's mean over the elements of a part, each counting the same, rounded to a whole k so
    that sums stay exact; null for who answered too few of them. `prefix`<column> is 1 for a member.
#}
{% macro part_k(columns, prefix) -%}
    {%- set answered -%}
        ({%- for column in columns %}case when {{ column }}_k is null then 0 else {{ prefix }}{{ column }} end
        {{- ' + ' if not loop.last }}{% endfor %})
    {%- endset -%}
    cast(round(case
        when {{ answered }} > 0
            and {{ answered }} >= {{ threshold('composite_min_weight_rate') }} * {{ prefix }}size
            then ({% for column in columns %}{{ prefix }}{{ column }} * coalesce({{ column }}_k, 0)
        {{- ' + ' if not loop.last }}{% endfor %}) / {{ answered }}
    end) as bigint)
{%- endmacro %}
