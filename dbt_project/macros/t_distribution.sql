{#
    Distribution function of Student's t for any degrees of freedom of at least 1, as Welch's formula
    yields them. With x = sqrt(df)·tan(angle) the density becomes a power of the cosine:
        P(T <= t) = 1/2 + sign(t)·c·integral of cos(angle)^(df - 1) from 0 to atan(|t|/sqrt(df)),
        c = gamma((df + 1)/2)/(gamma(df/2)·sqrt(pi))
    integrated by Gauss and Legendre's rule with 12 points, cut off where the integrand is below
    e^-30, and held within 0 and 1. Below 2 degrees of freedom 1 is taken. Within 1e-7 of the exact
    value. For rows with both t and degrees of freedom. In two steps, since the angle is used at every
    point: `relation` has columns t and df, CTE `angled` gets them with df_held and angle, and
    `t_distribution` is the expression over that.
#}
{% macro t_angles(relation) -%}
held as (
    select
        *,
        cast(case when df < 2 then 1 else df end as double) as df_held
    from {{ relation }}
),

angled as (
    select
        *,
        least(
            atan(abs(t) / sqrt(df_held)),
            acos(exp(-30e0 / greatest(df_held - 1, 1e-3)))
        ) as angle
    from held
)
{%- endmacro %}

{% macro t_distribution() -%}
    {#- points and weights on 0 to 1; written with an exponent they are doubles, not decimals -#}
    {%- set rule = [
        ('0.009219682876640378e0', '0.023587668193255706e0'),
        ('0.0479413718147626e0', '0.05346966299765953e0'),
        ('0.11504866290284765e0', '0.08003916427167321e0'),
        ('0.20634102285669126e0', '0.10158371336153287e0'),
        ('0.31608425050090994e0', '0.1167462682691773e0'),
        ('0.43738329574426554e0', '0.12457352290670134e0'),
        ('0.5626167042557344e0', '0.12457352290670134e0'),
        ('0.6839157494990901e0', '0.1167462682691773e0'),
        ('0.7936589771433087e0', '0.10158371336153287e0'),
        ('0.8849513370971523e0', '0.08003916427167321e0'),
        ('0.9520586281852375e0', '0.05346966299765953e0'),
        ('0.9907803171233596e0', '0.023587668193255706e0')
    ] -%}
    least(1, greatest(0,
        0.5 + sign(t) * exp(lgamma((df_held + 1) / 2) - lgamma(df_held / 2)) / sqrt(pi())
        * angle * (
            {%- for point, weight in rule %}
            {{ '+ ' if not loop.first }}{{ weight }} * pow(cos({{ point }} * angle), df_held - 1)
            {%- endfor %}
        )
    ))
{%- endmacro %}
