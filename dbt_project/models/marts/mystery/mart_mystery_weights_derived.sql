with

importances as (
    select * from {{ ref('int_importances_derived_estimated') }}
),

years as (
    select * from {{ ref('dim_periods') }}
    where period_type = 'year'
),

elements as (
    select * from {{ ref('elements') }}
    where element_set = 'hall'
),

block_weights as (
    select * from {{ ref('fct_mystery_visit_scores') }}
    where score_level = 'block'
),

units as (
    select * from {{ ref('dim_units') }}
    where operator_type = 'own'
),

-- relative weights add up: a block's is the sum of its elements'
derived as (
    select
        importances.unit_id,
        importances.period_id,
        elements.block_code,
        max(importances.n) as n,
        max(importances.r2) as r2,
        sum(importances.share) as share
    from importances
    inner join elements
        on importances.element_id = elements.element_id
    group by importances.unit_id, importances.period_id, elements.block_code
),

-- the rules differ by tier, stage and pressure: what they came to in the visits of the year
ruled as (
    select
        case when grouping(units.province_id) = 0 then units.province_id else 'G' end as unit_id,
        years.period_id,
        block_weights.block_code,
        sum(block_weights.weight_e6) as weight_e6
    from (
        select
            unit_id,
            month_start_date,
            score_code as block_code,
            sum(weight_e6) as weight_e6
        from block_weights
        group by unit_id, month_start_date, score_code
    ) as block_weights
    inner join units
        on block_weights.unit_id = units.unit_id
    inner join years
        on
            block_weights.month_start_date >= years.start_date
            and block_weights.month_start_date <= years.end_date
    group by grouping sets (
        (units.province_id, years.period_id, block_weights.block_code),
        (years.period_id, block_weights.block_code)
    )
),

-- a province with too few complete answers takes the group's
final as (
    select
        ruled.unit_id,
        ruled.period_id,
        ruled.block_code,
        case when own.share is null then 'G' end as inherited_from_unit_id,
        coalesce(own.n, of_group.n) as n,
        coalesce(own.r2, of_group.r2) as r2,
        100.0 * ruled.weight_e6 / sum(ruled.weight_e6) over (
            partition by ruled.unit_id, ruled.period_id
        ) as weight_ruled,
        100.0 * coalesce(own.share, of_group.share) as weight_derived
    from ruled
    inner join derived as of_group
        on
            ruled.period_id = of_group.period_id
            and ruled.block_code = of_group.block_code
            and of_group.unit_id = 'G'
    left join derived as own
        on
            ruled.unit_id = own.unit_id
            and ruled.period_id = own.period_id
            and ruled.block_code = own.block_code
            and own.n >= {{ threshold('derived_weights_min_n') }}
    where ruled.unit_id is not null
)

select * from final
