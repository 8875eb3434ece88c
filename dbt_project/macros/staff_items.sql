{#
    Columns of the wide staff questionnaire that hold ratings, in the order of
    seeds/staff_dimensions.csv; the test assert_staff_items_match_dimensions keeps the two equal.
#}
{% macro staff_item_columns() -%}
    {{ return([
        'working_environment', 'job_evaluation', 'colleagues', 'management',
        'pay_social_security', 'career', 'identification', 'personal_cost',
        'psychological_reward', 'engagement', 'intention_to_leave',
    ]) }}
{%- endmacro %}

{# One item's sums as rows; `sums` is wide: <column>_n, _sum, _sumsq, _min, _max. #}
{% macro staff_item_row(column, condition) -%}
    select
        unit_id,
        wave,
        staff_role,
        element_set,
        '{{ column }}' as staff_column,
        1 as answered_item_count,
        {{ column }}_n as answer_count,
        {{ column }}_sum as k_sum,
        {{ column }}_sumsq as k_sumsq,
        {{ column }}_min as k_min,
        {{ column }}_max as k_max
    from sums
    where {{ column }}_n > 0 and {{ condition }}
{%- endmacro %}

{#
    What publishing leaves behind so that a published wave never changes (M12): the cells as they
    were shown, and the answer sheets they rest on. Written by warehouse/staff_freeze.py.
#}
{% macro create_staff_freeze_tables() -%}
create schema if not exists raw;
create table if not exists raw._frozen_staff_sheets (
    element_set varchar,
    wave varchar,
    load_id bigint,
    row_no bigint,
    sheet_name varchar,
    release_id varchar,
    frozen_at timestamp,
    part_no integer default 0
);
alter table raw._frozen_staff_sheets add column if not exists part_no integer default 0;
create table if not exists raw._frozen_staff_cells (
    unit_id varchar,
    wave varchar,
    staff_role varchar,
    element_id varchar,
    element_set varchar,
    suppression_reason varchar,
    mean double,
    n_band_low bigint,
    n_band_high bigint,
    is_suppressed boolean,
    release_id varchar,
    frozen_at timestamp,
    se double
);
alter table raw._frozen_staff_cells add column if not exists se double;
{%- endmacro %}

{#
    CTEs that end in `sheets`: the answer sheets of an anonymous source that count today and, with
    frozen_wave, those a published wave was published with, even if a later file replaced them.
#}
{% macro sheets_with_frozen(source_name) -%}
current_sheets as (
    select * from {{ current_rows(source_name) }} as current_sheet_rows
),

frozen_marks as (
    select * from {{ source('raw', '_frozen_staff_sheets') }}
),

frozen_sheets as (
    select
        sheet_rows.*,
        frozen_marks.wave as frozen_wave
    from {{ source('raw', source_name) }} as sheet_rows
    inner join frozen_marks
        on
            sheet_rows._load_id = frozen_marks.load_id
            and sheet_rows._row = frozen_marks.row_no
            and coalesce(sheet_rows._part, 0) = coalesce(frozen_marks.part_no, 0)
            and coalesce(sheet_rows._sheet, '') = coalesce(frozen_marks.sheet_name, '')
),

new_sheets as (
    select
        current_sheets.*,
        cast(null as {{ dbt.type_string() }}) as frozen_wave
    from current_sheets
    left join frozen_marks
        on
            current_sheets._load_id = frozen_marks.load_id
            and current_sheets._row = frozen_marks.row_no
            and coalesce(current_sheets._part, 0) = coalesce(frozen_marks.part_no, 0)
            and coalesce(current_sheets._sheet, '') = coalesce(frozen_marks.sheet_name, '')
    where frozen_marks.load_id is null
),

sheets as (
    select * from frozen_sheets
    union all
    select * from new_sheets
)
{%- endmacro %}

{#
    CTEs that end in `assigned_sheets`: `identified` (element_set, wave, sheet_key – what tells two
    sheets apart – and the columns of `sheets`) with the wave each sheet counts in. A published wave
    is frozen (M12): later sheets go to the next wave of the set, mere repetitions are dropped.
#}
{% macro assign_sheets(identified) -%}
counted as (
    select
        {{ identified }}.*,
        row_number() over (
            partition by element_set, wave, sheet_key, frozen_wave is not null
            order by load_id, row_no, part_no, sheet_name
        ) as copy_no
    from {{ identified }}
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

assigned_sheets as (
    select
        counted.*,
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
{%- endmacro %}

{# Awareness asks four things of every hall element: element set, what its columns end in, in words. #}
{% macro awareness_measures() -%}
    {{ return([
        ('awareness_level', '', 'level'), ('awareness_importance', '_importance', 'importance'),
        ('awareness_self', '_self', 'self'), ('awareness_known', '_known', 'known'),
    ]) }}
{%- endmacro %}

{# One awareness item's sums as rows; `sums` is wide like that of `staff_item_row`. #}
{% macro awareness_item_row(element_id, ending, element_set) -%}
    {%- set column = element_id ~ ending -%}
    select
        unit_id,
        wave,
        staff_role,
        '{{ element_set }}' as element_set,
        1 as answered_item_count,
        {{ column }}_n as answer_count,
        {{ column }}_sum as k_sum,
        {{ column }}_sumsq as k_sumsq,
        {{ column }}_min as k_min,
        {{ column }}_max as k_max,
        '{{ element_id }}' as element_id
    from sums
    where {{ column }}_n > 0
{%- endmacro %}
