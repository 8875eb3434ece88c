{#
    Benjamini and Hochberg's (1995) adjusted p-values as two CTEs, the last one called `adjusted`: of m
    p-values in ascending order the j-th becomes the least p·m/i over i >= j. `relation` holds nothing
    but the tests, each with a p-value; `keys` name a test, `family` the tests that are judged together.
#}
{% macro benjamini_hochberg(relation, p, q, keys, family) -%}
ranked as (
    select
        *,
        {{ p }} * count(*) over (partition by {{ family | join(', ') }})
        / row_number() over (partition by {{ family | join(', ') }} order by {{ p }}) as step_up
    from {{ relation }}
),

adjusted as (
    select
        {{ keys | join(', ') }},
        min(step_up) over (
            partition by {{ family | join(', ') }} order by {{ p }} desc, step_up
            rows between unbounded preceding and current row
        ) as {{ q }}
    from ranked
)
{%- endmacro %}
