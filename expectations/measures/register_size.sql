-- Halls in the load against halls already registered in the same province. Registers that carry
-- changes only are told from whole ones by their size: under 20 halls says nothing.
with arriving as (
    select _load_id as load_id, $province as province_code, count(distinct hall_code) as halls
    from pending_rows
    group by all
),

known as (
    select $province as province_code, count(distinct hall_code) as halls
    from current_rows
    group by all
)

select
    arriving.load_id,
    min(arriving.halls / known.halls) as value,
    arg_min(
        concat(arriving.province_code, ': ', arriving.halls, ' / ', known.halls),
        arriving.halls / known.halls
    ) as detail
from arriving
inner join known on arriving.province_code is not distinct from known.province_code
where arriving.halls >= 20
group by arriving.load_id
