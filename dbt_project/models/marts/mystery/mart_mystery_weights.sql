with

weights as (
    select * from {{ ref('int_mystery_weights_renormalised') }}
),

final as (
    select
        weight_set_id,
        tier,
        stage,
        pressure,
        indicator_code,
        element_id,
        block_code,
        capability_code,
        base_weight,
        tier_multiplier,
        stage_multiplier,
        pressure_multiplier,
        weight,
        weight_e6,
        has_veto,
        valid_from_date,
        valid_to_date
    from weights
)

select * from final
