-- two rows of one indicator, rule or criterion valid on the same day would count twice
with

spans as (
    select
        concat('indicator ', indicator_code) as what,
        valid_from_date,
        valid_to_date
    from {{ ref('mystery_indicators') }}
    union all
    select
        concat_ws(' ', 'multiplier', dimension, attribute_value, target_kind, target_code) as what,
        valid_from_date,
        valid_to_date
    from {{ ref('mystery_weight_multipliers') }}
    union all
    select
        concat_ws(' ', 'rule', rule_code, hall_group) as what,
        valid_from_date,
        valid_to_date
    from {{ ref('inspection_rules') }}
    union all
    select
        concat_ws(' ', 'criterion', criterion_code) as what,
        valid_from_date,
        valid_to_date
    from {{ ref('mystery_stage_criteria') }}
),

followed as (
    select
        what,
        valid_from_date,
        valid_to_date,
        lead(valid_from_date) over (partition by what order by valid_from_date) as next_from_date
    from spans
)

select * from followed
where valid_from_date >= valid_to_date or next_from_date < valid_to_date
