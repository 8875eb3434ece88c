with

visits as (
    select * from {{ current_rows('mystery_visit') }}
),

final as (
    select
        cast(visit_id as varchar) as visit_id,
        cast(province_code as varchar) as province_code,
        cast(city_code as varchar) as city_code,
        cast(operator_code as varchar) as operator_code,
        cast(hall_code as varchar) as hall_code,
        cast(time_slot as varchar) as time_slot,
        cast(visit_mode as varchar) as visit_mode,
        cast(visit_kind as varchar) as visit_kind,
        cast(questionnaire_version as varchar) as questionnaire_version,
        cast(inspector_id as varchar) as inspector_id,
        cast(recording_ref as varchar) as recording_ref,
        cast(reported_score as double) as reported_score,
        cast(is_recording_checked as boolean) as is_recording_checked,
        cast(is_form_closed_before_leaving as boolean) as is_form_closed_before_leaving,
        cast(visit_date as date) as visit_date,
        cast(_load_id as bigint) as _load_id,
        cast(_row as bigint) as _row
    from visits
)

select * from final
