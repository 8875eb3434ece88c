{#
    Whole minutes between two timestamps. An end is rounded up and a wait that still goes on is
    rounded down, so that "at most 48 h" says the same of the minutes as of the timestamps.
#}
{% macro minutes_until(start_at, end_at) -%}
    cast(ceil(({{ microseconds_of(end_at) }} - {{ microseconds_of(start_at) }}) / 60000000.0) as bigint)
{%- endmacro %}

{% macro minutes_waited(start_at, end_at) -%}
    cast(floor(({{ microseconds_of(end_at) }} - {{ microseconds_of(start_at) }}) / 60000000.0) as bigint)
{%- endmacro %}

{% macro microseconds_of(timestamp_utc) -%}
    {{ return(adapter.dispatch('microseconds_of', 'shortboard')(timestamp_utc)) }}
{%- endmacro %}

{% macro default__microseconds_of(timestamp_utc) -%}
    epoch_us({{ timestamp_utc }})
{%- endmacro %}

{% macro spark__microseconds_of(timestamp_utc) -%}
    unix_micros({{ timestamp_utc }})
{%- endmacro %}

{# Local timestamp to UTC, the way back of local_timestamp_of. #}
{% macro utc_timestamp_of(local_timestamp) -%}
    {{ return(adapter.dispatch('utc_timestamp_of', 'shortboard')(local_timestamp)) }}
{%- endmacro %}

{% macro default__utc_timestamp_of(local_timestamp) -%}
    timezone('UTC', timezone('{{ timezone_name() | trim }}', {{ local_timestamp }}))
{%- endmacro %}

{% macro spark__utc_timestamp_of(local_timestamp) -%}
    to_utc_timestamp({{ local_timestamp }}, '{{ timezone_name() | trim }}')
{%- endmacro %}

{# Last moment of a local day, in UTC. #}
{% macro end_of_local_day(day) -%}
    {{ utc_timestamp_of('cast(' ~ add_days(day, 1) ~ ' as timestamp)') }} - interval '1' second
{%- endmacro %}
