{#
    None of the columns is ever null: one look at the table instead of one a column. Tables with a
    contract state it there, and columns of the grain by their grain.
#}
{% test never_null(model, columns) %}
select {{ columns | join(', ') }}
from {{ model }}
where
    false
    {%- for column in columns %}
    or {{ column }} is null
    {%- endfor %}
{% endtest %}
