{%- set attributes = [
    'city_code', 'county_code', 'branch_code', 'hall_name_zh', 'hall_name_en', 'tier', 'area_type',
    'place_level', 'counters', 'longitude', 'latitude', 'is_main_hall', 'known_stage', 'pressure',
] -%}
with

versions as (
    select * from {{ ref('int_hall_versions_rebuilt') }}
),

pressures as (
    select * from {{ ref('int_hall_pressures_set') }}
),

stages as (
    select * from {{ ref('int_hall_stages_derived') }}
),

derived_stages as (
    select * from {{ ref('int_hall_stages_derived') }}
),

units as (
    select * from {{ ref('dim_units') }}
    where unit_type = 'hall'
),

-- every day on which something about a hall changed
change_dates as (
    select
        hall_id,
        valid_from_date
    from versions
    union
    select
        hall_id,
        valid_from_date
    from pressures
    union
    select
        hall_id,
        valid_from_date
    from stages
),

closing_dates as (
    select
        hall_id,
        max(valid_to_date) as gone_date
    from versions
    group by hall_id
),

spans as (
    select
        change_dates.hall_id,
        change_dates.valid_from_date,
        least(
            coalesce(
                lead(change_dates.valid_from_date) over (
                    partition by change_dates.hall_id order by change_dates.valid_from_date
                ),
                closing_dates.gone_date
            ),
            closing_dates.gone_date
        ) as valid_to_date
    from change_dates
    inner join closing_dates
        on change_dates.hall_id = closing_dates.hall_id
),

described as (
    select
        versions.*,
        spans.valid_from_date as span_from_date,
        spans.valid_to_date as span_to_date,
        coalesce(versions.stage, stages.stage, 'initial') as known_stage,
        coalesce(pressures.pressure, 'neutral') as pressure
    from spans
    inner join versions
        on
            spans.hall_id = versions.hall_id
            and spans.valid_from_date >= versions.valid_from_date
            and spans.valid_from_date < versions.valid_to_date
    left join pressures
        on
            spans.hall_id = pressures.hall_id
            and spans.valid_from_date >= pressures.valid_from_date
            and spans.valid_from_date < pressures.valid_to_date
    left join derived_stages
        on
            spans.hall_id = derived_stages.hall_id
            and spans.valid_from_date >= derived_stages.valid_from_date
            and spans.valid_from_date < derived_stages.valid_to_date
    left join stages
        on
            spans.hall_id = stages.hall_id
            and spans.valid_from_date >= stages.valid_from_date
            and spans.valid_from_date < stages.valid_to_date
    where spans.valid_from_date < spans.valid_to_date
),

-- a monthly copy of the register is not a change: equal neighbours become one version
compared as (
    select
        described.*,
        concat_ws(
            '|'
            {%- for attribute in attributes %},
            coalesce(cast({{ attribute }} as {{ dbt.type_string() }}), '')
            {%- endfor %}
        ) as attributes
    from described
),

marked as (
    select
        compared.*,
        case
            when
                attributes = lag(attributes) over (partition by hall_id order by span_from_date)
                then 0
            else 1
        end as is_new_version
    from compared
),

numbered as (
    select
        marked.*,
        sum(is_new_version) over (
            partition by hall_id order by span_from_date
            rows between unbounded preceding and current row
        ) as hall_version_no,
        max(span_to_date) over (partition by hall_id) as last_to_date
    from marked
),

versions_merged as (
    select
        hall_id,
        hall_version_no,
        min(span_from_date) as valid_from_date,
        max(span_to_date) as valid_to_date
    from numbered
    group by hall_id, hall_version_no
),

final as (
    select
        numbered.hall_id,
        numbered.hall_code,
        numbered.operator_type,
        numbered.operator_code,
        units.branch_id,
        units.city_id,
        concat(
            case when numbered.operator_type = 'own' then 'C' else 'KC' end, numbered.city_code
        ) as city_id_as_was,
        units.province_id,
        numbered.tier,
        numbered.area_type,
        numbered.place_level,
        numbered.known_stage as stage,
        numbered.pressure,
        coalesce(numbered.hall_name_zh, numbered.hall_name_en, numbered.hall_code) as name_zh,
        coalesce(numbered.hall_name_en, numbered.hall_name_zh, numbered.hall_code) as name_en,
        cast(numbered.hall_version_no as integer) as hall_version_no,
        numbered.counters,
        numbered.longitude,
        numbered.latitude,
        numbered.is_main_hall,
        versions_merged.valid_to_date = numbered.last_to_date as is_current,
        numbered.opened_date,
        numbered.closed_date,
        versions_merged.valid_from_date,
        versions_merged.valid_to_date
    from numbered
    inner join versions_merged
        on
            numbered.hall_id = versions_merged.hall_id
            and numbered.hall_version_no = versions_merged.hall_version_no
            and numbered.span_from_date = versions_merged.valid_from_date
    inner join units
        on numbered.hall_id = units.unit_id
)

select * from final
