with

responses as (
    select * from {{ ref('int_survey_responses_placed') }}
),

answers as (
    select
        unit_id,
        instrument,
        'overall' as question,
        scale_min,
        scale_max,
        overall_satisfaction as answer_value,
        month_start_date
    from responses
    where overall_satisfaction is not null
    union all
    select
        unit_id,
        instrument,
        'recommend' as question,
        cast(0 as double) as scale_min,
        cast(10 as double) as scale_max,
        cast(recommend_score as double) as answer_value,
        month_start_date
    from responses
    where recommend_score is not null
),

final as (
    select
        unit_id,
        instrument,
        question,
        scale_min,
        scale_max,
        answer_value,
        count(*) as answer_count,
        month_start_date
    from answers
    group by unit_id, instrument, question, scale_min, scale_max, answer_value, month_start_date
)

select * from final
