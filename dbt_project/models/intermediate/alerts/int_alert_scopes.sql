with recursive

units as (
    select * from {{ ref('dim_units') }}
    where operator_type = 'own' and not is_unallocated
),

families as (
    select
        unit_id,
        parent_unit_id,
        level_no,
        parent_unit_id is not null and count(*) over (partition by parent_unit_id) = 1 as is_only_child
    from units
),

-- the only city of a province, or the only hall of a branch, has no series of its own: what is told
-- of the unit above holds for it
tops as (
    select
        unit_id as scope_unit_id,
        unit_id as top_unit_id,
        level_no as top_level_no
    from families
    where not is_only_child
    union all
    select
        families.unit_id as scope_unit_id,
        tops.top_unit_id,
        tops.top_level_no
    from families
    inner join tops
        on
            families.parent_unit_id = tops.scope_unit_id
            and families.is_only_child
)

select * from tops
