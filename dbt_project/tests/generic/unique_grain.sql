{#
    The columns together name a row: none of them is null and no two rows share them. In those of
    `may_be_null` a blank is a value of its own (a standard for every tier).
#}
{% test unique_grain(model, columns, may_be_null=[]) %}
select
    {{ columns | join(', ') }},
    count(*) as row_count
from {{ model }}
group by {{ columns | join(', ') }}
having
    count(*) > 1
    {%- for column in columns if column not in may_be_null %}
    or {{ column }} is null
    {%- endfor %}
{% endtest %}
