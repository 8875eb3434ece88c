with

visits as (
    select * from {{ ref('stg_mystery_visit__visits') }}
),

halls as (
    select * from {{ ref('dim_halls') }}
),

weights as (
    select * from {{ ref('int_mystery_weights_renormalised') }}
),

weight_sets as (
    select distinct
        weight_set_id,
        tier,
        stage,
        pressure,
        valid_from_date,
        valid_to_date
    from weights
),

located as (
    select
        visits.visit_id,
        {{ finest_known_unit('visits', 'visits.operator_code') }} as unit_id,
        known_halls.hall_id,
        case when visits.operator_code = 'OWN' then 'own' else 'competitor' end as operator_type,
        visits.time_slot,
        visits.visit_mode,
        visits.visit_kind,
        visits.questionnaire_version,
        visits.inspector_id,
        visits.recording_ref,
        visits.reported_score,
        visits.is_recording_checked,
        visits.is_form_closed_before_leaving,
        visits.visit_date
    from visits
    {{ join_known_halls('visits', 'visits.visit_date', 'visits.operator_code') }}
),

-- scoring uses the attributes of the visit's date (M2)
attributed as (
    select
        located.*,
        coalesce(halls.tier, 'unknown') as tier,
        coalesce(halls.area_type, 'unknown') as area_type,
        coalesce(halls.stage, 'unknown') as stage,
        coalesce(halls.pressure, 'neutral') as pressure
    from located
    left join halls
        on
            located.hall_id = halls.hall_id
            and located.visit_date >= halls.valid_from_date
            and located.visit_date < halls.valid_to_date
),

final as (
    select
        attributed.visit_id,
        attributed.unit_id,
        attributed.hall_id,
        attributed.operator_type,
        attributed.tier,
        attributed.area_type,
        attributed.stage,
        attributed.pressure,
        weight_sets.weight_set_id,
        attributed.time_slot,
        attributed.visit_mode,
        attributed.visit_kind,
        attributed.questionnaire_version,
        attributed.inspector_id,
        attributed.recording_ref,
        attributed.reported_score,
        attributed.is_recording_checked,
        attributed.is_form_closed_before_leaving,
        attributed.visit_date,
        {{ month_start('attributed.visit_date') }} as month_start_date
    from attributed
    left join weight_sets
        on
            attributed.tier = weight_sets.tier
            and attributed.stage = weight_sets.stage
            and attributed.pressure = weight_sets.pressure
            and attributed.visit_date >= weight_sets.valid_from_date
            and attributed.visit_date < weight_sets.valid_to_date
)

select * from final
