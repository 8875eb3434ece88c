{{ config(pre_hook="{{ create_staff_freeze_tables() }}") }}
with

{{ sheets_with_frozen('internal_service') }},

final as (
    select
        cast(sheets.wave as {{ dbt.type_string() }}) as wave,
        cast(sheets.response_no as {{ dbt.type_string() }}) as response_no,
        cast(sheets.province_code as {{ dbt.type_string() }}) as province_code,
        cast(sheets.city_code as {{ dbt.type_string() }}) as city_code,
        cast(sheets.hall_code as {{ dbt.type_string() }}) as hall_code,
        cast(sheets.staff_role as {{ dbt.type_string() }}) as staff_role,
        cast(sheets.department_code as {{ dbt.type_string() }}) as department_code,
        cast(sheets.scale_min as double) as scale_min,
        cast(sheets.scale_max as double) as scale_max,
        cast(sheets.score as double) as score,
        {{ score_k('sheets.score', 'sheets.scale_min', 'sheets.scale_max') }} as score_k,
        cast(sheets._load_id as bigint) as load_id,
        cast(sheets._row as bigint) as row_no,
        cast(coalesce(sheets._part, 0) as integer) as part_no,
        cast(sheets._sheet as {{ dbt.type_string() }}) as sheet_name,
        cast(sheets.frozen_wave as {{ dbt.type_string() }}) as frozen_wave,
        cast(sheets.interview_date as date) as interview_date
    from sheets
)

select * from final
