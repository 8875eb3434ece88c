{%- set elements = hall_element_columns() -%}
with

answers as (
    select
        *,
        -- the first of the four sets that a sheet answers; they share their waves
        'awareness_level' as element_set
    from {{ ref('stg_service_awareness__answers') }}
),

-- what tells two sheets apart: their number, or else everything on them
identified as (
    select
        answers.*,
        coalesce(
            'no ' || response_no,
            md5(concat_ws(
                '|', cast(interview_date as {{ dbt.type_string() }}), coalesce(province_code, '?'),
                coalesce(city_code, '?'), coalesce(hall_code, '?'), coalesce(department_code, '?'),
                coalesce(staff_role, '?'),
                {%- for element in elements %}
                {%- set outer = loop %}
                {%- for _, ending, _ in awareness_measures() %}
                coalesce(cast({{ element }}{{ ending }}_k as {{ dbt.type_string() }}), '?')
                {{- '' if outer.last and loop.last else ',' }}
                {%- endfor %}
                {%- endfor %}
            ))
        ) as sheet_key
    from answers
),

{{ assign_sheets('identified') }},

final as (
    select
        {{ finest_known_unit('assigned_sheets') }} as unit_id,
        assigned_sheets.element_set,
        assigned_sheets.assigned_wave,
        assigned_sheets.staff_role,
        assigned_sheets.sheet_name,
        assigned_sheets.load_id,
        assigned_sheets.row_no,
        assigned_sheets.part_no,
        {%- for element in elements %}
        {%- for _, ending, _ in awareness_measures() %}
        assigned_sheets.{{ element }}{{ ending }}_k,
        {%- endfor %}
        {%- endfor %}
        assigned_sheets.is_late,
        assigned_sheets.interview_date
    from assigned_sheets
    {{ join_known_halls('assigned_sheets', 'assigned_sheets.interview_date') }}
)

select * from final
