with

scores as (
    select * replace (coalesce(staff_role, 'unknown') as staff_role)
    from {{ ref('int_internal_service_scores_placed') }}
    where assigned_wave is not null and score_k is not null
),

-- the overall figure of a respondent is the mean of the departments that he or she rated; numbers
-- begin anew in every province
respondents as (
    select
        unit_id,
        assigned_wave as wave,
        staff_role,
        count(*) as answered_item_count,
        sum(score_k) as answered_k_sum
    from scores
    group by unit_id, assigned_wave, answered_wave, province_code, response_no, staff_role
),

final as (
    select
        unit_id,
        assigned_wave as wave,
        staff_role,
        'internal_service' as element_set,
        1 as answered_item_count,
        count(*) as answer_count,
        sum(score_k) as k_sum,
        sum(cast(score_k as bigint) * score_k) as k_sumsq,
        min(score_k) as k_min,
        max(score_k) as k_max,
        department_code as element_id
    from scores
    group by unit_id, assigned_wave, staff_role, department_code
    union all
    select
        unit_id,
        wave,
        staff_role,
        'internal_service' as element_set,
        answered_item_count,
        count(*) as answer_count,
        sum(answered_k_sum) as k_sum,
        sum(cast(answered_k_sum as bigint) * answered_k_sum) as k_sumsq,
        min(answered_k_sum) as k_min,
        max(answered_k_sum) as k_max,
        'overall' as element_id
    from respondents
    group by unit_id, wave, staff_role, answered_item_count
)

select * from final
