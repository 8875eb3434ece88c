with

own_elements as (
    select * from {{ ref('elements') }}
    where element_set in ('hall', 'theme')
),

foreign_elements as (
    select * from {{ ref('stg_ledger__elements') }}
),

-- the hall's twelve elements are the items of the theme hall; somebody else's questionnaire is one
-- board of its own
boards as (
    select
        theme_code as board_set,
        element_id,
        element_set,
        survey_column,
        false as is_reversed,
        sort_order
    from own_elements
    union all
    select
        element_set as board_set,
        element_id,
        element_set,
        slot as survey_column,
        is_reversed,
        sort_order
    from foreign_elements
),

final as (
    select
        board_set,
        element_id,
        element_set,
        survey_column,
        is_reversed,
        sort_order,
        cast(count(*) over (partition by board_set) as integer) as element_count,
        cast(row_number() over (partition by board_set order by sort_order, element_id) as integer)
            as element_no
    from boards
)

select * from final
