{%- set instruments = ['in_network', 'new_install', 'repair'] -%}
with

branches as (
    select * from {{ ref('dim_units') }}
    where unit_type = 'branch'
),

periods as (
    select * from {{ ref('dim_periods') }}
    where period_type <> 'month'
),

inspections as (
    select * from {{ ref('mart_company_inspection_by_unit_period') }}
    where item_code = 'all'
),

satisfactions as (
    select * from {{ ref('mart_satisfaction_by_unit_period') }}
    where
        element_id = 'overall'
        and measure = 'level'
        and is_shown
        and instrument in ('{{ instruments | join("', '") }}')
),

visits as (
    select * from {{ ref('mart_mystery_visits') }}
    where visit_mode = 'covert' and score_after_veto is not null
),

complaints as (
    select * from {{ ref('mart_complaints_by_unit_period') }}
    where
        complaint_kind = 'all'
        and resolution_on_time_rate is not null
        and period_id in (select periods.period_id from periods)
),

open_halls as (
    select * from {{ ref('int_halls_open_by_period') }}
),

ancestors as (
    select * from {{ ref('int_unit_ancestors') }}
    where ancestor_unit_type = 'branch'
),

period_months as (
    select * from {{ ref('int_period_months') }}
    where period_type <> 'month'
),

covert_halls as (
    select
        visits.unit_id,
        period_months.period_id,
        count(*) as visit_count,
        sum(cast(round(visits.score_after_veto * 1e4) as bigint)) / 1e4 / count(*) as score_mean
    from visits
    inner join period_months
        on {{ month_start('visits.visit_date') }} = period_months.month_start_date
    group by visits.unit_id, period_months.period_id
),

-- footfall-weighted mean of halls (M7); alike where no hall reports footfall
covert_branches as (
    select
        ancestors.ancestor_unit_id as unit_id,
        covert_halls.period_id,
        cast(sum(covert_halls.visit_count) as bigint) as visit_count,
        coalesce(
            sum(open_halls.footfall * covert_halls.score_mean order by covert_halls.unit_id)
            / nullif(sum(case when open_halls.footfall > 0 then open_halls.footfall end), 0),
            sum(covert_halls.score_mean order by covert_halls.unit_id) / count(*)
        ) as score_mean
    from covert_halls
    inner join ancestors
        on covert_halls.unit_id = ancestors.unit_id
    left join open_halls
        on
            covert_halls.unit_id = open_halls.unit_id
            and covert_halls.period_id = open_halls.period_id
    group by ancestors.ancestor_unit_id, covert_halls.period_id
),

final as (
    select
        unit_id, period_id, 'company_inspection' as component_code, cast(null as varchar) as inherited_from_unit_id,
        inspection_count as n, score as value, false as is_indicative
    from inspections
    where unit_id in (select branches.unit_id from branches)
    {%- for instrument in instruments %}
    union all by name
    select
        branches.unit_id, periods.period_id, '{{ instrument }}_satisfaction' as component_code,
        case when own.unit_id is null then city.unit_id end as inherited_from_unit_id,
        coalesce(own.n, city.n) as n,
        coalesce(own.mean, city.mean) as value,
        coalesce(own.is_indicative, city.is_indicative) as is_indicative
    from branches
    cross join periods
    left join satisfactions as own
        on
            branches.unit_id = own.unit_id
            and periods.period_id = own.period_id
            and own.instrument = '{{ instrument }}'
    left join satisfactions as city
        on
            branches.city_id = city.unit_id
            and periods.period_id = city.period_id
            and city.instrument = '{{ instrument }}'
    where coalesce(own.mean, city.mean) is not null
    {%- endfor %}
    union all by name
    select
        unit_id, period_id, 'covert_visits' as component_code,
        visit_count as n, score_mean as value,
        visit_count < {{ threshold('min_n_firm') }} as is_indicative
    from covert_branches
    where visit_count >= {{ threshold('min_n_shown') }}
    union all by name
    select
        unit_id, period_id, 'complaint_handling' as component_code,
        resolution_due_count as n, 100 * resolution_on_time_rate as value,
        resolution_due_count < {{ threshold('min_n_firm') }} as is_indicative
    from complaints
    where unit_id in (select branches.unit_id from branches)
)

select * from final
