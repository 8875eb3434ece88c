{#
    M6: two sides measured at the same halls. M4's between term of a difference of two weighted means
    W(P_h - P̄) - W(E_h - Ē) is the two sides' own between terms less twice their covariance:
        cov = Σ_shared W_P W_E (P_h - P̄)(E_h - Ē) · m12/(m12 - 1) · (1 - m1·m2/(M·m12))
    with m1 and m2 halls on each side, m12 on both, M in scope. With the same halls on both sides the
    last factor is M4's 1 - f; with every hall on both sides it is 0; where the halls overlap no more
    than chance would have it, it is 0 too, and below that negative.
    The sums behind it add up the tree, like those of `m4_sums`.
#}

{# One hall's terms as columns <prefix>_…; a hall without one of the sides adds nothing. #}
{% macro m4_product_terms(left_weight, left_mean, right_weight, right_mean, prefix) -%}
    {%- set ff -%}cast({{ left_weight }} as double) * {{ right_weight }}{%- endset -%}
    case when {{ ff }} > 0 then 1 else 0 end as {{ prefix }}_halls,
    coalesce({{ ff }}, 0) as {{ prefix }}_ff,
    coalesce({{ ff }} * {{ left_mean }}, 0) as {{ prefix }}_ffx,
    coalesce({{ ff }} * {{ right_mean }}, 0) as {{ prefix }}_ffy,
    coalesce({{ ff }} * {{ left_mean }} * {{ right_mean }}, 0) as {{ prefix }}_ffxy
{%- endmacro %}

{#
    The covariance of two means from those sums. `left` and `right` are relations with mean,
    weight_sum and halls_with_data; null where fewer than two halls are shared.
#}
{% macro m4_covariance(sums, prefix, left, right) -%}
    (
        {{ sums }}.{{ prefix }}_ffxy
        - {{ right }}.mean * {{ sums }}.{{ prefix }}_ffx
        - {{ left }}.mean * {{ sums }}.{{ prefix }}_ffy
        + {{ left }}.mean * {{ right }}.mean * {{ sums }}.{{ prefix }}_ff
    )
    / nullif({{ left }}.weight_sum * {{ right }}.weight_sum, 0)
    * {{ sums }}.{{ prefix }}_halls / nullif(greatest({{ sums }}.{{ prefix }}_halls - 1, 0), 0)
    * (
        1 - cast({{ left }}.halls_with_data as double) * {{ right }}.halls_with_data
        / nullif(
            greatest({{ left }}.halls_in_scope, {{ right }}.halls_in_scope) * {{ sums }}.{{ prefix }}_halls, 0
        )
    )
{%- endmacro %}

{#
    How much of the two samples of halls is one sample, 0 to 1: the squared ratio of what m12 shared
    halls contribute to the covariance against what m1 and m2 halls contribute to the variances.
#}
{% macro m4_overlap(sums, prefix, left, right) -%}
    {%- set scope -%}greatest({{ left }}.halls_in_scope, {{ right }}.halls_in_scope){%- endset -%}
    least(1, power(
        {{ sums }}.{{ prefix }}_halls / cast({{ left }}.halls_with_data * {{ right }}.halls_with_data as double)
        - 1.0 / {{ scope }}, 2
    ) / nullif(
        (1.0 / {{ left }}.halls_with_data - 1.0 / {{ scope }})
        * (1.0 / {{ right }}.halls_with_data - 1.0 / {{ scope }}), 0
    ))
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
