with

windows as (
    select * from {{ ref('int_expectation_windows_set') }}
),

footfalls as (
    select * from {{ ref('fct_hall_footfall_monthly') }}
),

ancestors as (
    select * from {{ ref('int_unit_ancestors') }}
),

-- what the halls of each unit served while its province's expectations were gathered
unit_footfalls as (
    select
        anchors.ancestor_unit_id as anchor_unit_id,
        ancestors.ancestor_unit_id as unit_id,
        footfalls.month_start_date,
        sum(footfalls.footfall) as footfall
    from footfalls
    inner join ancestors as anchors
        on
            footfalls.unit_id = anchors.unit_id
            and anchors.ancestor_unit_type = 'province'
    inner join ancestors
        on
            footfalls.unit_id = ancestors.unit_id
            and ancestors.ancestor_unit_type <> 'hall'
    group by anchors.ancestor_unit_id, ancestors.ancestor_unit_id, footfalls.month_start_date
),

-- the group's is the sum of its provinces', each in its own window
final as (
    select
        unit_footfalls.unit_id,
        windows.period_id,
        cast(sum(unit_footfalls.footfall) as bigint) as footfall
    from unit_footfalls
    inner join windows
        on
            unit_footfalls.anchor_unit_id = windows.anchor_unit_id
            and unit_footfalls.month_start_date >= windows.first_month_start_date
            and unit_footfalls.month_start_date <= windows.last_month_start_date
    group by unit_footfalls.unit_id, windows.period_id
)

select * from final
