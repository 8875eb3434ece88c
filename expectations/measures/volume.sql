-- Rows of a province and month against the median of the six months before it, for months that
-- are over; the most extreme province and month of the load stands for it ($pick: min or max).
-- $adds: 1 where a file adds rows to those already there, 0 where it replaces its partition.
with arriving as (
    select
        _load_id as load_id,
        $province as province_code,
        date_trunc('month', $date)::date as month,
        count(*) as row_count
    from pending_rows
    where $date is not null
    group by all
),

known as (
    select
        $province as province_code,
        date_trunc('month', $date)::date as month,
        count(*) as row_count
    from current_rows
    where $date is not null
    group by all
),

compared as (
    select
        arriving.load_id,
        arriving.province_code,
        arriving.month,
        arriving.row_count
        + $adds * coalesce(any_value(known.row_count) filter (known.month = arriving.month), 0)
            as row_count,
        median(known.row_count) filter (known.month < arriving.month) as usual_count
    from arriving
    inner join known
        on arriving.province_code is not distinct from known.province_code
        and known.month between arriving.month - interval 6 month and arriving.month
    where arriving.month + interval 1 month <= date '$as_of'
    group by arriving.load_id, arriving.province_code, arriving.month, arriving.row_count
    having count(*) filter (known.month < arriving.month) >= 3
),

ratios as (
    select
        load_id,
        row_count / usual_count as ratio,
        concat(
            coalesce(province_code, '-'), ' ', strftime(month, '%Y-%m'), ': ',
            row_count, ' / ', usual_count
        ) as detail
    from compared
    where usual_count > 0
)

select
    load_id,
    $pick(ratio) as value,
    arg_$pick(detail, ratio) as detail
from ratios
group by load_id
