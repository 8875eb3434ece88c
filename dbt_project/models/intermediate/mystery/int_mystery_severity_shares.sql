{#- How much of a unit's inspection score each inspector's severity makes up. -#}
with

visits as (
    select * from {{ ref('int_mystery_visits_located') }}
    where operator_type = 'own' and hall_id is not null
),

severities as (
    select * from {{ ref('int_inspector_severities_estimated') }}
),

windows as (
    select * from {{ ref('int_mystery_windows') }}
    where period_type in ('bimonth', 'year') or (window_kind = 'period' and period_type = 'quarter')
),

ancestors as (
    select * from {{ ref('int_unit_ancestors') }}
),

open_halls as (
    select * from {{ ref('int_halls_open_by_period') }}
),

scored_visits as (
    select distinct visit_id from {{ ref('fct_mystery_visit_scores') }}
),

hall_parts as (
    select
        visits.hall_id,
        windows.period_id,
        windows.window_kind,
        visits.inspector_id,
        count(*) as visit_count
    from visits
    inner join scored_visits
        on visits.visit_id = scored_visits.visit_id
    inner join windows
        on visits.month_start_date = windows.month_start_date
    group by visits.hall_id, windows.period_id, windows.window_kind, visits.inspector_id
),

-- a hall counts by its footfall, its inspectors by their visits to it
weighed as (
    select
        hall_parts.*,
        open_halls.footfall
        / sum(hall_parts.visit_count) over (
            partition by hall_parts.hall_id, hall_parts.period_id, hall_parts.window_kind
        ) * hall_parts.visit_count as part_weight
    from hall_parts
    inner join open_halls
        on
            hall_parts.hall_id = open_halls.unit_id
            and hall_parts.period_id = open_halls.period_id
    where open_halls.footfall > 0
),

-- city and above take the period's own visits, units below it the rolling window (M5)
inspector_parts as (
    select
        ancestors.ancestor_unit_id as unit_id,
        weighed.period_id,
        weighed.inspector_id,
        sum(weighed.visit_count) as visit_count,
        sum(weighed.part_weight) as part_weight
    from weighed
    inner join ancestors
        on weighed.hall_id = ancestors.unit_id
    where
        weighed.window_kind = case
            when ancestors.ancestor_unit_type in ('city', 'province', 'group') then 'period'
            else 'rolling'
        end
    group by ancestors.ancestor_unit_id, weighed.period_id, weighed.inspector_id
),

priors as (
    select max(prior_variance) as prior_variance from severities
),

-- of an inspector who cannot be compared only the prior is known: 0, with its variance
final as (
    select
        inspector_parts.unit_id,
        inspector_parts.period_id,
        cast(count(distinct inspector_parts.inspector_id) as bigint) as inspector_count,
        cast(sum(inspector_parts.visit_count) as bigint) as visit_count,
        cast(coalesce(sum(case
            when severities.severity_shrunken is not null then inspector_parts.visit_count
        end), 0) as bigint) as compared_visit_count,
        sum(inspector_parts.part_weight * coalesce(severities.severity_shrunken, 0))
        / sum(inspector_parts.part_weight) as severity_mean,
        sum(
            coalesce(power(severities.shrunken_se, 2), priors.prior_variance)
            * power(inspector_parts.part_weight, 2)
        ) / power(sum(inspector_parts.part_weight), 2) as severity_variance
    from inspector_parts
    cross join priors
    left join severities
        on inspector_parts.inspector_id = severities.inspector_id
    group by inspector_parts.unit_id, inspector_parts.period_id
)

select * from final
