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

{# Sample variance in squared score points from n, Σk, Σk²: exact integers until the last division. #}
{% macro k_variance(n, k_sum, k_sumsq) -%}
    case
        when {{ n }} > 1
            then (
                cast({{ n }} as decimal(38, 0)) * {{ k_sumsq }}
                - cast({{ k_sum }} as decimal(38, 0)) * {{ k_sum }}
            ) / (cast({{ n }} as double) * ({{ n }} - 1)) / (25.2 * 25.2)
    end
{%- endmacro %}
