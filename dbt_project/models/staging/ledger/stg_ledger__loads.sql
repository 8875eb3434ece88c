select
    cast(load_id as bigint) as load_id,
    cast(source as {{ dbt.type_string() }}) as source_code,
    cast(file_name as {{ dbt.type_string() }}) as file_name,
    cast(status as {{ dbt.type_string() }}) as status,
    cast(rows_accepted as bigint) as rows_accepted,
    status in ('passed', 'accepted') as is_counting,
    cast(period_min as date) as first_event_date,
    cast(period_max as date) as last_event_date,
    cast(data_through_at as timestamp) as data_through_at
from {{ source('raw', '_loads') }}
