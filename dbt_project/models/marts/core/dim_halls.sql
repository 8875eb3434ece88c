{%- set attributes = [
    'city_code', 'county_code', 'branch_code', 'hall_name_zh', 'hall_name_en', 'tier', 'area_type',
    'place_level', 'counters', 'longitude', 'latitude', 'is_main_hall', 'known_stage', 'pressure',
] -%}
with

described as (
    select * from {{ ref('int_hall_spans_described') }}
),

units as (
    select * from {{ ref('dim_units') }}
    where unit_type = 'hall'
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
