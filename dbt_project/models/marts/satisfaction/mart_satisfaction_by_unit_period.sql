with

-- a hall is its own and only cluster, and so is a city surveyed by telephone
sums as (
    select * from {{ ref('int_satisfaction_sums_rolled_up') }}
    union all by name
    select
        * exclude (unit_type, city_id, county_id, branch_id, province_id, span_id, is_by_footfall),
        span_id as period_id,
        case when is_by_footfall then m4_f else 0 end as footfall_f
    from {{ ref('int_satisfaction_terms') }}
    where unit_type = 'city' or (unit_type = 'hall' and instrument <> 'expectation')
),

scopes as (
    select * from {{ ref('int_unit_scopes_by_period') }}
),

-- expectations are weighted by the footfall of their window, not of the period they hold in
windows as (
    select * from {{ ref('int_expectation_footfalls') }}
),

periods as (
    select * from {{ ref('dim_periods') }}
),

scoped as (
    select
        sums.unit_id,
        scopes.unit_type,
        sums.period_id,
        sums.instrument,
        sums.element_id,
        sums.element_set,
        sums.measure,
        sums.n,
        sums.k_sum,
        sums.k_sumsq,
        sums.instrument in ('perception', 'expectation') as is_at_halls,
        sums.footfall_f,
        case when sums.instrument = 'expectation' then windows.footfall else scopes.footfall end
            as scope_footfall,
        scopes.halls_in_scope,
        case
            when sums.instrument not in ('perception', 'expectation')
                then scopes.cities_in_scope + sums.unallocated_clusters
            when sums.footfall_f > 0 then scopes.halls_in_scope
            else scopes.halls_in_scope + sums.unallocated_clusters
        end as clusters_in_scope,
        periods.period_type,
        periods.is_partial,
        {%- for name in m4_sum_names() %}
        sums.m4_{{ name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from sums
    inner join scopes
        on
            sums.unit_id = scopes.unit_id
            and sums.period_id = scopes.period_id
    left join windows
        on
            sums.unit_id = windows.unit_id
            and sums.period_id = windows.period_id
    inner join periods
        on sums.period_id = periods.period_id
    where
        -- months are for the trend: of overall figures everywhere, of hall elements from the city up;
        -- what an item weighs is no matter of months (M6), nor is a theme's item, and a hall's items
        -- have no finer window (M5)
        periods.period_type <> 'month'
        or sums.element_id = 'overall'
        or (
            scopes.unit_type not in ('hall', 'branch', 'county')
            and sums.measure = 'level'
            and sums.element_set <> 'theme'
        )
),

estimated as (
    {{ m4_estimate('scoped', in_scope='clusters_in_scope') }}
),

judged as (
    select
        estimated.*,
        case when is_at_halls then footfall_f / nullif(scope_footfall, 0) end as footfall_coverage_rate,
        n >= {{ threshold('min_n_shown') }} as is_shown
    from estimated
),

final as (
    select
        unit_id,
        period_id,
        instrument,
        element_id,
        element_set,
        measure,
        n,
        case when is_shown then mean end as mean,
        case when is_shown then {{ k_to_score('k_sum / n') }} end as mean_proportional,
        case when is_shown then sqrt({{ k_variance('n', 'k_sum', 'k_sumsq') }}) end as sd,
        case when is_shown then se end as se,
        case when is_shown then cast(df as double) end as df,
        case when is_shown and ci_low is not null then greatest(0, ci_low) end as ci_low,
        case when is_shown and ci_high is not null then least(100, ci_high) end as ci_high,
        cast(m4_clusters as bigint) as halls_with_data,
        cast(greatest(clusters_in_scope, m4_clusters) as bigint) as halls_in_scope,
        case when is_shown then footfall_coverage_rate end as footfall_coverage_rate,
        n < {{ threshold('min_n_firm') }}
        or (
            is_at_halls
            and unit_type <> 'hall'
            and (
                m4_clusters < least({{ threshold('min_halls_firm') }}, halls_in_scope)
                or coalesce(footfall_coverage_rate, 1) < {{ threshold('min_footfall_coverage_rate') }}
            )
        ) as is_indicative,
        is_partial,
        is_shown
    from judged
)

select * from final
