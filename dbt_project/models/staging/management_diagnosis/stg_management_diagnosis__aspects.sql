with

current_aspects as (
    select * from {{ current_rows('management_diagnosis') }} as current_source_rows
),

final as (
    select
        cast(wave as {{ dbt.type_string() }}) as wave,
        cast(province_code as {{ dbt.type_string() }}) as province_code,
        cast(city_code as {{ dbt.type_string() }}) as city_code,
        cast(hall_code as {{ dbt.type_string() }}) as hall_code,
        cast(aspect_code as {{ dbt.type_string() }}) as aspect_code,
        cast(finding_text as {{ dbt.type_string() }}) as finding_text,
        cast(assessor_type as {{ dbt.type_string() }}) as assessor_type,
        cast(score as double) as score,
        {{ score_k('score', 'coalesce(scale_min, 0)', 'coalesce(scale_max, 100)') }} as score_k,
        cast(coalesce(scale_min, 0) as double) as scale_min,
        cast(coalesce(scale_max, 100) as double) as scale_max,
        cast(assessment_date as date) as assessment_date
    from current_aspects
)

select * from final
