{#
    M8: Kaplan & Meier 1958 product-limit estimate, with the variance sum of Greenwood 1926.
    `durations`: relation with the key columns, duration_minutes, event_count and censored_count,
    one row per keys and minute; `columns` are carried along. Who is censored at a minute is still
    at risk in it.
#}
{% macro kaplan_meier_steps(durations, keys, columns) -%}
    {#- both frames are over one order of rows, so that they are sorted once a step -#}
    {%- set in_time -%}partition by {{ keys | join(', ') }} order by duration_minutes{%- endset -%}
    {%- set by_keys -%}{{ in_time }} rows between unbounded preceding and unbounded following{%- endset -%}
    {%- set so_far -%}{{ in_time }} rows between unbounded preceding and current row{%- endset -%}
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
            {{ (keys + columns) | join(', ') }},
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

{# Upper end, in minutes, of the bucket for what is longer than every hour of the seed. #}
{% macro open_bucket_minutes() -%}9999999999{%- endmacro %}

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
