with

indicators as (
    select * from {{ ref('mystery_indicators') }}
),

multipliers as (
    select * from {{ ref('mystery_weight_multipliers') }}
),

-- weights hold between two dates on which an indicator or a rule begins or ends
change_dates as (
    select valid_from_date as change_date from indicators
    union
    select valid_to_date from indicators
    union
    select valid_from_date from multipliers
    union
    select valid_to_date from multipliers
),

segments as (
    select
        change_date as valid_from_date,
        lead(change_date) over (order by change_date) as valid_to_date
    from change_dates
),

-- 'unknown' and 'neutral' stand for halls whose attribute is not known: no rule, hence factor 1
hall_attributes as (
    select
        dimension,
        attribute_value
    from (
        values
        ('tier', 'flagship'),
        ('tier', 'tier2'),
        ('tier', 'tier3'),
        ('tier', 'partner'),
        ('tier', 'unknown'),
        ('stage', 'initial'),
        ('stage', 'advanced'),
        ('stage', 'unknown'),
        ('pressure', 'high'),
        ('pressure', 'low'),
        ('pressure', 'neutral')
    ) as attribute_values (dimension, attribute_value)
),

segment_indicators as (
    select
        segments.valid_from_date,
        segments.valid_to_date,
        indicators.indicator_code,
        indicators.element_id,
        indicators.block_code,
        indicators.capability_code,
        indicators.base_weight
    from segments
    inner join indicators
        on
            indicators.valid_from_date <= segments.valid_from_date
            and indicators.valid_to_date >= segments.valid_to_date
),

-- an indicator can be meant by its capability, its block and its element at once
final as (
    select
        segment_indicators.indicator_code,
        hall_attributes.dimension,
        hall_attributes.attribute_value,
        segment_indicators.base_weight,
        coalesce(max(multipliers.multiplier) filter (
            where multipliers.target_kind = 'capability'
        ), 1)
        * coalesce(max(multipliers.multiplier) filter (
            where multipliers.target_kind = 'block'
        ), 1)
        * coalesce(max(multipliers.multiplier) filter (
            where multipliers.target_kind = 'element'
        ), 1) as multiplier,
        segment_indicators.valid_from_date,
        segment_indicators.valid_to_date
    from segment_indicators
    cross join hall_attributes
    left join multipliers
        on
            hall_attributes.dimension = multipliers.dimension
            and hall_attributes.attribute_value = multipliers.attribute_value
            and multipliers.valid_from_date <= segment_indicators.valid_from_date
            and multipliers.valid_to_date >= segment_indicators.valid_to_date
            and multipliers.target_code = case multipliers.target_kind
                when 'capability' then segment_indicators.capability_code
                when 'block' then segment_indicators.block_code
                when 'element' then segment_indicators.element_id
            end
    group by
        segment_indicators.indicator_code,
        hall_attributes.dimension,
        hall_attributes.attribute_value,
        segment_indicators.base_weight,
        segment_indicators.valid_from_date,
        segment_indicators.valid_to_date
)

select * from final
