with

survey_rows as (
    select * from {{ current_rows('satisfaction_survey') }} as current_survey_rows
),

final as (
    select
        cast(respondent_id as {{ dbt.type_string() }}) as respondent_id,
        cast(wave as {{ dbt.type_string() }}) as wave,
        cast(instrument as {{ dbt.type_string() }}) as instrument,
        cast(coalesce(element_set, 'core') as {{ dbt.type_string() }}) as element_set,
        cast(province_code as {{ dbt.type_string() }}) as province_code,
        cast(city_code as {{ dbt.type_string() }}) as city_code,
        cast(coalesce(operator_code, 'OWN') as {{ dbt.type_string() }}) as operator_code,
        cast(hall_code as {{ dbt.type_string() }}) as hall_code,
        cast(segment as {{ dbt.type_string() }}) as segment,
        cast(age_group as {{ dbt.type_string() }}) as age_group,
        cast(comment_text as {{ dbt.type_string() }}) as comment_text,
        cast(weight as double) as weight,
        cast(scale_min as double) as scale_min,
        cast(scale_max as double) as scale_max,
        cast(recommend_score as integer) as recommend_score,
        {%- for column in level_columns() + extra_item_columns() %}
        cast({{ column }} as double) as {{ column }},
        {{ score_k(column, 'scale_min', 'scale_max') }} as {{ column }}_k,
        {%- endfor %}
        {%- for column in importance_columns() %}
        cast({{ column }} as double) as {{ column }},
        {{ score_k(column, 1, 10) }} as {{ column }}_k,
        {%- endfor %}
        cast(interview_date as date) as interview_date,
        {{ month_start('interview_date') }} as month_start_date
    from survey_rows
)

select * from final
