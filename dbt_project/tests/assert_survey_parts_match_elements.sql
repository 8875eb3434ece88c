-- the macro survey_parts names the traits and blocks of the hall elements, and no others
with

named as (
    {%- for part_kind, codes in survey_parts().items() %}
    {%- set last_kind = loop.last %}
    {%- for code in codes %}
    select
        '{{ part_kind }}' as part_kind,
        '{{ code }}' as code
    {{ 'union all' if not (loop.last and last_kind) }}
    {%- endfor %}
    {%- endfor %}
),

seeded as (
    select distinct
        'trait' as part_kind,
        trait as code
    from {{ ref('elements') }}
    where element_set = 'hall'
    union all
    select distinct
        'block' as part_kind,
        block_code as code
    from {{ ref('elements') }}
    where element_set = 'hall'
)

select
    coalesce(named.part_kind, seeded.part_kind) as part_kind,
    coalesce(named.code, seeded.code) as code
from named
full outer join seeded
    on named.part_kind = seeded.part_kind and named.code = seeded.code
where named.code is null or seeded.code is null
