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
    Welch-Satterthwaite degrees of freedom of the difference of two independent means; a side known
    exactly has standard error 0. Where the two share their halls it is one sample, not two: the
    smaller of the two sides' degrees of freedom.
#}
{% macro welch_df(left_se, left_df, right_se, right_df, is_shared) -%}
    case
        when {{ left_se }} is null or {{ right_se }} is null then null
        when coalesce({{ right_se }}, 0) = 0 then {{ left_df }}
        when coalesce({{ left_se }}, 0) = 0 then {{ right_df }}
        when {{ is_shared }} then least({{ left_df }}, {{ right_df }})
        else
            power(power({{ left_se }}, 2) + power({{ right_se }}, 2), 2) / (
                power({{ left_se }}, 4) / {{ left_df }} + power({{ right_se }}, 4) / {{ right_df }}
            )
    end
{%- endmacro %}
