{{ config(materialized='view') }}

with

durations as (
    select * from {{ ref('fct_complaint_durations') }}
),

ancestors as (
    select * from {{ ref('int_unit_ancestors') }}
    where ancestor_unit_type <> 'unallocated'
),

period_months as (
    select * from {{ ref('int_period_months') }}
),

unit_months as (
    select
        ancestors.ancestor_unit_id as unit_id,
        ancestors.ancestor_unit_type as unit_type,
        durations.complaint_kind,
        durations.measure,
        durations.duration_minutes,
        durations.month_start_date,
        sum(case when durations.is_event then durations.ticket_count else 0 end) as event_count,
        sum(case when durations.is_event then 0 else durations.ticket_count end) as censored_count
    from durations
    inner join ancestors
        on durations.unit_id = ancestors.unit_id
    group by all
),

-- kinds by themselves only where a city or more stands behind them
kinds as (
    select * from unit_months
    where unit_type in ('group', 'province', 'city')
    union all
    select * replace ('all' as complaint_kind) from unit_months
),

final as (
    select
        kinds.unit_id,
        kinds.unit_type,
        period_months.period_id,
        kinds.complaint_kind,
        kinds.measure,
        kinds.duration_minutes,
        cast(sum(kinds.event_count) as bigint) as event_count,
        cast(sum(kinds.censored_count) as bigint) as censored_count
    from kinds
    inner join period_months
        on kinds.month_start_date = period_months.month_start_date
    group by
        kinds.unit_id, kinds.unit_type, period_months.period_id, kinds.complaint_kind,
        kinds.measure, kinds.duration_minutes
)

select * from final
