with

units as (
    select * from {{ ref('dim_units') }}
),

periods as (
    select * from {{ ref('dim_periods') }}
),

kinds as (
    select
        complaint_kind,
        sort_order
    from {{ ref('complaint_kinds') }}
    union all
    select
        'all' as complaint_kind,
        0 as sort_order
),

cohorts as (
    select distinct cohort_no from {{ ref('int_complaint_durations_rolled_up') }}
),

numbers as (
    select
        cohort_no,
        {{ complaint_cohort_part('cohort_no', 'unit') }} as unit_no,
        {{ complaint_cohort_part('cohort_no', 'period') }} as period_no,
        {{ complaint_cohort_part('cohort_no', 'kind') }} as kind_no,
        {{ complaint_cohort_part('cohort_no', 'measure') }} as measure_no
    from cohorts
),

final as (
    select
        numbers.cohort_no,
        units.unit_id,
        units.unit_type,
        periods.period_id,
        kinds.complaint_kind,
        case when numbers.measure_no = 0 then 'final_resolution' else 'first_resolution' end as measure
    from numbers
    inner join units
        on numbers.unit_no = units.sort_order
    inner join periods
        on numbers.period_no = periods.sort_order
    inner join kinds
        on numbers.kind_no = kinds.sort_order
)

select * from final
