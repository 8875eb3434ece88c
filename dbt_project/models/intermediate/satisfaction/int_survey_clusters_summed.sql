with

items as (
    select * from {{ ref('fct_survey_items') }}
    union all by name
    select * from {{ ref('int_survey_composites') }}
),

units as (
    select * from {{ ref('dim_units') }}
    where operator_type = 'own'
),

period_months as (
    select * from {{ ref('int_period_months') }}
),

open_halls as (
    select * from {{ ref('int_halls_open_by_period') }}
),

footfalls as (
    select * from {{ ref('fct_hall_footfall_monthly') }}
),

placed_items as (
    select
        items.*,
        coalesce(units.province_id, 'G') as anchor_unit_id,
        -- telephone surveys know a city, hardly ever a hall: there the city is the cluster
        case
            when items.instrument in ('perception', 'expectation') then items.unit_id
            else coalesce(units.city_id, items.unit_id)
        end as cluster_unit_id
    from items
    inner join units
        on items.unit_id = units.unit_id
),

-- expectations hold over a window of months that many periods share: they are summed once for it
windows as (
    select distinct
        anchor_unit_id,
        span_id,
        first_month_start_date,
        last_month_start_date
    from {{ ref('int_expectation_windows_set') }}
),

dated_items as (
    select
        placed_items.*,
        period_months.period_id as span_id
    from placed_items
    inner join period_months
        on placed_items.month_start_date = period_months.month_start_date
    where
        placed_items.instrument <> 'expectation'
        -- a theme's items are not followed by month, its overall figure is
        and (period_months.period_type <> 'month' or placed_items.element_set <> 'theme')
    union all
    select
        placed_items.*,
        windows.span_id
    from placed_items
    inner join windows
        on
            placed_items.anchor_unit_id = windows.anchor_unit_id
            and placed_items.month_start_date >= windows.first_month_start_date
            and placed_items.month_start_date <= windows.last_month_start_date
    where placed_items.instrument = 'expectation'
),

window_footfalls as (
    select
        footfalls.unit_id,
        windows.span_id,
        sum(footfalls.footfall) as footfall
    from footfalls
    inner join units
        on footfalls.unit_id = units.unit_id
    inner join windows
        on
            units.province_id = windows.anchor_unit_id
            and footfalls.month_start_date >= windows.first_month_start_date
            and footfalls.month_start_date <= windows.last_month_start_date
    group by footfalls.unit_id, windows.span_id
),

span_footfalls as (
    select
        unit_id,
        period_id as span_id,
        'perception' as instrument,
        footfall
    from open_halls
    union all
    select
        unit_id,
        span_id,
        'expectation' as instrument,
        footfall
    from window_footfalls
),

-- months are summed per cluster before anything is squared (M4)
cluster_sums as (
    select
        cluster_unit_id as unit_id,
        span_id,
        instrument,
        element_id,
        element_set,
        measure,
        cast(sum(answer_count) as bigint) as answer_count,
        cast(sum(k_sum) as bigint) as k_sum,
        cast(sum(k_sumsq) as bigint) as k_sumsq
    from dated_items
    group by cluster_unit_id, span_id, instrument, element_id, element_set, measure
),

final as (
    select
        cluster_sums.unit_id,
        cluster_sums.span_id,
        cluster_sums.instrument,
        cluster_sums.element_id,
        cluster_sums.element_set,
        cluster_sums.measure,
        cluster_sums.answer_count,
        cluster_sums.k_sum,
        cluster_sums.k_sumsq,
        {{ k_to_score('cluster_sums.k_sum / cluster_sums.answer_count') }} as cluster_mean,
        {{ k_variance('cluster_sums.answer_count', 'cluster_sums.k_sum', 'cluster_sums.k_sumsq') }}
            as cluster_variance,
        cast(span_footfalls.footfall as bigint) as footfall
    from cluster_sums
    left join span_footfalls
        on
            cluster_sums.unit_id = span_footfalls.unit_id
            and cluster_sums.span_id = span_footfalls.span_id
            and cluster_sums.instrument = span_footfalls.instrument
)

select * from final
