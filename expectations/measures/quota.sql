-- Own halls with fewer than $quota exit interviews in a wave of the load.
with halls as (
    select _load_id as load_id, wave, hall_code, count(*) as interviews
    from pending_rows
    where instrument = 'perception' and operator_code = 'OWN' and hall_code is not null
    group by all
)

select
    load_id,
    count(*) filter (interviews < $quota)::double as value,
    concat(
        'of ', count(*), ': ',
        array_to_string(
            (list(concat(hall_code, ' (', interviews, ')') order by interviews, hall_code)
                filter (interviews < $quota))[:5],
            ', '
        )
    ) as detail
from halls
group by load_id
