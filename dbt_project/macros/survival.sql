{#
    M8: Kaplan & Meier 1958 product-limit estimate, with the variance sum of Greenwood 1926.
    `durations`: relation with the key columns, duration_minutes, event_count and censored_count,
    one row per keys and minute. Who is censored at a minute is still at risk in it.
#}
{% macro kaplan_meier_steps(durations, keys) -%}
    {%- set by_keys -%}partition by {{ keys | join(', ') }}{%- endset -%}
    {%- set so_far -%}{{ by_keys }} order by duration_minutes rows between unbounded preceding and current row{%- endset -%}
    select
        risk_sets.*,
        -- the last event may leave nobody: the estimate is then 0 and Greenwood's term has no value
        case
            when event_count = at_risk_count then 0.0
            else exp(sum(
                case when event_count < at_risk_count then ln(1 - event_count / at_risk_count) else 0 end
            ) over ({{ so_far }}))
        end as survival_rate,
        sum(case
            when event_count < at_risk_count
                then event_count / (at_risk_count * (at_risk_count - event_count))
            else 0
        end) over ({{ so_far }}) as greenwood_sum
    from (
        select
            {{ keys | join(', ') }},
            duration_minutes,
            event_count,
            censored_count,
            cast(sum(event_count + censored_count) over ({{ by_keys }}) as bigint) as ticket_count,
            cast(sum(event_count) over ({{ by_keys }}) as bigint) as all_event_count,
            cast(sum(event_count) over ({{ so_far }}) as bigint) as event_count_so_far,
            cast(
                sum(event_count + censored_count) over ({{ by_keys }})
                - sum(event_count + censored_count) over ({{ so_far }})
                + event_count + censored_count as double
            ) as at_risk_count
        from {{ durations }}
    ) as risk_sets
{%- endmacro %}

{#
    Bound of a survival rate on the log-log scale (Kalbfleisch & Prentice 2002, section 1.4);
    null where the estimate is 0 or 1, which that scale cannot hold. `sign` '+' gives the lower bound.
#}
{% macro log_log_bound(survival_rate, greenwood_sum, sign) -%}
    case
        when {{ survival_rate }} > 0 and {{ survival_rate }} < 1
            then power(
                {{ survival_rate }},
                exp({{ sign }}{{ z_975() }} * sqrt({{ greenwood_sum }}) / abs(ln({{ survival_rate }})))
            )
    end
{%- endmacro %}

{#
    One whole number for a unit, period, kind and measure of tickets. Room for 1,000,000 periods,
    100 kinds and 10 measures beside any number of units.
#}
{% macro complaint_cohort_no(unit_no, period_no, kind_no, measure_no) -%}
    ((cast({{ unit_no }} as bigint) * 1000000 + {{ period_no }}) * 100 + {{ kind_no }}) * 10 + {{ measure_no }}
{%- endmacro %}

{# The unit, period, kind or measure number inside a cohort number. #}
{% macro complaint_cohort_part(cohort_no, part) -%}
    {%- set places = {'measure': (1, 10), 'kind': (10, 100), 'period': (1000, 1000000), 'unit': (1000000000, none)} -%}
    {%- set divisor, modulus = places[part] -%}
    {{ cohort_no }} // {{ divisor }}{{ ' % ' ~ modulus if modulus }}
{%- endmacro %}
