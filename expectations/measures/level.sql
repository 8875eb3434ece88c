-- Total of $quantity of a province and month against the median of its six months before; the
-- province furthest away stands for the load. Compared per reporting row, so that a part of the
-- rows arriving alone is not taken for a fall.
with arriving as (
    select
        _load_id as load_id,
        $province as province_code,
        date_trunc('month', $date)::date as month,
        avg($quantity) as average
    from pending_rows
    group by all
),

known as (
    select
        $province as province_code,
        date_trunc('month', $date)::date as month,
        avg($quantity) as average
    from current_rows
    group by all
),

ratios as (
    select
        arriving.load_id,
        arriving.average / nullif(median(known.average), 0) as ratio,
        concat(coalesce(arriving.province_code, '-'), ' ', strftime(arriving.month, '%Y-%m'))
            as label
    from arriving
    inner join known
        on arriving.province_code is not distinct from known.province_code
        and known.month < arriving.month
        and known.month >= arriving.month - interval 6 month
    group by arriving.load_id, arriving.province_code, arriving.month, arriving.average
    having count(*) >= 3
)

select
    load_id,
    arg_max(ratio, abs(ln(ratio))) as value,
    arg_max(concat(label, ': × ', printf('%.2f', ratio)), abs(ln(ratio))) as detail
from ratios
where ratio > 0
group by load_id
