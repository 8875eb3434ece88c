with

units as (
    select * from {{ ref('dim_units') }}
),

pairs as (
    select
        unit_id,
        unit_id as ancestor_unit_id
    from units
    union
    select
        unit_id,
        case when operator_type = 'own' then 'G' else 'K' end as ancestor_unit_id
    from units
    {%- for ancestor in ['province_id', 'city_id', 'county_id', 'branch_id'] %}
    union
    select
        unit_id,
        {{ ancestor }} as ancestor_unit_id
    from units
    where {{ ancestor }} is not null
    {%- endfor %}
),

final as (
    select
        pairs.unit_id,
        pairs.ancestor_unit_id,
        ancestors.unit_type as ancestor_unit_type,
        ancestors.operator_type,
        ancestors.level_no as ancestor_level_no
    from pairs
    inner join units as ancestors
        on pairs.ancestor_unit_id = ancestors.unit_id
)

select * from final
