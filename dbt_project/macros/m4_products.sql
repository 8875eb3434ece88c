{#
    M6: two sides measured at the same halls. M4's between term of a difference of two weighted means
    W(P_h - P̄) - W(E_h - Ē) is the two sides' own between terms less twice their covariance:
        cov = Σ_shared W_P W_E (P_h - P̄)(E_h - Ē) · m12/(m12 - 1) · (1 - m1·m2/(M·m12))
    with m1 and m2 halls on each side, m12 on both, M in scope. With the same halls on both sides the
    last factor is M4's 1 - f; with every hall on both sides it is 0; where the halls overlap no more
    than chance would have it, it is 0 too, and below that negative.
    The sums behind it add up the tree, like those of `m4_sums`.
#}

{# Sums over shared halls, of relations with weight and mean; for a `group by` unit. #}
{% macro m4_product_sums(left, right) -%}
    {%- set ff -%}cast({{ left }}.weight as double) * {{ right }}.weight{%- endset -%}
    count(*) as halls,
    sum({{ ff }}) as ff,
    sum({{ ff }} * {{ left }}.mean) as ffx,
    sum({{ ff }} * {{ right }}.mean) as ffy,
    sum({{ ff }} * {{ left }}.mean * {{ right }}.mean) as ffxy
{%- endmacro %}

{#
    The covariance of two means from those sums and each side's own halls, weight and mean; for at least
    two shared halls. More halls with data than in scope count as all.
#}
{% macro m4_covariance(sums, left, right, in_scope) -%}
    (
        {{ sums }}.ffxy - {{ right }}.mean * {{ sums }}.ffx - {{ left }}.mean * {{ sums }}.ffy
        + {{ left }}.mean * {{ right }}.mean * {{ sums }}.ff
    )
    / (cast({{ left }}.weight as double) * {{ right }}.weight)
    * {{ sums }}.halls / ({{ sums }}.halls - 1)
    * (
        1 - cast({{ left }}.halls * {{ right }}.halls as double)
        / (greatest({{ in_scope }}, {{ left }}.halls, {{ right }}.halls) * {{ sums }}.halls)
    )
{%- endmacro %}

{#
    How much of the two samples of halls is one sample, 0 to 1: the squared ratio of what m12 shared
    halls contribute to the covariance against what m1 and m2 halls contribute to the variances; 0 where
    a side has all halls.
#}
{% macro m4_overlap(sums, left, right, in_scope) -%}
    {%- set scope -%}greatest({{ in_scope }}, {{ left }}.halls, {{ right }}.halls){%- endset -%}
    case
        when greatest({{ left }}.halls, {{ right }}.halls) >= {{ in_scope }} then 0
        else least(1, power(
            {{ sums }}.halls / cast({{ left }}.halls * {{ right }}.halls as double) - 1.0 / {{ scope }}, 2
        ) / (
            (1.0 / {{ left }}.halls - 1.0 / {{ scope }}) * (1.0 / {{ right }}.halls - 1.0 / {{ scope }})
        ))
    end
{%- endmacro %}

{#
    Satterthwaite's degrees of freedom of the variance v1 + v2 - 2c of a difference: 2·(that)² over its
    sampling variance. Independent sides (c and overlap 0) make it Welch's; sides measured at the very
    same halls make it m - 1, since by Wishart's moments of one sample
        Var/2 = v1²/d1 + v2²/d2 + (4c² + 2·overlap·v1·v2 - 4c(v1 + v2))/(m12 - 1).
    Never below the smaller of the sides', never above Welch's. A side known exactly has variance 0.
#}
{% macro difference_df(v1, d1, v2, d2, c, overlap, shared) -%}
    {%- set independent -%}(power({{ v1 }}, 2) / {{ d1 }} + power({{ v2 }}, 2) / {{ d2 }}){%- endset -%}
    {%- set total -%}({{ v1 }} + {{ v2 }} - 2 * {{ c }}){%- endset -%}
    {%- set common -%}
        (4 * power({{ c }}, 2) + 2 * {{ overlap }} * {{ v1 }} * {{ v2 }} - 4 * {{ c }} * ({{ v1 }} + {{ v2 }}))
        / ({{ shared }} - 1)
    {%- endset -%}
    case
        when {{ v1 }} is null or {{ v2 }} is null then null
        when {{ v2 }} = 0 then {{ d1 }}
        when {{ v1 }} = 0 then {{ d2 }}
        when {{ c }} = 0 then power({{ v1 }} + {{ v2 }}, 2) / {{ independent }}
        when {{ independent }} + {{ common }} <= 0 then least({{ d1 }}, {{ d2 }})
        else greatest(
            least({{ d1 }}, {{ d2 }}),
            least(
                power({{ total }}, 2) / ({{ independent }} + {{ common }}),
                power({{ v1 }} + {{ v2 }}, 2) / {{ independent }}
            )
        )
    end
{%- endmacro %}
