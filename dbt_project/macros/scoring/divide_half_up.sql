{# numerator / denominator rounded half-up to a whole number, for non-negative bigints: the rest is
   taken off first, so the division is exact and every engine and thread count gives the same #}
{% macro divide_half_up(numerator, denominator) -%}
cast(
    (
        2 * ({{ numerator }}) + ({{ denominator }})
        - (2 * ({{ numerator }}) + ({{ denominator }})) % (2 * ({{ denominator }}))
    ) / (2 * ({{ denominator }})) as bigint
)
{%- endmacro %}
