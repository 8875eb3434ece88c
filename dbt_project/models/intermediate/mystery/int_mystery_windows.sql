with

periods as (
    select * from {{ ref('dim_periods') }}
),

-- M5: city and above speak for the period itself, units below the city for the last half-year
window_starts as (
    select
        period_id,
        period_type,
        'period' as window_kind,
        start_date as window_start_date,
        end_date
    from periods
    union all
    select
        period_id,
        period_type,
        'rolling' as window_kind,
        case
            when period_type = 'year' then start_date
            else
                {{ add_months(
                    month_start('end_date'), "1 - " ~ threshold('mystery_hall_window_months')
                ) }}
        end as window_start_date,
        end_date
    from periods
),

final as (
    select
        window_starts.period_id,
        window_starts.period_type,
        window_starts.window_kind,
        cast(
            dense_rank() over (order by window_starts.period_id, window_starts.window_kind)
            as integer
        ) as window_no,
        months.start_date as month_start_date
    from window_starts
    inner join periods as months
        on
            months.period_type = 'month'
            and months.start_date >= window_starts.window_start_date
            and months.start_date <= window_starts.end_date
)

select * from final
