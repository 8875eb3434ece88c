with

runs as (
    select * from {{ ref('int_alert_runs') }}
),

ancestors as (
    select * from {{ ref('int_unit_ancestors') }}
),

footfalls as (
    select * from {{ ref('int_unit_scopes_by_period') }}
),

scopes as (
    select * from {{ ref('int_alert_scopes') }}
),

owners as (
    select * from {{ ref('alert_owners') }}
),

severities as (
    select * from {{ ref('alert_severities') }}
),

owned as (
    select
        runs.alert_id,
        arg_max(owners.department_code, owners.unit_type <> 'all') as department_code,
        arg_max(owners.owner_zh, owners.unit_type <> 'all') as owner_zh,
        arg_max(owners.owner_en, owners.unit_type <> 'all') as owner_en
    from runs
    inner join owners
        on
            runs.metric_code = owners.metric_code
            and owners.unit_type in (runs.unit_type, 'all')
    group by runs.alert_id
),

graded as (
    select
        runs.alert_id,
        arg_max(severities.severity_code, severities.min_ratio) as severity_code,
        max(severities.weight) as severity_weight
    from runs
    inner join severities
        on runs.severity_ratio >= severities.min_ratio
    group by runs.alert_id
),

-- an alert that is still on is told on its unit's page and on those above; one that is over, as
-- history, on its own
scoped as (
    select
        runs.*,
        scopes.scope_unit_id,
        scopes.top_level_no
    from runs
    inner join ancestors
        on
            runs.unit_id = ancestors.unit_id
            and (runs.is_still_on or runs.unit_id = ancestors.ancestor_unit_id)
    inner join scopes
        on ancestors.ancestor_unit_id = scopes.top_unit_id
),

-- a province that is down is one alert, not one for each of its cities too: within a scope the
-- topmost alert of the metric speaks for those below it
covers as (
    select
        scoped.alert_id,
        scoped.scope_unit_id,
        arg_min(upper_runs.alert_id, upper_units.ancestor_level_no) as covered_by_alert_id
    from scoped
    inner join ancestors as upper_units
        on
            scoped.unit_id = upper_units.unit_id
            and scoped.unit_id <> upper_units.ancestor_unit_id
            and upper_units.ancestor_level_no >= scoped.top_level_no
    inner join runs as upper_runs
        on
            upper_units.ancestor_unit_id = upper_runs.unit_id
            and scoped.metric_code = upper_runs.metric_code
            and upper_runs.is_still_on
    where scoped.is_still_on
    group by scoped.alert_id, scoped.scope_unit_id
),

ranked as (
    select
        scoped.*,
        graded.severity_code,
        coalesce(latest.footfall, 0) as footfall,
        graded.severity_weight * coalesce(latest.footfall, 0) as urgency,
        covers.covered_by_alert_id,
        case when scoped.is_still_on and covers.alert_id is null then row_number() over urgent_first end as alert_rank
    from scoped
    inner join graded
        on scoped.alert_id = graded.alert_id
    left join footfalls as latest
        on
            scoped.unit_id = latest.unit_id
            and scoped.last_seen_period_id = latest.period_id
    left join covers
        on
            scoped.alert_id = covers.alert_id
            and scoped.scope_unit_id = covers.scope_unit_id
    window urgent_first as (
        partition by scoped.scope_unit_id, scoped.is_still_on and covers.alert_id is null
        order by urgency desc, scoped.severity_ratio desc, scoped.alert_id
    )
),

final as (
    select
        ranked.scope_unit_id,
        ranked.alert_id,
        ranked.unit_id,
        ranked.metric_code,
        ranked.chart,
        ranked.direction,
        ranked.severity_code,
        ranked.first_seen_period_id,
        ranked.last_seen_period_id,
        ranked.covered_by_alert_id,
        owned.department_code,
        owned.owner_zh,
        owned.owner_en,
        ranked.months_on,
        cast(ranked.footfall as bigint) as footfall,
        ranked.alert_rank,
        case when ranked.covered_by_alert_id is null then count(*) over told_together - 1 else 0 end as covered_count,
        {%- for name in [
            'value', 'reference_value', 'difference', 'centre', 'limit_low', 'limit_high', 'z', 'ewma', 'ewma_limit',
            'p_value', 'q_value', 'severity_ratio', 'urgency',
        ] %}
        ranked.{{ name }},
        {%- endfor %}
        ranked.is_still_on,
        coalesce(ranked.alert_rank <= {{ threshold('alerts_per_scope') }}, false) as is_listed
    from ranked
    left join owned
        on ranked.alert_id = owned.alert_id
    window told_together as (
        partition by ranked.scope_unit_id, coalesce(ranked.covered_by_alert_id, ranked.alert_id)
    )
)

select * from final
