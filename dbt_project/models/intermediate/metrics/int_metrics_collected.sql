with

satisfaction as (
    select * from {{ ref('int_metrics_satisfaction_listed') }}
),

mystery as (
    select * from {{ ref('int_metrics_mystery_listed') }}
),

complaints as (
    select * from {{ ref('int_metrics_complaints_listed') }}
),

staff as (
    select * from {{ ref('int_metrics_staff_listed') }}
),

gaps as (
    select * from {{ ref('int_metrics_gaps_listed') }}
),

units as (
    select * from {{ ref('dim_units') }}
    where operator_type = 'own' and not is_unallocated
),

measured as (
    select * from satisfaction
    union all by name
    select * from mystery
    union all by name
    select * from complaints
    union all by name
    select * from staff
    union all by name
    select * from gaps
),

final as (
    select
        measured.unit_id,
        units.unit_type,
        measured.period_id,
        measured.metric_code,
        case when not measured.is_suppressed then measured.value end as value,
        case when not measured.is_suppressed then measured.value_proportional end
            as value_proportional,
        cast(measured.n as bigint) as n,
        cast(measured.n_band_low as bigint) as n_band_low,
        cast(measured.n_band_high as bigint) as n_band_high,
        cast(measured.numerator as double) as numerator,
        cast(measured.denominator as double) as denominator,
        measured.se,
        measured.df,
        measured.ci_low,
        measured.ci_high,
        cast(measured.halls_with_data as bigint) as halls_with_data,
        cast(measured.halls_in_scope as bigint) as halls_in_scope,
        measured.coverage_rate,
        measured.wave,
        measured.window_months,
        measured.is_indicative,
        measured.is_suppressed
    from measured
    inner join units
        on measured.unit_id = units.unit_id
)

select * from final
