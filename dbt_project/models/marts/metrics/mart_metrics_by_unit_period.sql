with

figures as (
    select * from {{ ref('int_metrics_compared') }}
),

units as (
    select * from {{ ref('dim_units') }}
    where operator_type = 'own' and not is_unallocated
),

periods as (
    select * from {{ ref('dim_periods') }}
),

targets as (
    select * from {{ ref('metric_targets') }}
),

metrics as (
    select
        metric_code,
        is_inherited
    from {{ ref('metric_codes') }}
),

-- what is surveyed by city holds for the units in it too, marked as inherited (M5)
inherited as (
    select
        units.unit_id,
        units.unit_type,
        figures.unit_id as inherited_from_unit_id,
        figures.* exclude (unit_id, unit_type)
    from figures
    inner join metrics
        on
            figures.metric_code = metrics.metric_code
            and metrics.is_inherited
    inner join units
        on
            figures.unit_id = units.city_id
            and units.unit_type in ('county', 'branch', 'hall')
    left join figures as own_figures
        on
            units.unit_id = own_figures.unit_id
            and figures.period_id = own_figures.period_id
            and figures.metric_code = own_figures.metric_code
    where own_figures.unit_id is null
),

-- down to the city a missing figure is said to be missing
expected as (
    select
        units.unit_id,
        units.unit_type,
        periods.period_id,
        periods.is_partial,
        metrics.metric_code
    from units
    cross join periods
    cross join metrics
    left join figures
        on
            units.unit_id = figures.unit_id
            and periods.period_id = figures.period_id
            and metrics.metric_code = figures.metric_code
    where
        units.unit_type in ('group', 'province', 'city')
        and figures.unit_id is null
),

all_figures as (
    select * from figures
    union all by name
    select * from inherited
    union all by name
    select * from expected
),

-- the target that held on the period's last day; one for the level goes before one for all levels
targets_in_force as (
    select
        metrics.metric_code,
        unit_types.unit_type,
        periods.period_id,
        arg_max(
            targets.target_value,
            (case when targets.unit_type = 'all' then 0 else 1 end, targets.valid_from_date)
        ) as target
    from metrics
    cross join (select distinct unit_type from units) as unit_types
    cross join periods
    inner join targets
        on
            metrics.metric_code = targets.metric_code
            and targets.unit_type in (unit_types.unit_type, 'all')
            and targets.valid_from_date <= periods.end_date
    group by metrics.metric_code, unit_types.unit_type, periods.period_id
),

final as (
    select
        all_figures.unit_id,
        all_figures.period_id,
        all_figures.metric_code,
        case
            when all_figures.is_suppressed then 'suppressed'
            when all_figures.value is null then 'no_data'
            when all_figures.is_indicative then 'indicative'
            else 'ok'
        end as state,
        all_figures.wave,
        all_figures.inherited_from_unit_id,
        all_figures.n,
        all_figures.n_band_low,
        all_figures.n_band_high,
        all_figures.halls_with_data,
        all_figures.halls_in_scope,
        all_figures.value,
        all_figures.value_proportional,
        all_figures.numerator,
        all_figures.denominator,
        all_figures.se,
        all_figures.ci_low,
        all_figures.ci_high,
        all_figures.coverage_rate,
        all_figures.previous_value,
        all_figures.delta_previous,
        all_figures.year_ago_value,
        all_figures.delta_year_ago,
        targets_in_force.target,
        all_figures.is_delta_previous_significant,
        all_figures.is_delta_year_ago_significant,
        all_figures.is_partial
    from all_figures
    left join targets_in_force
        on
            all_figures.metric_code = targets_in_force.metric_code
            and all_figures.unit_type = targets_in_force.unit_type
            and all_figures.period_id = targets_in_force.period_id
)

select * from final
