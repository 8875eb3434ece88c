{{ config(pre_hook="{{ create_staff_freeze_tables() }}") }}
{%- set columns = staff_item_columns() + extra_item_columns() -%}

with

{{ sheets_with_frozen('staff_satisfaction') }},

reversed_items as (
    select
        element_set,
        staff_column as item_column
    from {{ ref('staff_dimensions') }}
    where is_reversed
    union all
    select
        element_set,
        slot as item_column
    from {{ ref('stg_ledger__elements') }}
    where is_reversed
),

reversed_columns as (
    select
        element_set,
        array_agg(item_column) as item_columns
    from reversed_items
    group by element_set
),

final as (
    select
        cast(sheets.wave as {{ dbt.type_string() }}) as wave,
        cast(coalesce(sheets.element_set, 'staff') as {{ dbt.type_string() }}) as element_set,
        cast(sheets.response_no as {{ dbt.type_string() }}) as response_no,
        cast(sheets.province_code as {{ dbt.type_string() }}) as province_code,
        cast(sheets.city_code as {{ dbt.type_string() }}) as city_code,
        cast(sheets.hall_code as {{ dbt.type_string() }}) as hall_code,
        cast(sheets.department_code as {{ dbt.type_string() }}) as department_code,
        cast(sheets.staff_role as {{ dbt.type_string() }}) as staff_role,
        cast(sheets.scale_min as double) as scale_min,
        cast(sheets.scale_max as double) as scale_max,
        {%- for column in columns %}
        cast(sheets.{{ column }} as double) as {{ column }},
        case
            when array_contains(reversed_columns.item_columns, '{{ column }}')
                then cast(2520 - {{ score_k('sheets.' ~ column, 'sheets.scale_min', 'sheets.scale_max') }} as smallint)
            else {{ score_k('sheets.' ~ column, 'sheets.scale_min', 'sheets.scale_max') }}
        end as {{ column }}_k,
        {%- endfor %}
        cast(sheets._load_id as bigint) as load_id,
        cast(sheets._row as bigint) as row_no,
        cast(coalesce(sheets._part, 0) as integer) as part_no,
        cast(sheets._sheet as {{ dbt.type_string() }}) as sheet_name,
        cast(sheets.frozen_wave as {{ dbt.type_string() }}) as frozen_wave,
        cast(sheets.interview_date as date) as interview_date
    from sheets
    left join reversed_columns
        on coalesce(sheets.element_set, 'staff') = reversed_columns.element_set
)

select * from final
