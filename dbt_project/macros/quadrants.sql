{#
    M6: where a point lies among four fields, and only where its intervals let one say so. `low`,
    `high` and `cut` of either axis; an axis without interval, or with one across its cut, decides
    nothing.
#}
{% macro quadrant(x_low, x_high, x_cut, y_low, y_high, y_cut, is_partial, is_indicative) -%}
    case
        when {{ is_partial }} then 'partial'
        when {{ is_indicative }} then 'insufficient'
        when {{ x_low }} > {{ x_cut }} and {{ y_high }} < {{ y_cut }} then 'concentrate_here'
        when {{ x_low }} > {{ x_cut }} and {{ y_low }} > {{ y_cut }} then 'keep_up'
        when {{ x_high }} < {{ x_cut }} and {{ y_high }} < {{ y_cut }} then 'low_priority'
        when {{ x_high }} < {{ x_cut }} and {{ y_low }} > {{ y_cut }} then 'possible_overkill'
        else 'undetermined'
    end
{%- endmacro %}
