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
    select * from {{ ref('dim_units') }}
    where operator_type = 'own' and not is_unallocated
),

periods as (
    select * from {{ ref('dim_periods') }}
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
        units.unit_type,
        units.unit_type in ('group', 'province', 'city') as is_city_or_above,
        all_sides.period_id,
        periods.period_type,
        all_sides.side,
        all_sides.layer,
        all_sides.element_set,
        all_sides.element_id,
        cast(all_sides.n as bigint) as n,
        all_sides.mean,
        cast(all_sides.se as double) as se,
        all_sides.df,
        all_sides.halls_with_data,
        all_sides.halls_in_scope,
        all_sides.weight_sum,
        all_sides.is_staff,
        all_sides.is_shown,
        all_sides.is_firm
    from all_sides
    inner join units
        on all_sides.unit_id = units.unit_id
    inner join periods
        on all_sides.period_id = periods.period_id
    where
        -- below the city by bimonth alone (M5), which also keeps a national release small
        units.unit_type in ('group', 'province', 'city')
        or periods.period_type = 'bimonth'
)

select * from final
