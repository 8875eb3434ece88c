{#
    M2: every fact row sits on its finest known unit. A fact joins the halls known on that day with
    `join_known_halls`, then names the unit with `finest_known_unit`:
        the hall, where its code was known that day; else <city>~U, <province>~U or G~U;
        competitors (any operator but OWN) in their own tree, which begins with K.
    `rows` is the relation's name; it carries hall_code, city_code and province_code.
#}
{% macro join_known_halls(rows, day, operator_code="'OWN'") -%}
left join {{ ref('int_hall_identities') }} as known_halls
    on
        {{ rows }}.hall_code = known_halls.hall_code
        and coalesce({{ operator_code }}, 'OWN') = known_halls.operator_code
        and {{ day }} >= known_halls.known_from_date
        and {{ day }} < known_halls.known_to_date
{%- endmacro %}

{% macro finest_known_unit(rows, operator_code="'OWN'") -%}
coalesce(
    known_halls.hall_id,
    concat(
        case when coalesce({{ operator_code }}, 'OWN') = 'OWN' then '' else 'K' end,
        case
            when {{ rows }}.city_code is not null then concat('C', {{ rows }}.city_code)
            when {{ rows }}.province_code is not null then concat('P', {{ rows }}.province_code)
            when coalesce({{ operator_code }}, 'OWN') = 'OWN' then 'G'
            else ''
        end,
        '~U'
    )
)
{%- endmacro %}
