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

counted as (
    select
        identified.*,
        row_number() over (
            partition by element_set, wave, sheet_key, frozen_wave is not null
            order by load_id, row_no, part_no, sheet_name
        ) as copy_no
    from identified
),

-- a file that comes after its wave was published repeats most of it: only what is new is late
frozen_sheets as (
    select
        element_set,
        wave,
        sheet_key,
        copy_no
    from counted
    where frozen_wave is not null
),

frozen_waves as (
    select distinct
        element_set,
        frozen_wave as wave
    from counted
    where frozen_wave is not null
),

answered_waves as (
    select
        element_set,
        wave,
        min(interview_date) as first_interview_date
    from counted
    group by element_set, wave
),

waves as (
    select
        answered_waves.*,
        frozen_waves.wave is not null as is_frozen
    from answered_waves
    left join frozen_waves
        on
            answered_waves.element_set = frozen_waves.element_set
            and answered_waves.wave = frozen_waves.wave
),

next_waves as (
    select
        waves.element_set,
        waves.wave,
        later_waves.wave as next_wave,
        row_number() over (
            partition by waves.element_set, waves.wave
            order by later_waves.first_interview_date, later_waves.wave
        ) as choice_no
    from waves
    inner join waves as later_waves
        on
            waves.element_set = later_waves.element_set
            and waves.first_interview_date < later_waves.first_interview_date
            and not later_waves.is_frozen
    where waves.is_frozen
),

final as (
    select
        counted.* exclude (copy_no, sheet_key),
        counted.wave as answered_wave,
        -- null: late, and the next wave has not begun
        case
            when counted.frozen_wave is not null then counted.frozen_wave
            when not waves.is_frozen then counted.wave
            else next_waves.next_wave
        end as assigned_wave,
        waves.is_frozen and coalesce(counted.frozen_wave, '') <> counted.wave as is_late
    from counted
    inner join waves
        on
            counted.element_set = waves.element_set
            and counted.wave = waves.wave
    left join frozen_sheets
        on
            counted.element_set = frozen_sheets.element_set
            and counted.wave = frozen_sheets.wave
            and counted.sheet_key = frozen_sheets.sheet_key
            and counted.copy_no = frozen_sheets.copy_no
            and counted.frozen_wave is null
    left join next_waves
        on
            counted.element_set = next_waves.element_set
            and counted.wave = next_waves.wave
            and next_waves.choice_no = 1
    where frozen_sheets.wave is null
)

select * from final
