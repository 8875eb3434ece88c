select
    cast(element_set as {{ dbt.type_string() }}) as element_set,
    cast(element_id as {{ dbt.type_string() }}) as element_id,
    cast(slot as {{ dbt.type_string() }}) as slot,
    max(cast(name_zh as {{ dbt.type_string() }})) as name_zh,
    max(cast(name_en as {{ dbt.type_string() }})) as name_en,
    max(coalesce(cast(is_reversed as boolean), false)) as is_reversed,
    min(cast(sort_order as integer)) as sort_order
from {{ source('raw', '_elements') }}
group by element_set, element_id, slot
