-- Days between the newest event of the source and today; told once, with the newest waiting load.
-- Late files are normal (they land in their own period), so older loads are not asked.
with dated as (
    select load_id, status, period_max
    from raw._loads
    where source = '$source'
        and status in ('loaded', 'passed', 'accepted')
        and period_max is not null
),

newest as (
    select max(period_max) as period_max from dated
)

select
    max(dated.load_id) as load_id,
    date_diff('day', any_value(newest.period_max), date '$as_of')::double as value,
    concat('newest ', any_value(newest.period_max)) as detail
from dated
cross join newest
where dated.status = 'loaded'
having max(dated.load_id) is not null
