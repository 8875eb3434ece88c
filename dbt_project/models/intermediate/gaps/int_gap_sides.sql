{#- numbers stand for unit, and for period and element together: the gaps join millions of rows by them -#}
with

measured as (
    select * from {{ ref('int_gap_sides_measured') }}
),

documented as (
    select * from {{ ref('int_gap_sides_documented') }}
),

told as (
    select * from {{ ref('int_gap_sides_told') }}
),

units as (
    select
        *,
        row_number() over (order by unit_id) as unit_no
    from {{ ref('dim_units') }}
    where operator_type = 'own' and not is_unallocated
),

periods as (
    select
        *,
        row_number() over (order by period_id) as period_no
    from {{ ref('dim_periods') }}
),

elements as (
    select
        *,
        row_number() over (order by element_id) as element_no
    from {{ ref('dim_elements') }}
),

all_sides as (
    select
        *,
        'all' as layer,
        false as is_staff
    from measured
    union all by name
    -- a document is known exactly
    select
        *,
        'all' as layer,
        0 as se,
        false as is_staff,
        true as is_shown,
        true as is_firm
    from documented
    union all by name
    select
        *,
        true as is_staff
    from told
),

final as (
    select
        all_sides.unit_id,
        units.unit_no,
        periods.period_no,
        periods.period_no * 10000 + elements.element_no as occasion_no,
        units.unit_type,
        units.unit_type in ('group', 'province', 'city') as is_city_or_above,
        all_sides.period_id,
        periods.period_type,
        all_sides.side,
        all_sides.layer,
        elements.element_set,
        all_sides.element_id,
        cast(all_sides.n as bigint) as n,
        all_sides.mean,
        cast(all_sides.se as double) as se,
        all_sides.df,
        all_sides.is_staff,
        all_sides.is_shown,
        all_sides.is_firm
    from all_sides
    inner join units
        on all_sides.unit_id = units.unit_id
    inner join periods
        on all_sides.period_id = periods.period_id
    inner join elements
        on all_sides.element_id = elements.element_id
    where
        -- below the city by bimonth alone (M5) and where there is something to show, which also keeps a
        -- national release small
        (
            units.unit_type in ('group', 'province', 'city')
            -- months are for the trend of what is asked in the halls
            and (periods.period_type <> 'month' or elements.element_set not in ('theme', 'theme_overall'))
            -- and themes by quarter for what they are asked of: expectation and perception
            and (
                periods.period_type <> 'quarter'
                or all_sides.side in ('P', 'E')
                or elements.element_set not in ('theme', 'theme_overall')
            )
        )
        or (periods.period_type = 'bimonth' and all_sides.is_shown)
)

select * from final
