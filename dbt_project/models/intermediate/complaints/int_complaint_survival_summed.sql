-- where everyone or nobody was served in time the log-log scale has no value: Wilson, on those
-- seen for the whole time
{%- set seen_count -%}
    case when survival_rate = 0 then event_count_by_limit else at_risk_count end
{%- endset %}
with

steps as (
    select * from {{ ref('int_complaint_survival_steps') }}
),

cohorts as (
    select * from {{ ref('int_complaint_cohorts') }}
),

limits as (
    select cast({{ threshold('complaint_attainment_hours') }} * 60 as bigint) as limit_minutes
),

summed as (
    select
        steps.cohort_no,
        max(steps.ticket_count) as ticket_count,
        max(steps.all_event_count) as event_count,
        cast(sum(steps.event_count * steps.duration_minutes) as bigint) as event_minutes_sum,
        coalesce(min(case when steps.duration_minutes <= limits.limit_minutes then steps.survival_rate end), 1)
            as survival_rate,
        coalesce(max(case when steps.duration_minutes <= limits.limit_minutes then steps.greenwood_sum end), 0)
            as greenwood_sum,
        -- seen for the whole time: ended within the limit, or still at risk at it
        cast(sum(
            case
                when steps.duration_minutes >= limits.limit_minutes
                    then steps.event_count + steps.censored_count
                else 0
            end
        ) as bigint) as at_risk_count,
        cast(sum(case when steps.duration_minutes <= limits.limit_minutes then steps.event_count else 0 end) as bigint)
            as event_count_by_limit,
        -- the curve is a product of ratios: equal to a half in theory may be a hair above it here
        min(case when steps.survival_rate <= 0.5 + 1e-9 then steps.duration_minutes end) as median_minutes,
        min(case when steps.survival_rate <= 0.1 + 1e-9 then steps.duration_minutes end) as p90_minutes,
        min(case when 2 * steps.event_count_so_far >= steps.all_event_count then steps.duration_minutes end)
            as ended_lower_median_minutes,
        min(case when 2 * steps.event_count_so_far > steps.all_event_count then steps.duration_minutes end)
            as ended_upper_median_minutes
    from steps
    cross join limits
    group by steps.cohort_no
),

estimated as (
    select
        cohort_no,
        ticket_count,
        event_count,
        event_minutes_sum / nullif(event_count, 0) / 60 as ended_mean_hours,
        (ended_lower_median_minutes + ended_upper_median_minutes) / 120.0 as ended_median_hours,
        median_minutes / 60.0 as median_hours,
        p90_minutes / 60.0 as p90_hours,
        -- nobody was watched for that long: the curve ends before it
        case when at_risk_count > 0 or survival_rate = 0 then 1 - survival_rate end
            as attainment_rate,
        case
            when at_risk_count = 0 and survival_rate > 0 then null
            when survival_rate > 0 and survival_rate < 1
                then 1 - {{ log_log_bound('survival_rate', 'greenwood_sum', '-') }}
            else {{ wilson_low('event_count_by_limit', '(' ~ seen_count ~ ')') }}
        end as attainment_ci_low,
        case
            when at_risk_count = 0 and survival_rate > 0 then null
            when survival_rate > 0 and survival_rate < 1
                then 1 - {{ log_log_bound('survival_rate', 'greenwood_sum', '+') }}
            else {{ wilson_high('event_count_by_limit', '(' ~ seen_count ~ ')') }}
        end as attainment_ci_high
    from summed
),

final as (
    select
        cohorts.unit_id,
        cohorts.unit_type,
        cohorts.period_id,
        cohorts.complaint_kind,
        cohorts.measure,
        estimated.* exclude (cohort_no)
    from estimated
    inner join cohorts
        on estimated.cohort_no = cohorts.cohort_no
)

select * from final
