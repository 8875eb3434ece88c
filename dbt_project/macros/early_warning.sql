{#
    M10. Sampling variance of a month's difference from its parent. A score's is what its sample says;
    a count's is Poisson at the baseline's rates (Laney 2002 for a series without a parent), the unit
    being part of its parent, and never less than the unit's own part.
#}
{% macro alert_sampling_variance(series, baseline) -%}
    coalesce(
        {{ series }}.sampling_variance,
        greatest(
            {{ baseline }}.rate_mean * {{ series }}.own_variance_factor
            + {{ baseline }}.reference_rate_mean * {{ series }}.reference_variance_factor,
            {{ baseline }}.rate_mean * {{ series }}.own_variance_floor_factor
        )
    )
{%- endmacro %}
