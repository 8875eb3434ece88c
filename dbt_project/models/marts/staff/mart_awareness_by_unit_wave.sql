with

cells as (
    select * from {{ ref('int_staff_cells_published') }}
),

final as (
    select
        unit_id,
        wave,
        staff_role,
        element_id,
        replace(element_set, 'awareness_', '') as measure,
        mean,
        se,
        n_band_low,
        n_band_high,
        is_suppressed,
        is_indicative,
        is_frozen,
        wave_end_date,
        valid_from_date,
        valid_to_date
    from cells
    where element_set like 'awareness_%'
)

select * from final
