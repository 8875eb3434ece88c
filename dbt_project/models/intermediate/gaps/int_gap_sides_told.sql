{#- A view: its rows are stored once, with the other sides. -#}
{{ config(materialized='view') }}

with

-- published cells alone: what is hidden or rounded there stays so in every gap (M12)
cells as (
    select * from {{ ref('int_staff_cells_published') }}
),

elements as (
    select * from {{ ref('dim_elements') }}
),

periods as (
    select * from {{ ref('dim_periods') }}
    where period_type <> 'month'
),

dates as (
    select * from {{ ref('int_build_dates') }}
),

-- a single layer is told of where it may be shown; all layers together also say when they may not.
-- The overall of awareness is a mean over its elements, not a question that customers were asked too
sided as (
    select
        cells.*,
        case cells.element_set
            when 'awareness_level' then 'M'
            when 'awareness_self' then 'SELF'
            when 'staff' then 'STAFF'
            else 'INT'
        end as side
    from cells
    where
        (
            cells.element_set = 'awareness_level'
            and cells.element_id <> 'overall'
            and (cells.staff_role = 'all' or not cells.is_suppressed)
        )
        or (
            cells.staff_role = 'all'
            and (
                (cells.element_set = 'awareness_self' and cells.element_id <> 'overall')
                or (cells.element_set in ('staff', 'internal_service') and cells.element_id = 'overall')
            )
        )
),

-- a wave holds in every period on whose last day it is in effect (M1)
final as (
    select
        sided.unit_id,
        periods.period_id,
        sided.side,
        sided.staff_role as layer,
        elements.element_set,
        sided.element_id,
        sided.n_band_low as n,
        sided.mean,
        -- a mean told to 0.1 carries its rounding, even over 0.1
        sqrt(power(sided.se, 2) + 0.01 / 12) as se,
        -- the fewest that the band allows
        cast(greatest(sided.n_band_low, 2) - 1 as double) as df,
        not sided.is_suppressed as is_shown,
        not sided.is_indicative as is_firm
    from sided
    inner join elements
        on sided.element_id = elements.element_id
    cross join dates
    inner join periods
        on
            sided.valid_from_date <= least(periods.end_date, dates.as_of_date)
            and sided.valid_to_date > least(periods.end_date, dates.as_of_date)
)

select * from final
