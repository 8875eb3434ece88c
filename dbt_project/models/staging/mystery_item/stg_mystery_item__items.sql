with

items as (
    select * from {{ current_rows('mystery_item') }}
),

final as (
    select
        cast(visit_id as varchar) as visit_id,
        cast(indicator_code as varchar) as indicator_code,
        cast(finding_category as varchar) as finding_category,
        cast(remark as varchar) as remark,
        cast(item_no as bigint) as item_no,
        cast(score as double) as points,
        cast(max_score as double) as max_points,
        cast(is_veto_hit as boolean) as is_veto_hit,
        cast(is_told_on_spot as boolean) as is_told_on_spot,
        cast(is_fixed_on_spot as boolean) as is_fixed_on_spot,
        cast(_load_id as bigint) as _load_id,
        cast(_row as bigint) as _row
    from items
)

select * from final
