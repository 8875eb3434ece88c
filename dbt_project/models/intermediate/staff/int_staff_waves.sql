with

responses as (
    select
        element_set,
        wave,
        is_late,
        interview_date
    from {{ ref('int_staff_responses_placed') }}
    union all
    {%- for element_set, _, _ in awareness_measures() %}
    select
        '{{ element_set }}' as element_set,
        assigned_wave as wave,
        is_late,
        interview_date
    from {{ ref('int_awareness_answers_placed') }}
    where assigned_wave is not null
    union all
    {%- endfor %}
    select
        element_set,
        assigned_wave as wave,
        is_late,
        interview_date
    from {{ ref('int_internal_service_scores_placed') }}
    where assigned_wave is not null
),

frozen_waves as (
    select distinct
        element_set,
        wave
    from {{ source('raw', '_frozen_staff_cells') }}
),

dates as (
    select * from {{ ref('int_build_dates') }}
),

-- late answers of an earlier wave count in this one but do not move its dates
waves as (
    select
        element_set,
        wave,
        coalesce(min(case when not is_late then interview_date end), min(interview_date))
            as first_interview_date,
        coalesce(max(case when not is_late then interview_date end), max(interview_date))
            as last_interview_date
    from responses
    group by element_set, wave
),

-- a wave is published once and for all, hence not before its answers are in
with_states as (
    select
        waves.*,
        frozen_waves.wave is not null as is_frozen,
        frozen_waves.wave is not null
        or dates.as_of_date
        > {{ add_days('waves.last_interview_date', threshold('staff_wave_closes_after_days')) }}
            as is_published
    from waves
    cross join dates
    left join frozen_waves
        on
            waves.element_set = frozen_waves.element_set
            and waves.wave = frozen_waves.wave
),

followed as (
    select
        with_states.*,
        lead(last_interview_date) over (
            partition by element_set, is_published order by last_interview_date, wave
        ) as next_last_interview_date
    from with_states
),

final as (
    select
        element_set,
        wave,
        is_frozen,
        is_published,
        first_interview_date,
        last_interview_date,
        last_interview_date as valid_from_date,
        least(
            coalesce(next_last_interview_date, cast('9999-12-31' as date)),
            {{ add_months('last_interview_date', threshold('staff_valid_months')) }}
        ) as valid_to_date
    from followed
)

select * from final
