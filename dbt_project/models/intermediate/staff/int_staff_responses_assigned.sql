{%- set item_columns = staff_item_columns() + extra_item_columns() -%}
with

responses as (
    select * from {{ ref('stg_staff_satisfaction__responses') }}
),

-- what tells two sheets apart: their number, or else everything on them
identified as (
    select
        responses.*,
        coalesce(
            'no ' || response_no,
            md5(concat_ws(
                '|', cast(interview_date as {{ dbt.type_string() }}), coalesce(province_code, '?'),
                coalesce(city_code, '?'), coalesce(hall_code, '?'), coalesce(department_code, '?'),
                coalesce(staff_role, '?'),
                {%- for column in item_columns %}
                coalesce(cast({{ column }} as {{ dbt.type_string() }}), '?'){{ ',' if not loop.last }}
                {%- endfor %}
            ))
        ) as sheet_key
    from responses
),

{{ assign_sheets('identified') }},

final as (
    select * exclude (copy_no, sheet_key) from assigned_sheets
)

select * from final
