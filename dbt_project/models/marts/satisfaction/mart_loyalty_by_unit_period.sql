with

answers as (
    select * from {{ ref('fct_survey_answers') }}
),

ancestors as (
    select * from {{ ref('int_unit_ancestors') }}
    where operator_type = 'own' and ancestor_unit_type <> 'unallocated'
),

period_months as (
    select * from {{ ref('int_period_months') }}
),

-- classes are formed from raw answers, so no scale is ever compared with another
classed as (
    select
        answers.*,
        case question when 'recommend' then 'nps' else 'top_box' end as metric_code,
        case when question = 'recommend' and answer_value >= {{ threshold('nps_promoter_min') }}
            then answer_count else 0 end as promoters,
        case when question = 'recommend' and answer_value <= {{ threshold('nps_detractor_max') }}
            then answer_count else 0 end as detractors,
        case
            when
                question = 'overall'
                and 100 * (answer_value - scale_min) / (scale_max - scale_min)
                >= {{ threshold('top_box_min_score') }}
                then answer_count
            else 0
        end as top_answers
    from answers
),

monthly as (
    select
        ancestors.ancestor_unit_id as unit_id,
        classed.instrument,
        classed.metric_code,
        classed.scale_min,
        classed.scale_max,
        classed.month_start_date,
        sum(classed.answer_count) as n,
        sum(classed.promoters) as promoters,
        sum(classed.detractors) as detractors,
        sum(classed.top_answers) as top_answers
    from classed
    inner join ancestors
        on classed.unit_id = ancestors.unit_id
    group by
        ancestors.ancestor_unit_id, classed.instrument, classed.metric_code,
        classed.scale_min, classed.scale_max, classed.month_start_date
),

counted as (
    select
        monthly.unit_id,
        period_months.period_id,
        monthly.instrument,
        monthly.metric_code,
        monthly.scale_min,
        monthly.scale_max,
        cast(sum(monthly.n) as bigint) as n,
        cast(sum(monthly.promoters) as bigint) as promoters,
        cast(sum(monthly.detractors) as bigint) as detractors,
        cast(sum(monthly.top_answers) as bigint) as top_answers,
        bool_or(period_months.is_partial) as is_partial
    from monthly
    inner join period_months
        on monthly.month_start_date = period_months.month_start_date
    group by
        monthly.unit_id, period_months.period_id, monthly.instrument, monthly.metric_code,
        monthly.scale_min, monthly.scale_max
),

judged as (
    select
        counted.*,
        metric_code = 'nps' as is_nps,
        n >= {{ threshold('min_n_shown') }} as is_shown
    from counted
),

final as (
    select
        unit_id,
        period_id,
        instrument,
        metric_code,
        scale_min,
        scale_max,
        n,
        case when is_nps then promoters end as promoter_count,
        case when is_nps then n - promoters - detractors end as passive_count,
        case when is_nps then detractors end as detractor_count,
        case when not is_nps then top_answers end as top_box_count,
        case
            when not is_shown then null
            when is_nps then {{ nps_value('promoters', 'detractors', 'n') }}
            else top_answers / n
        end as value,
        case
            when not is_shown then null
            when is_nps then {{ nps_adjusted_se('promoters', 'detractors', 'n') }}
            else {{ wilson_se('top_answers', 'n') }}
        end as se,
        case
            when not is_shown then null
            when is_nps then greatest(-100, {{ nps_adjusted_value('promoters', 'detractors', 'n') }}
                - {{ z_975() }} * {{ nps_adjusted_se('promoters', 'detractors', 'n') }})
            else {{ wilson_low('top_answers', 'n') }}
        end as ci_low,
        case
            when not is_shown then null
            when is_nps then least(100, {{ nps_adjusted_value('promoters', 'detractors', 'n') }}
                + {{ z_975() }} * {{ nps_adjusted_se('promoters', 'detractors', 'n') }})
            else {{ wilson_high('top_answers', 'n') }}
        end as ci_high,
        n < {{ threshold('min_n_firm') }} as is_indicative,
        is_partial,
        is_shown
    from judged
)

select * from final
