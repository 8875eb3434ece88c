{# M1: everything about days, months and the day the build speaks for. #}

{% macro timezone_name() -%}
    {{ var('timezone', '') or env_var('SHORTBOARD_TIMEZONE', '') or 'Asia/Shanghai' }}
{%- endmacro %}

{# The build's day as a date literal: var, else SHORTBOARD_AS_OF, else today in the time zone. #}
{% macro as_of() -%}
    {%- set day = (var('as_of', '') or env_var('SHORTBOARD_AS_OF', '')) | string -%}
    {%- if not day -%}
        {%- set zone = modules.pytz.timezone(timezone_name() | trim) -%}
        {%- set day = run_started_at.astimezone(zone).strftime('%Y-%m-%d') -%}
    {%- endif -%}
    cast('{{ day }}' as date)
{%- endmacro %}

{# UTC timestamp to the local timestamp people mean when they say "that day". #}
{% macro local_timestamp_of(timestamp_utc) -%}
    {{ return(adapter.dispatch('local_timestamp_of', 'shortboard')(timestamp_utc)) }}
{%- endmacro %}

{% macro default__local_timestamp_of(timestamp_utc) -%}
    timezone('{{ timezone_name() | trim }}', timezone('UTC', {{ timestamp_utc }}))
{%- endmacro %}

{% macro spark__local_timestamp_of(timestamp_utc) -%}
    from_utc_timestamp({{ timestamp_utc }}, '{{ timezone_name() | trim }}')
{%- endmacro %}

{% macro local_date(timestamp_utc) -%}
    cast({{ local_timestamp_of(timestamp_utc) }} as date)
{%- endmacro %}

{% macro month_start(day) -%}
    cast(date_trunc('month', {{ day }}) as date)
{%- endmacro %}

{% macro add_months(day, months) -%}
    {{ return(adapter.dispatch('add_months', 'shortboard')(day, months)) }}
{%- endmacro %}

{% macro default__add_months(day, months) -%}
    cast({{ day }} + to_months(cast({{ months }} as integer)) as date)
{%- endmacro %}

{% macro spark__add_months(day, months) -%}
    add_months({{ day }}, {{ months }})
{%- endmacro %}

{% macro add_days(day, days) -%}
    {{ return(adapter.dispatch('add_days', 'shortboard')(day, days)) }}
{%- endmacro %}

{% macro default__add_days(day, days) -%}
    cast({{ day }} + to_days(cast({{ days }} as integer)) as date)
{%- endmacro %}

{% macro spark__add_days(day, days) -%}
    date_add({{ day }}, cast({{ days }} as int))
{%- endmacro %}

{# yyyymmdd of a date, for keys. #}
{% macro compact_date(day) -%}
    replace(substring(cast({{ day }} as {{ dbt.type_string() }}), 1, 10), '-', '')
{%- endmacro %}
