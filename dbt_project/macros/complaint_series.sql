{#
    The rows of the periods that a month lies in. `rows` has unit_series_no and month_start_date;
    `columns` are carried along. Series are numbered, not named: millions of rows pass here, and
    int_complaint_series gives the names back.
#}
{% macro complaint_series(rows, columns) -%}
    select
        {{ rows }}.unit_series_no + {{ series_no(0, 'periods.sort_order', 0) }} as series_no,
        {%- for column in columns %}
        {{ rows }}.{{ column }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ rows }}
    inner join {{ ref('int_period_months') }} as period_months
        on {{ rows }}.month_start_date = period_months.month_start_date
    inner join {{ ref('dim_periods') }} as periods
        on period_months.period_id = periods.period_id
{%- endmacro %}

{# Kinds are followed over time by themselves where they have tickets enough for a curve. #}
{% macro has_kind_curves(unit_type) -%}
    {{ unit_type }} in ('group', 'province')
{%- endmacro %}

{# The number of a series; 100,000 periods, 100 kinds and 10 measures fit beside each other. #}
{% macro series_no(unit_no, period_no, kind_no, measure=none) -%}
    ((cast({{ unit_no }} as bigint) * 100000 + {{ period_no }}) * 100 + {{ kind_no }}) * 10
    {%- if measure %}
    + case when {{ measure }} = 'final_resolution' then 1 else 2 end
    {%- endif %}
{%- endmacro %}
