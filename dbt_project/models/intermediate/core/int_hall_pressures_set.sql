with

footfalls as (
    select * from {{ ref('fct_hall_footfall_monthly') }}
),

versions as (
    select * from {{ ref('int_hall_versions_rebuilt') }}
    where operator_type = 'own'
),

-- pressure is set on 1 January from the twelve months before: the year after each month's own
hall_years as (
    select
        unit_id as hall_id,
        cast(concat(cast(year(month_start_date) + 1 as {{ dbt.type_string() }}), '-01-01') as date)
            as set_date,
        sum(footfall) as footfall,
        avg(open_counters) as open_counters,
        count(*) as month_count
    from footfalls
    where footfall is not null
    group by
        unit_id,
        cast(concat(cast(year(month_start_date) + 1 as {{ dbt.type_string() }}), '-01-01') as date)
),

loads_per_counter as (
    select
        hall_years.hall_id,
        hall_years.set_date,
        versions.tier,
        hall_years.footfall / hall_years.month_count
        / nullif(coalesce(hall_years.open_counters, versions.counters), 0) as monthly_footfall_per_counter
    from hall_years
    inner join versions
        on
            hall_years.hall_id = versions.hall_id
            and hall_years.set_date >= versions.valid_from_date
            and hall_years.set_date < versions.valid_to_date
    where
        hall_years.month_count >= {{ threshold('pressure_min_months') }}
        and hall_years.set_date <= {{ as_of() }}
),

tier_medians as (
    select
        tier,
        set_date,
        median(monthly_footfall_per_counter) as tier_median
    from loads_per_counter
    group by tier, set_date
),

ratios as (
    select
        loads_per_counter.hall_id,
        loads_per_counter.set_date,
        loads_per_counter.monthly_footfall_per_counter / nullif(tier_medians.tier_median, 0) as ratio
    from loads_per_counter
    inner join tier_medians
        on
            loads_per_counter.tier = tier_medians.tier
            and loads_per_counter.set_date = tier_medians.set_date
    where loads_per_counter.monthly_footfall_per_counter is not null
),

-- within the margin the hall keeps what its last decisive year said; its first year decides anyhow
decisions as (
    select
        hall_id,
        set_date,
        case
            when
                abs(ratio - 1) > {{ threshold('pressure_margin_rate') }}
                or row_number() over (partition by hall_id order by set_date) = 1
                then concat(
                    cast(set_date as {{ dbt.type_string() }}),
                    case when ratio > 1 then 'high' else 'low' end
                )
        end as dated_decision
    from ratios
),

final as (
    select
        hall_id,
        substring(
            max(dated_decision) over (
                partition by hall_id order by set_date
                rows between unbounded preceding and current row
            ),
            11
        ) as pressure,
        set_date as valid_from_date,
        coalesce(
            lead(set_date) over (partition by hall_id order by set_date),
            cast('9999-12-31' as date)
        ) as valid_to_date
    from decisions
)

select * from final
