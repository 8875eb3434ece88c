-- The staff columns that SQL names and the dimensions of the seed are the same list.
with

named as (
    {%- for column in staff_item_columns() %}
    select '{{ column }}' as staff_column
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select
    named.staff_column as only_in_sql,
    dimensions.staff_column as only_in_seed
from named
full outer join {{ ref('staff_dimensions') }} as dimensions
    on named.staff_column = dimensions.staff_column
where named.staff_column is null or dimensions.staff_column is null
