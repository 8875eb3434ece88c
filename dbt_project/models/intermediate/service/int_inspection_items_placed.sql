with

items as (
    select * from {{ ref('stg_company_inspection__items') }}
    where score_max > 0
),

branches as (
    select * from {{ ref('dim_units') }}
    where unit_type = 'branch'
),

-- the hall, else the branch, else the city that names neither
placed as (
    select
        case
            when known_halls.hall_id is null and branches.unit_id is not null then branches.unit_id
            else {{ finest_known_unit('items') }}
        end as unit_id,
        items.inspection_no,
        items.item_code,
        items.severity,
        items.score / items.score_max as score_share,
        items.finding_text is not null or items.due_date is not null as is_finding,
        items.inspection_date,
        items.due_date,
        items.fixed_date
    from items
    {{ join_known_halls('items', 'items.inspection_date') }}
    left join branches
        on concat('B', items.city_code, '-', items.branch_code) = branches.unit_id
),

-- whole numbers of 1e-9 points add up to the same bits in any order
final as (
    select
        unit_id,
        inspection_no,
        item_code,
        cast(round(score_share * 1e11) as bigint) as score_e9,
        is_finding,
        is_finding and coalesce(severity = 'high', false) as is_severe_finding,
        is_finding and fixed_date is not null as is_fixed,
        is_finding and fixed_date is null as is_open,
        is_finding and fixed_date is null and coalesce(due_date < {{ as_of() }}, false) as is_overdue,
        inspection_date,
        due_date,
        fixed_date,
        {{ month_start('inspection_date') }} as month_start_date
    from placed
)

select * from final
