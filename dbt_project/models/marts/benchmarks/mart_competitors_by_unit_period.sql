with

cells as (
    select * from {{ ref('int_competitor_cells_summed') }}
),

scopes as (
    select * from {{ ref('int_unit_scopes_by_period') }}
),

periods as (
    select * from {{ ref('dim_periods') }}
),

estimated_cells as (
    {{ m4_estimate('cells', out='cell_') }}
),

-- cells present on both sides; our own footfall says how much each counts (M6)
common_cells as (
    select
        own.unit_id,
        own.period_id,
        own.side,
        own.element_set,
        own.element_id,
        own.m4_n as own_n,
        competitor.m4_n as competitor_n,
        own.m4_clusters as own_halls,
        competitor.m4_clusters as competitor_halls,
        own.halls_in_scope as own_halls_in_scope,
        own.cell_mean as own_mean,
        competitor.cell_mean as competitor_mean,
        own.cell_se as own_se,
        competitor.cell_se as competitor_se,
        own.cell_df as own_df,
        competitor.cell_df as competitor_df,
        competitor.operator_codes,
        own.weight_in_scope as cell_footfall,
        own.m4_f as footfall_with_data,
        own.weight_in_scope / sum(own.weight_in_scope) over (
            partition by own.unit_id, own.period_id, own.side, own.element_set, own.element_id
        ) as cell_share
    from estimated_cells as own
    inner join estimated_cells as competitor
        on
            own.unit_id = competitor.unit_id
            and own.period_id = competitor.period_id
            and own.side = competitor.side
            and own.element_id = competitor.element_id
            and own.tier = competitor.tier
            and own.area_type = competitor.area_type
    where
        own.operator_type = 'own'
        and competitor.operator_type = 'competitor'
        and own.m4_clusters > 0
),

-- the sides are independent; one cell without a standard error leaves the whole gap without
summed as (
    select
        unit_id,
        period_id,
        side,
        element_set,
        element_id,
        cast(count(*) as bigint) as cells,
        cast(sum(own_n) as bigint) as own_n,
        cast(sum(competitor_n) as bigint) as competitor_n,
        cast(sum(own_halls) as bigint) as own_halls,
        cast(sum(competitor_halls) as bigint) as competitor_halls,
        cast(sum(own_halls_in_scope) as bigint) as own_halls_in_scope,
        sum(footfall_with_data) as footfall_with_data,
        sum(cell_footfall) as cell_footfall,
        sum(cell_share * own_mean) as own_mean,
        sum(cell_share * competitor_mean) as competitor_mean,
        case
            when count(own_se) = count(*) and count(competitor_se) = count(*)
                then sum(power(cell_share, 2) * (power(own_se, 2) + power(competitor_se, 2)))
        end as se2,
        -- a side without any spread takes no degree of freedom away
        sum(power(cell_share, 4) * (
            coalesce(power(own_se, 4) / own_df, 0) + coalesce(power(competitor_se, 4) / competitor_df, 0)
        )) as se4_by_df,
        list_sort(list_distinct(flatten(list(operator_codes)))) as operator_codes
    from common_cells
    group by unit_id, period_id, side, element_set, element_id
),

judged as (
    select
        summed.*,
        summed.own_mean - summed.competitor_mean as gap,
        least(summed.own_n, summed.competitor_n) >= {{ threshold('min_n_shown') }} as is_shown,
        -- Welch 1947, Satterthwaite 1946
        cast(greatest(1, floor(power(summed.se2, 2) / nullif(summed.se4_by_df, 0))) as bigint) as gap_df,
        summed.footfall_with_data / nullif(scopes.footfall, 0) as footfall_coverage_rate,
        coalesce(
            least(summed.own_n, summed.competitor_n) >= {{ threshold('min_n_firm') }}
            and summed.se2 is not null
            and summed.own_halls >= least({{ threshold('min_halls_firm') }}, summed.own_halls_in_scope)
            and summed.footfall_with_data >= {{ threshold('min_footfall_coverage_rate') }} * summed.cell_footfall,
            false
        ) as is_sufficient,
        periods.is_partial
    from summed
    inner join scopes
        on
            summed.unit_id = scopes.unit_id
            and summed.period_id = scopes.period_id
    inner join periods
        on summed.period_id = periods.period_id
),

final as (
    select
        judged.unit_id,
        judged.period_id,
        judged.side,
        judged.element_set,
        judged.element_id,
        array_to_string(judged.operator_codes, ',') as operator_codes,
        judged.cells,
        judged.own_n,
        judged.competitor_n,
        judged.own_halls,
        judged.competitor_halls,
        case when judged.is_shown then judged.own_mean end as own_mean,
        case when judged.is_shown then judged.competitor_mean end as competitor_mean,
        case when judged.is_shown then judged.gap end as value,
        case when judged.is_shown then sqrt(judged.se2) end as se,
        case when judged.is_shown then cast(judged.gap_df as double) end as df,
        case
            when judged.is_shown
                then judged.gap - {{ t_975('judged.gap_df') }} * sqrt(judged.se2)
        end as ci_low,
        case
            when judged.is_shown
                then judged.gap + {{ t_975('judged.gap_df') }} * sqrt(judged.se2)
        end as ci_high,
        judged.footfall_coverage_rate,
        judged.is_sufficient,
        judged.is_shown,
        judged.is_partial
    from judged
    left join {{ ref('t_quantiles') }} as t_quantiles
        on judged.gap_df = t_quantiles.degrees_of_freedom
)

select * from final
