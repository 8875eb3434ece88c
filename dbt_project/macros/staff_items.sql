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
    frozen_at timestamp
);
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
