with

responses as (
    select * from {{ ref('int_survey_responses_placed') }}
    where instrument = 'expectation'
),

units as (
    select * from {{ ref('dim_units') }}
),

periods as (
    select * from {{ ref('dim_periods') }}
),

dates as (
    select * from {{ ref('int_build_dates') }}
),

-- waves are fielded by province; answers that know no province make their own
wave_ends as (
    select
        coalesce(units.province_id, 'G') as anchor_unit_id,
        responses.wave,
        max(responses.interview_date) as last_interview_date
    from responses
    inner join units
        on responses.unit_id = units.unit_id
    group by coalesce(units.province_id, 'G'), responses.wave
),

-- the wave in effect on the period's last day, for at most twelve months (M1)
waves_in_effect as (
    select
        wave_ends.anchor_unit_id,
        periods.period_id,
        max(wave_ends.last_interview_date) as last_interview_date
    from wave_ends
    cross join dates
    inner join periods
        on
            wave_ends.last_interview_date <= least(periods.end_date, dates.as_of_date)
            and {{ add_months('wave_ends.last_interview_date', threshold('expectation_valid_months')) }}
            >= least(periods.end_date, dates.as_of_date)
    group by wave_ends.anchor_unit_id, periods.period_id
),

-- what holds then rests on the twelve months up to that wave's last interview (M5)
final as (
    select
        anchor_unit_id,
        period_id,
        concat(anchor_unit_id, ' ', {{ compact_date('last_interview_date') }}) as span_id,
        last_interview_date,
        {{ add_months(month_start('last_interview_date'), '1 - ' ~ threshold('expectation_window_months')) }}
            as first_month_start_date,
        {{ month_start('last_interview_date') }} as last_month_start_date
    from waves_in_effect
)

select * from final
