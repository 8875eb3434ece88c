with

dates as (
    select * from {{ ref('int_build_dates') }}
),

month_starts as (
    select
        as_of_date,
        cast(unnest(generate_series(first_date, as_of_date, to_months(1))) as date) as start_date
    from dates
),

-- all four types are made of months; none is made of another
starts as (
    {%- for period_type, month_count in [('month', 1), ('bimonth', 2), ('quarter', 3), ('year', 12)] %}
    select
        '{{ period_type }}' as period_type,
        {{ loop.index }} as type_no,
        as_of_date,
        start_date,
        {{ add_days(add_months('start_date', month_count), -1) }} as end_date,
        {{ add_months('start_date', -month_count) }} as previous_start_date,
        {{ add_months('start_date', -12) }} as year_ago_start_date
    from month_starts
    where (month(start_date) - 1) % {{ month_count }} = 0
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

with_closing as (
    select
        starts.*,
        {{ add_days('end_date', threshold('period_closes_after_days')) }} as closes_date
    from starts
),

final as (
    select
        {{ period_id('period_type', 'start_date') }} as period_id,
        period_type,
        {{ period_id('period_type', 'previous_start_date') }} as previous_period_id,
        {{ period_id('period_type', 'year_ago_start_date') }} as year_ago_period_id,
        case period_type
            when 'month' then concat(year(start_date), '年', month(start_date), '月')
            when 'bimonth'
                then concat(year(start_date), '年', month(start_date), '–', month(end_date), '月')
            when 'quarter'
                then concat(year(start_date), '年第', quarter(start_date), '季度')
            else concat(year(start_date), '年')
        end as label_zh,
        case period_type
            when 'month' then strftime(start_date, '%b %Y')
            when 'bimonth'
                then concat(strftime(start_date, '%b'), '–', strftime(end_date, '%b %Y'))
            when 'quarter' then concat('Q', quarter(start_date), ' ', year(start_date))
            else strftime(start_date, '%Y')
        end as label_en,
        cast(row_number() over (order by type_no, start_date) as integer) as sort_order,
        as_of_date > closes_date as is_closed,
        as_of_date <= closes_date as is_partial,
        start_date,
        end_date,
        closes_date
    from with_closing
)

select * from final
