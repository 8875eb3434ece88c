with

staff as (
    select * from {{ ref('mart_staff_by_unit_wave') }}
    where element_set = 'staff' and element_id = 'overall' and staff_role = 'all'
),

periods as (
    select * from {{ ref('dim_periods') }}
),

dates as (
    select * from {{ ref('int_build_dates') }}
),

-- a wave's result holds in every period on whose last day it is in effect (M1)
final as (
    select
        staff.unit_id,
        periods.period_id,
        'staff_satisfaction' as metric_code,
        staff.mean as value,
        staff.se,
        staff.n_band_low,
        staff.n_band_high,
        staff.wave,
        coalesce(staff.n_band_high < {{ threshold('min_n_firm') }}, false) as is_indicative,
        staff.is_suppressed
    from staff
    cross join dates
    inner join periods
        on
            staff.valid_from_date <= least(periods.end_date, dates.as_of_date)
            and staff.valid_to_date > least(periods.end_date, dates.as_of_date)
)

select * from final
