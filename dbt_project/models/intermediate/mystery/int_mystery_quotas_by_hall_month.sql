with

halls as (
    select * from {{ ref('int_halls_described_by_period') }}
    where period_type = 'month' and operator_type = 'own'
),

rules as (
    select * from {{ ref('inspection_rules') }}
),

footfall_ranks as (
    select
        unit_id,
        period_id,
        percent_rank() over (
            partition by province_id, period_id order by footfall
        ) as footfall_percentile
    from halls
    where footfall is not null
),

grouped as (
    select
        halls.unit_id,
        halls.start_date as month_start_date,
        halls.tier = 'flagship' as is_flagship,
        halls.is_main_hall and coalesce(halls.place_level = 'city', false) as is_city_main_hall,
        coalesce(footfall_ranks.footfall_percentile >= (
            select max(rules.rule_value) from rules
            where
                rules.rule_code = 'high_footfall_percentile'
                and halls.start_date >= rules.valid_from_date
                and halls.start_date < rules.valid_to_date
        ), false) as is_high_footfall
    from halls
    left join footfall_ranks
        on
            halls.unit_id = footfall_ranks.unit_id
            and halls.period_id = footfall_ranks.period_id
),

-- where several groups fit a hall, the highest quota holds
final as (
    select
        grouped.unit_id,
        grouped.month_start_date,
        cast(max(rules.rule_value) as bigint) as visit_quota,
        grouped.is_flagship or grouped.is_city_main_hall or grouped.is_high_footfall as is_important
    from grouped
    inner join rules
        on
            rules.rule_code = 'visits_per_month'
            and grouped.month_start_date >= rules.valid_from_date
            and grouped.month_start_date < rules.valid_to_date
            and (
                rules.hall_group = 'every_hall'
                or (rules.hall_group = 'flagship' and grouped.is_flagship)
                or (rules.hall_group = 'city_main_hall' and grouped.is_city_main_hall)
                or (rules.hall_group = 'high_footfall' and grouped.is_high_footfall)
            )
    group by
        grouped.unit_id,
        grouped.month_start_date,
        grouped.is_flagship or grouped.is_city_main_hall or grouped.is_high_footfall
)

select * from final
