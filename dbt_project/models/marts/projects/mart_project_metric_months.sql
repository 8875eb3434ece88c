with

metrics as (
    select * from {{ ref('project_metrics') }}
),

months as (
    select
        period_id,
        start_date,
        is_closed
    from {{ ref('dim_periods') }}
    where period_type = 'month'
),

-- of the halls only those that are a project
units as (
    select unit_id
    from {{ ref('dim_units') }}
    where operator_type = 'own' and unit_type in ('group', 'province', 'city')
    union
    select unit_id
    from {{ ref('int_projects_placed') }}
    where unit_id is not null
),

scopes as (
    select
        unit_id,
        period_id,
        footfall
    from {{ ref('int_unit_scopes_by_period') }}
),

surveyed as (
    select
        answers.unit_id,
        answers.period_id,
        metrics.metric_code,
        answers.mean as value,
        answers.se,
        answers.n
    from {{ ref('mart_satisfaction_by_unit_period') }} as answers
    inner join metrics
        on
            answers.instrument = metrics.instrument
            and answers.element_id = metrics.element_id
            and metrics.source = 'satisfaction'
    where answers.measure = 'level'
),

-- a figure of an anonymous feed is published by wave and never as a series of months (M12)
headlines as (
    select
        figures.unit_id,
        figures.period_id,
        figures.metric_code,
        figures.value,
        figures.se,
        figures.n
    from {{ ref('mart_metrics_by_unit_period') }} as figures
    inner join metrics
        on
            figures.metric_code = metrics.metric_code
            and metrics.source = 'metrics'
    where figures.state <> 'no_data' and figures.metric_code <> 'staff_satisfaction'
),

measured as (
    select
        levels.unit_id,
        levels.period_id,
        levels.measure_code as metric_code,
        levels.measured_mean as value,
        cast(null as double) as se,
        levels.case_count as n
    from {{ ref('mart_service_levels_by_unit_period') }} as levels
    inner join metrics
        on
            levels.measure_code = metrics.metric_code
            and metrics.source = 'service_levels'
),

all_figures as (
    select * from surveyed
    union all
    select * from headlines
    union all
    select * from measured
),

final as (
    select
        all_figures.unit_id,
        all_figures.metric_code,
        all_figures.value,
        all_figures.se,
        cast(all_figures.n as bigint) as n,
        scopes.footfall,
        months.is_closed,
        months.start_date as month_start_date
    from all_figures
    inner join months
        on all_figures.period_id = months.period_id
    inner join units
        on all_figures.unit_id = units.unit_id
    left join scopes
        on
            all_figures.unit_id = scopes.unit_id
            and all_figures.period_id = scopes.period_id
)

select * from final
