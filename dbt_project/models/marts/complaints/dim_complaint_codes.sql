with

kinds as (
    select * from {{ ref('complaint_kinds') }}
),

codes as (
    select * from {{ ref('complaint_codes') }}
),

complexities as (
    select * from {{ ref('complaint_limits') }}
),

departments as (
    select * from {{ ref('departments') }}
),

tickets as (
    select * from {{ ref('fct_complaint_tickets') }}
),

named as (
    select
        'kind' as dimension,
        complaint_kind as code,
        name_zh,
        name_en,
        sort_order
    from kinds
    union all
    select
        dimension,
        code,
        name_zh,
        name_en,
        sort_order
    from codes
    union all
    select
        'complexity' as dimension,
        complexity as code,
        name_zh,
        name_en,
        sort_order
    from complexities
    union all
    select
        'department' as dimension,
        department_code as code,
        name_zh,
        name_en,
        sort_order
    from departments
),

-- a department nobody named in the seed is still shown, by its code
used as (
    select distinct
        'department' as dimension,
        department_code as code
    from tickets
    {%- for dimension, column in [
        ('class', 'complaint_class'), ('channel', 'channel'), ('root_cause', 'root_cause')
    ] %}
    union all
    select distinct
        '{{ dimension }}' as dimension,
        {{ column }} as code
    from tickets
    {%- endfor %}
),

final as (
    select
        coalesce(named.dimension, used.dimension) as dimension,
        coalesce(named.code, used.code) as code,
        coalesce(named.name_zh, case when used.code = 'unknown' then '未标明' else used.code end)
            as name_zh,
        coalesce(named.name_en, case when used.code = 'unknown' then 'Not stated' else used.code end)
            as name_en,
        cast(coalesce(named.sort_order, 99) as integer) as sort_order
    from named
    full outer join used
        on
            named.dimension = used.dimension
            and named.code = used.code
)

select * from final
