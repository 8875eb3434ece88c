{# M3. Intervals at 95 % for rates and for NPS; z is the normal quantile 0.975. #}
{# The exponent makes it a double: as a decimal its products overflow. #}
{% macro z_975() -%}1.959963984540054e0{%- endmacro %}

{# Wilson 1927 score interval of successes/trials, as a rate 0-1; null without trials. #}
{% macro wilson_low(successes, trials) -%}
    {{ wilson_bound(successes, trials, '-') }}
{%- endmacro %}

{% macro wilson_high(successes, trials) -%}
    {{ wilson_bound(successes, trials, '+') }}
{%- endmacro %}

{# `greatest` and `least` skip nulls, so no trials must be answered before they are reached. #}
{%- macro wilson_bound(successes, trials, sign) -%}
    {%- set z = 1.959963984540054 -%}
    {%- set rate -%}(cast({{ successes }} as double) / ({{ trials }})){%- endset -%}
    case when ({{ trials }}) > 0 then greatest(0, least(1, (
        {{ rate }} + {{ z * z / 2 }} / ({{ trials }})
        {{ sign }} {{ z_975() }} * sqrt(greatest(
            0,
            ({{ rate }} * (1 - {{ rate }}) + {{ z * z / 4 }} / ({{ trials }})) / ({{ trials }})
        ))
    ) / (1 + {{ z * z }} / ({{ trials }})))) end
{%- endmacro -%}

{# Standard error of a rate as its Wilson interval implies it, for comparing two rates. #}
{% macro wilson_se(successes, trials) -%}
    (({{ wilson_high(successes, trials) }}) - ({{ wilson_low(successes, trials) }}))
    / (2 * {{ z_975() }})
{%- endmacro %}

{#
    Score interval of a Poisson count over its exposure (Garwood's is exact but needs a chi-square
    quantile): rate + z²/2E ± z·sqrt(count + z²/4)/E. Tickets may exceed what they are counted
    against, which no interval for a share of it would bear.
#}
{% macro poisson_low(events, exposure) -%}
    {{ poisson_bound(events, exposure, '-') }}
{%- endmacro %}

{% macro poisson_high(events, exposure) -%}
    {{ poisson_bound(events, exposure, '+') }}
{%- endmacro %}

{%- macro poisson_bound(events, exposure, sign) -%}
    {%- set z = 1.959963984540054 -%}
    case when ({{ exposure }}) > 0 then greatest(0, (
        {{ events }} + {{ z * z / 2 }} {{ sign }} {{ z_975() }} * sqrt({{ events }} + {{ z * z / 4 }})
    ) / ({{ exposure }})) end
{%- endmacro -%}

{# Standard error of such a rate as its interval implies it; not 0 where nothing was counted. #}
{% macro poisson_se(events, exposure) -%}
    sqrt({{ events }} + {{ 1.959963984540054 ** 2 / 4 }}) / nullif({{ exposure }}, 0)
{%- endmacro %}

{# Net promoter score in points -100 to 100. #}
{% macro nps_value(promoters, detractors, answers) -%}
    100.0 * ({{ promoters }} - {{ detractors }}) / nullif({{ answers }}, 0)
{%- endmacro %}

{# Adjusted Wald (M3): ¾ promoter, 1½ passives and ¾ detractor are added before estimating. #}
{% macro nps_adjusted_value(promoters, detractors, answers) -%}
    100.0 * ({{ promoters }} - {{ detractors }}) / ({{ answers }} + 3.0)
{%- endmacro %}

{% macro nps_adjusted_se(promoters, detractors, answers) -%}
    100.0 * sqrt((
        ({{ promoters }} + {{ detractors }} + 1.5) / ({{ answers }} + 3.0)
        - power(({{ promoters }} - {{ detractors }}) / ({{ answers }} + 3.0), 2)
    ) / ({{ answers }} + 3.0))
{%- endmacro %}

{#
    t quantile 0.975. Up to 200 degrees of freedom from the seed, joined by the caller as
    `left join t_quantiles on t_quantiles.degrees_of_freedom = floor(df)`; beyond, the expansion of
    Abramowitz & Stegun 26.7.5, which differs from the exact value by less than 1e-8 there.
#}
{% macro t_975(degrees_of_freedom, seed_column='t_quantiles.t_975') -%}
    {%- set z = 1.959963984540054 -%}
    {%- set df -%}({{ degrees_of_freedom }}){%- endset -%}
    case
        when {{ df }} <= 200 then {{ seed_column }}
        else
            {{ z_975() }}
            + {{ (z ** 3 + z) / 4 }} / {{ df }}
            + {{ (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96 }} / power({{ df }}, 2)
            + {{ (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384 }} / power({{ df }}, 3)
    end
{%- endmacro %}
