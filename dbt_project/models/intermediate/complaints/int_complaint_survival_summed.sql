-- where everyone or nobody was served in time the log-log scale has no value: Wilson, on those
-- seen for the whole time
{%- set seen_count -%}
    case when curves.survival_rate = 0 then curves.event_count_by_limit else curves.at_risk_count end
{%- endset %}
with

series as (
    select * from {{ ref('int_complaint_series') }}
),

steps as (
    select * from {{ ref('int_complaint_survival_steps') }}
),

buckets as (
    select * from {{ ref('int_complaint_buckets_summed') }}
),

limits as (
    select cast({{ threshold('complaint_attainment_hours') }} * 60 as bigint) as limit_minutes
),

-- the curve is a product of ratios: equal to a half in theory it may be a hair above one here
curves as (
    select
        steps.series_no,
        coalesce(min(
            case when steps.duration_minutes <= limits.limit_minutes then steps.survival_rate end
        ), 1) as survival_rate,
        coalesce(max(
            case when steps.duration_minutes <= limits.limit_minutes then steps.greenwood_sum end
        ), 0) as greenwood_sum,
        cast(sum(
            case when steps.duration_minutes <= limits.limit_minutes then steps.event_count else 0 end
        ) as bigint) as event_count_by_limit,
        -- still watched at the limit without having ended
        cast(sum(
            case when steps.duration_minutes > limits.limit_minutes then steps.event_count else 0 end
            + case
                when steps.duration_minutes >= limits.limit_minutes then steps.censored_count
                else 0
            end
        ) as bigint) as at_risk_count,
        min(case when steps.survival_rate <= 0.5 + 1e-9 then steps.duration_minutes end)
            as median_minutes,
        min(case when steps.survival_rate <= 0.1 + 1e-9 then steps.duration_minutes end)
            as p90_minutes,
        min(
            case
                when 2 * steps.event_count_so_far >= steps.all_event_count then steps.duration_minutes
            end
        ) as ended_lower_minutes,
        min(
            case
                when 2 * steps.event_count_so_far > steps.all_event_count then steps.duration_minutes
            end
        ) as ended_upper_minutes
    from steps
    cross join limits
    group by steps.series_no
),

minutes as (
    select
        series_no,
        max(ticket_count) as ticket_count,
        cast(sum(event_count) as bigint) as event_count,
        sum(event_minutes_sum) as event_minutes_sum
    from buckets
    group by series_no
),

final as (
    select
        series.unit_id,
        series.unit_type,
        series.period_id,
        series.complaint_kind,
        series.measure,
        minutes.ticket_count,
        minutes.event_count,
        minutes.event_minutes_sum / nullif(minutes.event_count, 0) / 60 as ended_mean_hours,
        case
            when minutes.event_count > 0
                then (curves.ended_lower_minutes + curves.ended_upper_minutes) / 120.0
        end as ended_median_hours,
        curves.median_minutes / 60.0 as median_hours,
        curves.p90_minutes / 60.0 as p90_hours,
        -- nobody was watched for that long: the curve ends before it
        case
            when curves.at_risk_count > 0 or curves.survival_rate = 0 then 1 - curves.survival_rate
        end as attainment_rate,
        {%- for bound, sign, wilson in [
            ('low', '-', wilson_low('curves.event_count_by_limit', '(' ~ seen_count ~ ')')),
            ('high', '+', wilson_high('curves.event_count_by_limit', '(' ~ seen_count ~ ')')),
        ] %}
        case
            when curves.at_risk_count = 0 and curves.survival_rate > 0 then null
            when curves.survival_rate > 0 and curves.survival_rate < 1
                then 1 - {{ log_log_bound('curves.survival_rate', 'curves.greenwood_sum', sign) }}
            else {{ wilson }}
        end as attainment_ci_{{ bound }}{{ ',' if not loop.last }}
        {%- endfor %}
    from minutes
    inner join series
        on minutes.series_no = series.series_no
    -- too few tickets have a number, but no curve
    left join curves
        on minutes.series_no = curves.series_no
)

select * from final
