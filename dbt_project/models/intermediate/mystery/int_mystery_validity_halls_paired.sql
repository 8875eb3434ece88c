with

inspections as (
    select * from {{ ref('fct_mystery_scores') }}
    where score_level in ('visit', 'block')
),

answers as (
    select * from {{ ref('fct_survey_items') }}
    where instrument = 'perception' and element_set = 'overall' and measure = 'level'
    union all by name
    select * from {{ ref('int_survey_parts_summed') }}
    where element_set = 'block'
),

halls as (
    select * from {{ ref('dim_units') }}
    where unit_type = 'hall' and operator_type = 'own'
),

-- the months that end with each closed bimonth
windows as (
    select
        bimonths.period_id,
        months.start_date as month_start_date
    from {{ ref('dim_periods') }} as bimonths
    inner join {{ ref('dim_periods') }} as months
        on
            months.period_type = 'month'
            and months.end_date <= bimonths.end_date
            and months.end_date
            > {{ add_months('bimonths.end_date', "-" ~ threshold('validity_window_months')) }}
    where bimonths.period_type = 'bimonth' and bimonths.is_closed
),

-- scores in ten-thousandths: n·Σ² − Σ·Σ stays a whole number
inspection_sums as (
    select
        inspections.unit_id,
        windows.period_id,
        inspections.score_code,
        sum(inspections.visit_count) as n,
        sum(inspections.score_after_veto_e4_sum) / 1e4 as total,
        (
            sum(inspections.visit_count) * cast(sum(inspections.score_after_veto_e4_sumsq) as hugeint)
            - cast(sum(inspections.score_after_veto_e4_sum) as hugeint)
            * cast(sum(inspections.score_after_veto_e4_sum) as hugeint)
        ) / 1e8 / sum(inspections.visit_count) as within_ss
    from inspections
    inner join windows
        on inspections.month_start_date = windows.month_start_date
    group by inspections.unit_id, windows.period_id, inspections.score_code
),

answer_sums as (
    select
        answers.unit_id,
        windows.period_id,
        case answers.element_set
            when 'block' then substr(answers.element_id, length('block_') + 1)
            else 'total'
        end as score_code,
        sum(answers.answer_count) as n,
        {{ k_to_score('sum(answers.k_sum)') }} as total,
        (sum(answers.answer_count) - 1)
        * {{ k_variance('sum(answers.answer_count)', 'sum(answers.k_sum)', 'sum(answers.k_sumsq)') }}
            as within_ss
    from answers
    inner join windows
        on answers.month_start_date = windows.month_start_date
    group by answers.unit_id, windows.period_id, answers.element_set, answers.element_id
),

final as (
    select
        inspection_sums.unit_id,
        halls.province_id,
        inspection_sums.period_id,
        inspection_sums.score_code,
        cast(inspection_sums.n as bigint) as inspection_n,
        inspection_sums.total / inspection_sums.n as inspection_mean,
        inspection_sums.within_ss as inspection_within_ss,
        cast(answer_sums.n as bigint) as perception_n,
        answer_sums.total / answer_sums.n as perception_mean,
        answer_sums.within_ss as perception_within_ss
    from inspection_sums
    inner join answer_sums
        on
            inspection_sums.unit_id = answer_sums.unit_id
            and inspection_sums.period_id = answer_sums.period_id
            and inspection_sums.score_code = answer_sums.score_code
    inner join halls
        on inspection_sums.unit_id = halls.unit_id
    where
        inspection_sums.n >= {{ threshold('min_n_shown') }}
        and answer_sums.n >= {{ threshold('min_n_firm') }}
)

select * from final
