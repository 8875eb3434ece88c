with

cells as (
    select * from {{ ref('int_staff_cells') }}
    where
        (unit_type in ('group', 'province', 'city') and staff_role <> 'unknown')
        or (unit_type = 'hall' and staff_role = 'all')
),

suppressed_cells as (
    select * from {{ ref('int_staff_cells_suppressed_estimated') }}
),

frozen_cells as (
    select * from {{ source('raw', '_frozen_staff_cells') }}
),

waves as (
    select * from {{ ref('int_staff_waves') }}
    where is_published
),

limits as (
    select cast({{ threshold('staff_n_band') }} as bigint) as band_width
),

-- no exact count and no exact mean leaves the warehouse; why a cell is hidden would itself tell
new_cells as (
    select
        cells.unit_id,
        cells.wave,
        cells.staff_role,
        cells.element_id,
        cells.element_set,
        case when suppressed_cells.unit_id is not null then 'anonymity' end as suppression_reason,
        case
            when suppressed_cells.unit_id is null then round({{ k_to_score('cells.k_mean') }}, 1)
        end as mean,
        case
            when suppressed_cells.unit_id is null then round({{ k_to_score('cells.k_se') }}, 1)
        end as se,
        case
            when suppressed_cells.unit_id is null
                then cast(floor(cells.answer_count / cast(limits.band_width as double)) as bigint)
                    * limits.band_width
        end as n_band_low,
        case
            when suppressed_cells.unit_id is null
                then cast(floor(cells.answer_count / cast(limits.band_width as double)) as bigint)
                    * limits.band_width + limits.band_width - 1
        end as n_band_high,
        suppressed_cells.unit_id is not null as is_suppressed
    from cells
    cross join limits
    left join suppressed_cells
        on
            cells.wave = suppressed_cells.wave
            and cells.element_set = suppressed_cells.element_set
            and cells.element_id = suppressed_cells.element_id
            and cells.unit_id = suppressed_cells.unit_id
            and cells.staff_role = suppressed_cells.staff_role
),

all_cells as (
    select
        *,
        false as is_frozen
    from new_cells
    union all
    select
        unit_id, wave, staff_role, element_id, element_set, suppression_reason, mean, se, n_band_low,
        n_band_high, is_suppressed, true as is_frozen
    from frozen_cells
),

final as (
    select
        all_cells.unit_id,
        all_cells.wave,
        all_cells.staff_role,
        all_cells.element_id,
        all_cells.element_set,
        all_cells.suppression_reason,
        all_cells.mean,
        -- of a few answers mean, error and band together would tell the very answers (M12)
        case when all_cells.n_band_low >= {{ threshold('min_n_firm') }} then all_cells.se end as se,
        all_cells.n_band_low,
        all_cells.n_band_high,
        all_cells.is_suppressed,
        coalesce(all_cells.n_band_high < {{ threshold('min_n_firm') }}, false) as is_indicative,
        all_cells.is_frozen,
        waves.last_interview_date as wave_end_date,
        waves.valid_from_date,
        waves.valid_to_date
    from all_cells
    inner join waves
        on
            all_cells.element_set = waves.element_set
            and all_cells.wave = waves.wave
)

select * from final
