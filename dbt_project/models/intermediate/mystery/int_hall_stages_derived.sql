with

visits as (
    select * from {{ ref('stg_mystery_visit__visits') }}
),

items as (
    select * from {{ ref('stg_mystery_item__items') }}
),

indicators as (
    select * from {{ ref('mystery_indicators') }}
),

criteria as (
    select * from {{ ref('mystery_stage_criteria') }}
),

rules as (
    select * from {{ ref('inspection_rules') }}
    where rule_code = 'stage_advance_months'
),

-- base weights alone: the stage decides on the weights, so it cannot be decided by them
criterion_indicators as (
    select
        indicators.indicator_code,
        indicators.base_weight,
        criteria.criterion_code,
        criteria.min_score,
        greatest(indicators.valid_from_date, criteria.valid_from_date) as valid_from_date,
        least(indicators.valid_to_date, criteria.valid_to_date) as valid_to_date
    from indicators
    inner join criteria
        on criteria.target_code = case criteria.target_kind
            when 'capability' then indicators.capability_code
            when 'block' then indicators.block_code
            when 'element' then indicators.element_id
        end
),

hall_visits as (
    select
        known_halls.hall_id,
        visits.visit_id,
        visits.visit_date,
        {{ month_start('visits.visit_date') }} as month_start_date
    from visits
    {{ join_known_halls('visits', 'visits.visit_date', 'visits.operator_code') }}
    where known_halls.hall_id is not null
),

monthly_criteria as (
    select
        hall_visits.hall_id,
        hall_visits.month_start_date,
        criterion_indicators.criterion_code,
        -- whole millionths: a month on the edge falls on the same side in every run
        100 * sum(cast(round(
            1e6 * criterion_indicators.base_weight * items.points / items.max_points
        ) as bigint))
        >= max(criterion_indicators.min_score)
        * sum(cast(round(1e6 * criterion_indicators.base_weight) as bigint)) as is_reached
    from items
    inner join criterion_indicators
        on items.indicator_code = criterion_indicators.indicator_code
    inner join hall_visits
        on
            items.visit_id = hall_visits.visit_id
            and hall_visits.visit_date >= criterion_indicators.valid_from_date
            and hall_visits.visit_date < criterion_indicators.valid_to_date
    where items.points is not null and items.max_points > 0
    group by
        hall_visits.hall_id, hall_visits.month_start_date, criterion_indicators.criterion_code
),

reached_months as (
    select
        hall_id,
        month_start_date,
        row_number() over (partition by hall_id order by month_start_date) as reached_no
    from monthly_criteria
    group by hall_id, month_start_date
    having
        min(case when is_reached then 1 else 0 end) = 1
        and count(*) = (select count(distinct criteria.criterion_code) from criteria)
),

-- months without a gap share their distance from the running number
runs as (
    select
        hall_id,
        month_start_date,
        count(*) over (
            partition by
                hall_id,
                12 * year(month_start_date) + month(month_start_date) - reached_no
            order by month_start_date
        ) as run_length
    from reached_months
),

-- the stage is not lost again by a weak month; the register can always say otherwise
final as (
    select
        runs.hall_id,
        'advanced' as stage,
        {{ add_months('min(runs.month_start_date)', '1') }} as valid_from_date,
        cast('9999-12-31' as date) as valid_to_date
    from runs
    inner join rules
        on
            runs.month_start_date >= rules.valid_from_date
            and runs.month_start_date < rules.valid_to_date
    where runs.run_length >= rules.rule_value
    group by runs.hall_id
)

select * from final
