{{ config(pre_hook="{{ create_staff_freeze_tables() }}") }}
with

{{ sheets_with_frozen('service_awareness') }},

final as (
    select
        cast(sheets.wave as {{ dbt.type_string() }}) as wave,
        cast(sheets.response_no as {{ dbt.type_string() }}) as response_no,
        cast(sheets.province_code as {{ dbt.type_string() }}) as province_code,
        cast(sheets.city_code as {{ dbt.type_string() }}) as city_code,
        cast(sheets.hall_code as {{ dbt.type_string() }}) as hall_code,
        cast(sheets.department_code as {{ dbt.type_string() }}) as department_code,
        cast(sheets.staff_role as {{ dbt.type_string() }}) as staff_role,
        cast(sheets.scale_min as double) as scale_min,
        cast(sheets.scale_max as double) as scale_max,
        {%- for column in hall_element_columns() %}
        cast(sheets.{{ column }} as double) as {{ column }},
        {{ score_k('sheets.' ~ column, 'sheets.scale_min', 'sheets.scale_max') }} as {{ column }}_k,
        cast(sheets.{{ column }}_importance as double) as {{ column }}_importance,
        {{ score_k('sheets.' ~ column ~ '_importance', 1, 10) }} as {{ column }}_importance_k,
        cast(sheets.{{ column }}_known as boolean) as {{ column }}_known,
        cast(case when sheets.{{ column }}_known then 2520 when not sheets.{{ column }}_known then 0 end as smallint)
            as {{ column }}_known_k,
        cast(sheets.{{ column }}_self as double) as {{ column }}_self,
        {{ score_k('sheets.' ~ column ~ '_self', 'sheets.scale_min', 'sheets.scale_max') }} as {{ column }}_self_k,
        {%- endfor %}
        cast(sheets._load_id as bigint) as load_id,
        cast(sheets._row as bigint) as row_no,
        cast(coalesce(sheets._part, 0) as integer) as part_no,
        cast(sheets._sheet as {{ dbt.type_string() }}) as sheet_name,
        cast(sheets.frozen_wave as {{ dbt.type_string() }}) as frozen_wave,
        cast(sheets.interview_date as date) as interview_date
    from sheets
)

select * from final
