with

halls as (
    select * from {{ ref('int_competitor_halls_matched') }}
),

period_months as (
    select * from {{ ref('int_period_months') }}
),

survey_items as (
    select * from {{ ref('fct_survey_items') }}
    where instrument = 'perception' and measure = 'level'
),

visit_scores as (
    select * from {{ ref('fct_mystery_scores') }}
    where score_level in ('visit', 'element')
),

elements as (
    select * from {{ ref('dim_elements') }}
),

-- whole numbers and the size of their unit: one path for both sides
monthly_sums as (
    select
        unit_id,
        month_start_date,
        'perception' as side,
        element_set,
        element_id,
        answer_count as n,
        k_sum as score_sum,
        k_sumsq as score_sumsq,
        25.2e0 as score_unit
    from survey_items
    union all
    select
        visit_scores.unit_id,
        visit_scores.month_start_date,
        'inspection' as side,
        elements.element_set,
        elements.element_id,
        visit_scores.visit_count as n,
        visit_scores.score_after_veto_e4_sum as score_sum,
        visit_scores.score_after_veto_e4_sumsq as score_sumsq,
        1e4 as score_unit
    from visit_scores
    inner join elements
        on
            case visit_scores.score_level when 'visit' then 'overall' else visit_scores.score_code end
            = elements.element_id
),

compared_halls as (
    select distinct unit_id from halls
),

hall_sums as (
    select
        monthly_sums.unit_id,
        period_months.period_id,
        monthly_sums.side,
        monthly_sums.element_set,
        monthly_sums.element_id,
        monthly_sums.score_unit,
        cast(sum(monthly_sums.n) as bigint) as n,
        sum(monthly_sums.score_sum) as score_sum,
        sum(monthly_sums.score_sumsq) as score_sumsq
    from monthly_sums
    inner join compared_halls
        on monthly_sums.unit_id = compared_halls.unit_id
    inner join period_months
        on monthly_sums.month_start_date = period_months.month_start_date
    where period_months.period_type <> 'month'
    group by all
),

hall_means as (
    select
        halls.*,
        hall_sums.side,
        hall_sums.element_set,
        hall_sums.element_id,
        hall_sums.n,
        hall_sums.score_sum / hall_sums.score_unit / hall_sums.n as score_mean,
        case
            when hall_sums.n > 1
                then cast(hall_sums.n * hall_sums.score_sumsq - hall_sums.score_sum * hall_sums.score_sum as double)
                    / (cast(hall_sums.n as double) * (hall_sums.n - 1)) / power(hall_sums.score_unit, 2)
        end as score_variance
    from halls
    inner join hall_sums
        on
            halls.unit_id = hall_sums.unit_id
            and halls.period_id = hall_sums.period_id
),

cell_sums as (
    select
        coalesce(city_id, province_id, 'G') as unit_id,
        period_id,
        operator_type,
        tier,
        area_type,
        side,
        element_set,
        element_id,
        {{ m4_sums('hall_weight', n='n', mean='score_mean', variance='score_variance') }}
    from hall_means
    group by
        period_id, operator_type, tier, area_type, side, element_set, element_id,
        grouping sets ((city_id), (province_id), ())
),

cell_scopes as (
    select
        coalesce(city_id, province_id, 'G') as unit_id,
        period_id,
        operator_type,
        tier,
        area_type,
        count(*) as halls_in_scope,
        sum(hall_weight) as weight_in_scope,
        list_sort(list(distinct operator_code)) as operator_codes,
        -- 2 where the unit holds halls of the cell on both sides
        count(*) over (
            partition by coalesce(city_id, province_id, 'G'), period_id, tier, area_type
        ) as sides_present
    from halls
    group by
        period_id, operator_type, tier, area_type,
        grouping sets ((city_id), (province_id), ())
),

final as (
    select
        cell_sums.*,
        cell_scopes.halls_in_scope,
        cell_scopes.weight_in_scope,
        cell_scopes.operator_codes
    from cell_sums
    inner join cell_scopes
        using (unit_id, period_id, operator_type, tier, area_type)
    where cell_scopes.sides_present = 2
)

select * from final
