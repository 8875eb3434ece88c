with

items as (
    select * from {{ ref('fct_survey_items') }}
),

units as (
    select * from {{ ref('dim_units') }}
    where operator_type = 'own'
),

period_months as (
    select * from {{ ref('int_period_months') }}
),

expectation_windows as (
    select * from {{ ref('int_expectation_windows_set') }}
),

open_halls as (
    select * from {{ ref('int_halls_open_by_period') }}
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

dated_items as (
    select
        placed_items.*,
        period_months.period_id
    from placed_items
    inner join period_months
        on placed_items.month_start_date = period_months.month_start_date
    where placed_items.instrument <> 'expectation'
    union all
    select
        placed_items.*,
        expectation_windows.period_id
    from placed_items
    inner join expectation_windows
        on
            placed_items.anchor_unit_id = expectation_windows.anchor_unit_id
            and placed_items.month_start_date >= expectation_windows.first_month_start_date
            and placed_items.month_start_date <= expectation_windows.last_month_start_date
    where placed_items.instrument = 'expectation'
),

-- months are summed per cluster before anything is squared (M4)
cluster_sums as (
    select
        cluster_unit_id as unit_id,
        period_id,
        instrument,
        element_id,
        element_set,
        measure,
        cast(sum(answer_count) as bigint) as answer_count,
        cast(sum(k_sum) as bigint) as k_sum,
        cast(sum(k_sumsq) as bigint) as k_sumsq
    from dated_items
    group by cluster_unit_id, period_id, instrument, element_id, element_set, measure
),

final as (
    select
        cluster_sums.unit_id,
        cluster_sums.period_id,
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
        case
            when cluster_sums.instrument in ('perception', 'expectation') then open_halls.footfall
        end as footfall
    from cluster_sums
    left join open_halls
        on
            cluster_sums.unit_id = open_halls.unit_id
            and cluster_sums.period_id = open_halls.period_id
)

select * from final
