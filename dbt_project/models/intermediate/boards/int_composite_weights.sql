with

items as (
    select * from {{ ref('int_board_elements') }}
),

weights as (
    select
        weights.province_id,
        weights.year_no,
        weights.importance_share,
        items.survey_column,
        items.is_reversed,
        case when weights.board_set = 'hall' then 'core' else weights.board_set end as questionnaire
    from {{ ref('int_importance_weights') }} as weights
    inner join items
        on weights.element_id = items.element_id
    -- the items of other themes have no composite of their own
    where items.element_set = weights.board_set
),

province_weights as (
    select
        province_id,
        year_no,
        questionnaire,
        {{- composite_weights(hall_element_columns() + extra_item_columns()) }}
    from weights
    group by province_id, year_no, questionnaire
),

units as (
    select
        unit_id,
        coalesce(province_id, 'G') as weighing_unit_id
    from {{ ref('dim_units') }}
    where operator_type = 'own' and unit_type in ('hall', 'unallocated')
),

-- repeated for every unit that answers may sit on, so that respondents meet them in a single join
final as (
    select
        units.unit_id,
        province_weights.* exclude (province_id)
    from units
    inner join province_weights
        on units.weighing_unit_id = province_weights.province_id
)

select * from final
