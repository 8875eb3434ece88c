with

indicators as (
    select * from {{ ref('mystery_indicators') }}
),

blocks as (
    select * from {{ ref('mystery_blocks') }}
),

capabilities as (
    select * from {{ ref('mystery_capabilities') }}
),

-- an indicator that changed keeps its code; screens show its latest name
latest_indicators as (
    select *
    from indicators
    qualify row_number() over (partition by indicator_code order by valid_from_date desc) = 1
),

final as (
    select
        'indicator' as dimension,
        indicator_code as code,
        name_zh,
        name_en,
        cast(sort_order as integer) as sort_order
    from latest_indicators
    union all
    select
        'block' as dimension,
        block_code as code,
        name_zh,
        name_en,
        cast(sort_order as integer) as sort_order
    from blocks
    union all
    select
        'capability' as dimension,
        capability_code as code,
        name_zh,
        name_en,
        cast(sort_order as integer) as sort_order
    from capabilities
)

select * from final
