{%- set scales = [('S_c', 'level_customer'), ('S_i', 'level_inspection')] -%}

with

levels as (
    select * from {{ ref('stg_service_standard__levels') }}
),

periods as (
    select * from {{ ref('dim_periods') }}
    where period_type <> 'month'
),

kinds_of_halls as (
    select distinct
        province_id,
        tier
    from {{ ref('int_halls_described_by_period') }}
    where operator_type = 'own'
),

-- the clause that speaks of the smallest circle goes before the wider ones: province and tier,
-- province, tier, all (M6); of two that speak of the same, the later one
ranked as (
    select
        kinds_of_halls.province_id,
        kinds_of_halls.tier,
        periods.period_id,
        levels.element_code as element_id,
        levels.level_customer,
        levels.level_inspection,
        (
            case when levels.province_code is null then 0 else 2 end
            + case when levels.tier is null then 0 else 1 end,
            levels.valid_from_date
        ) as precedence
    from levels
    inner join periods
        on
            levels.valid_from_date <= periods.end_date
            and coalesce(levels.valid_to_date > periods.end_date, true)
    inner join kinds_of_halls
        on
            (levels.tier is null or levels.tier = kinds_of_halls.tier)
            and (
                levels.province_code is null
                or concat('P', levels.province_code) = kinds_of_halls.province_id
            )
),

final as (
    {%- for side, level in scales %}
    select
        province_id,
        tier,
        period_id,
        element_id,
        '{{ side }}' as side,
        arg_max({{ level }}, precedence) as level
    from ranked
    where {{ level }} is not null
    group by province_id, tier, period_id, element_id
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select * from final
