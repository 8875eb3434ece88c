with

own_elements as (
    select * from {{ ref('elements') }}
),

staff_dimensions as (
    select * from {{ ref('staff_dimensions') }}
),

foreign_elements as (
    select * from {{ ref('stg_ledger__elements') }}
),

all_elements as (
    select
        element_id, element_set, survey_column, name_zh, name_en, block_code, servqual_dimension,
        trait, theme_code, touch_point_code, false as is_reversed, sort_order
    from own_elements
    union all
    select
        element_id, element_set, null, name_zh, name_en, null, null,
        null, null, null, is_reversed, 1000 + sort_order
    from staff_dimensions
    union all
    select
        element_id, element_set, slot, coalesce(name_zh, name_en, element_id),
        coalesce(name_en, name_zh, element_id), null, null,
        null, null, null, is_reversed, 2000 + sort_order
    from foreign_elements
    union all
    -- what each questionnaire's items amount to, weighed by their importance (M6)
    select
        'weighted_overall', 'hall', null, '加权总体', 'Weighted overall', null, null,
        null, null, null, false, 0
    union all
    select distinct
        concat(element_set, '.weighted_overall'), element_set, null, '加权总体', 'Weighted overall', null, null,
        null, null, null, false, 2000
    from foreign_elements
    union all
    -- the two traits that make the types of service
    select
        'trait_personal', 'trait', null, '人员特性', 'Personal traits', null, null,
        'personal', null, null, false, 900
    union all
    select
        'trait_procedural', 'trait', null, '程序特性', 'Procedural traits', null, null,
        'procedural', null, null, false, 901
),

final as (
    select
        element_id,
        element_set,
        survey_column,
        name_zh,
        name_en,
        block_code,
        servqual_dimension,
        trait,
        theme_code,
        touch_point_code,
        is_reversed,
        cast(sort_order as integer) as sort_order
    from all_elements
)

select * from final
