with

multipliers as (
    select * from {{ ref('int_mystery_multipliers_by_indicator') }}
),

indicators as (
    select * from {{ ref('mystery_indicators') }}
),

multiplied as (
    select
        tiers.indicator_code,
        tiers.attribute_value as tier,
        stages.attribute_value as stage,
        pressures.attribute_value as pressure,
        tiers.base_weight,
        tiers.multiplier as tier_multiplier,
        stages.multiplier as stage_multiplier,
        pressures.multiplier as pressure_multiplier,
        -- millionths as an integer: scores summed from it do not depend on the order of the sum
        cast(round(
            1e6 * tiers.base_weight * tiers.multiplier * stages.multiplier * pressures.multiplier
        ) as bigint) as weight_e6,
        tiers.valid_from_date,
        tiers.valid_to_date
    from multipliers as tiers
    inner join multipliers as stages
        on
            tiers.indicator_code = stages.indicator_code
            and tiers.valid_from_date = stages.valid_from_date
            and stages.dimension = 'stage'
    inner join multipliers as pressures
        on
            tiers.indicator_code = pressures.indicator_code
            and tiers.valid_from_date = pressures.valid_from_date
            and pressures.dimension = 'pressure'
    where tiers.dimension = 'tier'
),

final as (
    select
        multiplied.tier
        || '|' || multiplied.stage
        || '|' || multiplied.pressure
        || '|' || cast(multiplied.valid_from_date as varchar) as weight_set_id,
        multiplied.tier,
        multiplied.stage,
        multiplied.pressure,
        multiplied.indicator_code,
        indicators.element_id,
        indicators.block_code,
        indicators.capability_code,
        multiplied.base_weight,
        multiplied.tier_multiplier,
        multiplied.stage_multiplier,
        multiplied.pressure_multiplier,
        multiplied.weight_e6,
        100.0 * multiplied.weight_e6 / sum(multiplied.weight_e6) over (
            partition by
                multiplied.tier,
                multiplied.stage,
                multiplied.pressure,
                multiplied.valid_from_date
        ) as weight,
        indicators.has_veto,
        multiplied.valid_from_date,
        multiplied.valid_to_date
    from multiplied
    inner join indicators
        on
            multiplied.indicator_code = indicators.indicator_code
            and indicators.valid_from_date <= multiplied.valid_from_date
            and indicators.valid_to_date >= multiplied.valid_to_date
)

select * from final
