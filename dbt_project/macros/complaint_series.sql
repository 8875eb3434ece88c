{#
    Every series that a row counts in: its unit and those above it, the periods its month lies in,
    its own kind (city and above) and all kinds together. `rows` has unit_id, month_start_date,
    complaint_kind and measure; `columns` are carried along. Series are numbered, not named: tens of
    millions of rows pass here, and int_complaint_series gives the names back.
#}
{% macro complaint_series(rows, columns) -%}
    select
        {{ series_no('units.sort_order', 'periods.sort_order',
            'case when kind_levels.is_own_kind then kinds.sort_order else 0 end',
            rows ~ '.measure') }} as series_no,
        {%- for column in columns %}
        {{ rows }}.{{ column }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ rows }}
    inner join {{ ref('complaint_kinds') }} as kinds
        on {{ rows }}.complaint_kind = kinds.complaint_kind
    inner join {{ ref('int_unit_ancestors') }} as ancestors
        on {{ rows }}.unit_id = ancestors.unit_id
    inner join {{ ref('dim_units') }} as units
        on ancestors.ancestor_unit_id = units.unit_id
    inner join {{ ref('int_period_months') }} as period_months
        on {{ rows }}.month_start_date = period_months.month_start_date
    inner join {{ ref('dim_periods') }} as periods
        on period_months.period_id = periods.period_id
    -- below the city a kind has too few tickets for a curve of its own
    inner join (values (true), (false)) as kind_levels (is_own_kind)
        on
            not kind_levels.is_own_kind
            or units.unit_type in ('group', 'province', 'city')
    where not units.is_unallocated
{%- endmacro %}

{# The number of a series; 100,000 periods, 100 kinds and 10 measures fit beside each other. #}
{% macro series_no(unit_no, period_no, kind_no, measure) -%}
    ((cast({{ unit_no }} as bigint) * 100000 + {{ period_no }}) * 100 + {{ kind_no }}) * 10
    + case when {{ measure }} = 'final_resolution' then 1 else 2 end
{%- endmacro %}
