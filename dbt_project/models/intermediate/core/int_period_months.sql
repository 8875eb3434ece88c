with

periods as (
    select * from {{ ref('dim_periods') }}
),

final as (
    select
        periods.period_id,
        periods.period_type,
        periods.is_partial,
        periods.start_date,
        periods.end_date,
        months.start_date as month_start_date
    from periods
    inner join periods as months
        on
            months.period_type = 'month'
            and months.start_date >= periods.start_date
            and months.start_date <= periods.end_date
)

select * from final
