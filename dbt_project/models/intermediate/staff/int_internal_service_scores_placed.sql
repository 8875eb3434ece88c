with

scores as (
    select
        *,
        'internal_service' as element_set
    from {{ ref('stg_internal_service__scores') }}
),

-- a sheet is one respondent's rating of one department
identified as (
    select
        scores.*,
        concat_ws('|', coalesce(response_no, '?'), department_code) as sheet_key
    from scores
),

{{ assign_sheets('identified') }},

final as (
    select
        {{ finest_known_unit('assigned_sheets') }} as unit_id,
        assigned_sheets.element_set,
        assigned_sheets.answered_wave,
        assigned_sheets.assigned_wave,
        assigned_sheets.province_code,
        assigned_sheets.response_no,
        assigned_sheets.staff_role,
        assigned_sheets.department_code,
        assigned_sheets.sheet_name,
        assigned_sheets.load_id,
        assigned_sheets.row_no,
        assigned_sheets.part_no,
        assigned_sheets.score_k,
        assigned_sheets.is_late,
        assigned_sheets.interview_date
    from assigned_sheets
    {{ join_known_halls('assigned_sheets', 'assigned_sheets.interview_date') }}
)

select * from final
