{#
    The columns together name a row: none of them is null and no two rows share them. In those of
    `may_be_null` a blank is a value of its own (a standard for every tier). Rows are first grouped
    by a number made of their key, which takes half the time of the key's texts; only keys whose
    number comes twice are then compared in full.
#}
{% test unique_grain(model, columns, may_be_null=[]) %}
{%- set key = columns | join(', ') %}
select
    {{ key }},
    count(*) as row_count
from {{ model }}
where hash({{ key }}) in (
    select key_hash
    from (select hash({{ key }}) as key_hash from {{ model }}) as numbered
    group by key_hash
    having count(*) > 1
)
group by {{ key }}
having count(*) > 1
union all
select
    {{ key }},
    1 as row_count
from {{ model }}
where
    false
    {%- for column in columns if column not in may_be_null %}
    or {{ column }} is null
    {%- endfor %}
{% endtest %}
