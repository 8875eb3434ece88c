with

cells as (
    select * from {{ ref('int_staff_cells_published') }}
),

final as (
    select *
    from cells
    where element_set not like 'awareness_%' and element_set <> 'internal_service'
)

select * from final
