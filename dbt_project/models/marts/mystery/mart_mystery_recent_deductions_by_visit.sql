with

-- a release carries the visits of the last months only; the warehouse keeps them all
recent_deductions as (
    select * from {{ ref('mart_mystery_deductions_by_visit') }}
    where visit_date > {{ add_days(as_of(), "-" ~ threshold('recent_visit_days')) }}
)

select * from recent_deductions
