with

-- a release carries the visits of the last months only; the warehouse keeps them all
recent_raw_scores as (
    select * from {{ ref('mart_mystery_raw_scores_by_visit_item') }}
    where visit_date > {{ add_days(as_of(), "-" ~ threshold('recent_visit_days')) }}
)

select * from recent_raw_scores
