with

monitored as (
    select * from {{ ref('alert_metrics') }}
),

months as (
    select
        period_id,
        start_date as month_start_date
    from {{ ref('dim_periods') }}
    where period_type = 'month' and is_closed
),

units as (
    select * from {{ ref('dim_units') }}
    where operator_type = 'own' and not is_unallocated
),

scopes as (
    select * from {{ ref('int_unit_scopes_by_period') }}
),

events as (
    select * from {{ ref('baseline_events') }}
),

-- a figure inherited from the city is the city's series; themes are judged by the city's customers
figures as (
    select
        unit_id,
        period_id,
        metric_code,
        value,
        se,
        n,
        coverage_rate,
        denominator
    from {{ ref('mart_metrics_by_unit_period') }}
    where value is not null and inherited_from_unit_id is null
    union all by name
    select
        unit_id,
        period_id,
        element_id as metric_code,
        mean as value,
        se,
        n
    from {{ ref('mart_satisfaction_by_unit_period') }}
    where
        instrument = 'in_network'
        and element_set = 'theme_overall'
        and measure = 'level'
        and is_shown
),

own_values as (
    select
        figures.unit_id,
        units.unit_type,
        units.parent_unit_id,
        figures.metric_code,
        monitored.chart_kind,
        monitored.better,
        figures.period_id,
        months.month_start_date,
        figures.value,
        power(figures.se, 2) as variance,
        figures.n,
        monitored.rate_per / figures.denominator as rate_factor,
        case monitored.weight_basis
            when 'footfall' then scopes.footfall * coalesce(figures.coverage_rate, 1)
            when 'exposure' then figures.denominator
            else figures.n
        end as weight
    from figures
    inner join months
        on figures.period_id = months.period_id
    inner join units
        on figures.unit_id = units.unit_id
    inner join monitored
        on
            figures.metric_code = monitored.metric_code
            and (monitored.finest_unit_type = 'hall' or units.unit_type in ('group', 'province', 'city'))
    left join scopes
        on
            figures.unit_id = scopes.unit_id
            and figures.period_id = scopes.period_id
),

-- The parent Y holds the unit y with share w, so y - Y = (1 - w)(y - rest) and
-- var(y - Y) = (1 - 2w) var(y) + var(Y), never less than the unit's own part (1 - w)² var(y).
-- A unit that is all of its parent has no series of its own: the parent's speaks for it.
compared as (
    select
        own_values.*,
        parents.value as reference_value,
        own_values.value - coalesce(parents.value, 0) as difference,
        coalesce(own_values.weight / parents.weight, 0) as parent_share,
        parents.variance as reference_variance,
        parents.rate_factor as reference_rate_factor
    from own_values
    left join own_values as parents
        on
            own_values.parent_unit_id = parents.unit_id
            and own_values.metric_code = parents.metric_code
            and own_values.period_id = parents.period_id
    where
        own_values.parent_unit_id is null
        or own_values.weight < parents.weight
),

differences as (
    select
        * exclude (parent_unit_id, variance, n, weight, parent_share, reference_variance, reference_rate_factor),
        case
            when chart_kind = 'score'
                then greatest(
                    (1 - 2 * parent_share) * variance + coalesce(reference_variance, 0),
                    power(1 - parent_share, 2) * variance
                )
        end as sampling_variance,
        case when chart_kind = 'score' then greatest(n - 1, 1) end as sampling_df,
        rate_factor,
        (1 - 2 * parent_share) * rate_factor as own_variance_factor,
        power(1 - parent_share, 2) * rate_factor as own_variance_floor_factor,
        coalesce(reference_rate_factor, 0) as reference_variance_factor,
        case when chart_kind = 'count' then weight else 1 end as centre_weight,
        (
            select count(*) from events
            where
                events.unit_id = compared.unit_id
                and events.metric_code in (compared.metric_code, 'all')
                and events.month_start_date <= compared.month_start_date
        ) as segment_no
    from compared
    where chart_kind = 'count' or variance is not null
),

final as (
    select
        *,
        row_number() over (
            partition by unit_id, metric_code, segment_no
            order by month_start_date
        ) as position_no
    from differences
)

select * from final
