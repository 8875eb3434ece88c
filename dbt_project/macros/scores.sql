{#
    M3. Ratings become integers k = (x - min)·2520/(max - min), exact for every scale of 2 to 11
    points, so sums are exact on any engine and at any thread count; a score is k/25.2.
#}
{% macro score_k(rating, scale_min, scale_max) -%}
    cast(
        round(({{ rating }} - {{ scale_min }}) * 2520 / ({{ scale_max }} - {{ scale_min }})) as smallint
    )
{%- endmacro %}

{% macro k_to_score(k) -%}
    ({{ k }}) / 25.2
{%- endmacro %}
