{#
    What is judged together: the items of each theme (the hall's are the twelve elements) and the
    overall judgement they explain. Block -> (column of the judgement, columns of the items).
#}
{% macro cross_product_blocks() -%}
    {%- set blocks = {'hall': ('overall_satisfaction', hall_element_columns())} -%}
    {%- for theme in theme_item_columns() if theme.startswith('theme_') -%}
        {%- set items = [] -%}
        {%- for column in theme_item_columns() if column.startswith(theme[6:] ~ '_') -%}
            {%- do items.append(column) -%}
        {%- endfor -%}
        {%- if items -%}{%- do blocks.update({theme[6:]: (theme, items)}) -%}{%- endif -%}
    {%- endfor -%}
    {{ return(blocks) }}
{%- endmacro %}

{#
    Sums and sums of products by unit, wave, instrument and month of respondents who answered all of
    a block (null else): one pass over `responses`, all of `blocks` (block -> columns) at once. As
    columns <block>_n, <block>_sums and <block>_products, the last two lists in the columns' order,
    the products as the upper triangle row by row.
#}
{% macro cross_product_pass(responses, units, blocks) -%}
    select
        coalesce({{ units }}.city_id, halls.unit_id) as unit_id,
        halls.wave,
        halls.instrument,
        halls.month_start_date,
        {%- for block, columns in blocks.items() %}
        cast(sum(halls.{{ block }}_n) as bigint) as {{ block }}_n,
        [{% for a in columns %}cast(sum(halls.{{ block }}_s{{ loop.index0 }}) as bigint){{ ', ' if not loop.last }}
        {%- endfor %}] as {{ block }}_sums,
        [{% for a in columns %}{% set i = loop.index0 %}{% for b in columns[i:] -%}
        cast(sum(halls.{{ block }}_p{{ i }}_{{ loop.index0 }}) as bigint){{ ', ' if not loop.last }}
        {%- endfor %}{{ ', ' if not loop.last }}{% endfor %}] as {{ block }}_products{{ ',' if not loop.last }}
        {%- endfor %}
    from (
        select
            unit_id,
            wave,
            instrument,
            month_start_date,
            {%- for block, columns in blocks.items() %}
            count({{ block }}_0) as {{ block }}_n,
            {%- for a in columns %}
            {%- set i = loop.index0 %}
            sum({{ block }}_{{ i }}) as {{ block }}_s{{ i }},
            {%- for b in columns[i:] %}
            sum({{ block }}_{{ i }} * {{ block }}_{{ i + loop.index0 }}) as {{ block }}_p{{ i }}_{{ loop.index0 }},
            {%- endfor %}
            {%- endfor %}
            {%- endfor %}
            count(*) as response_count
        from (
            select
                {%- for block, columns in blocks.items() %}
                {%- for column in columns %}
                case when {{ columns | join('_k + ') }}_k is not null
                    then cast({{ column }}_k as integer) end as {{ block }}_{{ loop.index0 }},
                {%- endfor %}
                {%- endfor %}
                unit_id,
                wave,
                instrument,
                month_start_date
            from {{ responses }}
        ) as masked
        group by unit_id, wave, instrument, month_start_date
    ) as halls
    inner join {{ units }}
        on halls.unit_id = {{ units }}.unit_id
    group by coalesce({{ units }}.city_id, halls.unit_id), halls.wave, halls.instrument, halls.month_start_date
{%- endmacro %}
