{#
    M6: a respondent's importance-weighted overall score, from the wide survey.
    `composite_weights` turns the items' shares of one board into columns <column>_weight (and
    <column>_reversed), to be joined to respondents by province and year; `composite_k` is then the
    weighted mean of a row's answers <prefix><column>_k, rounded to a whole k so that sums stay
    exact. Who answered too little of the weights has no composite.
#}
{% macro composite_weights(columns) -%}
    {%- for column in columns %}
        coalesce(max(case when survey_column = '{{ column }}' then importance_share end), 0)
            as {{ column }}_weight,
        max(case when survey_column = '{{ column }}' and is_reversed then 1 else 0 end)
            as {{ column }}_reversed{{ ',' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}

{% macro composite_k(columns) -%}
    {%- set answered -%}
        ({%- for column in columns %}case when {{ column }}_k is not null then {{ column }}_weight else 0 end
        {{- ' + ' if not loop.last }}{% endfor %})
    {%- endset -%}
    cast(round(case
        when {{ answered }} >= {{ threshold('composite_min_weight_rate') }}
            then ({% for column in columns %}coalesce({{ column }}_weight * {{ column }}_k, 0)
        {{- ' + ' if not loop.last }}{% endfor %}) / {{ answered }}
    end) as bigint)
{%- endmacro %}

{# An item counted from the other end: k becomes 2520 - k, a difference changes its sign. #}
{% macro turned_k(column, relation, end=2520) -%}
    case when {{ column }}_reversed = 1 then {{ end }} - {{ relation }}.{{ column }}_k else {{ relation }}.{{ column }}_k end
{%- endmacro %}
