with

projects as (
    select * from {{ ref('int_project_entities_folded') }}
    where entity_type = 'project' and not is_withdrawn
),

units as (
    select * from {{ ref('dim_units') }}
    where operator_type = 'own' and not is_unallocated
),

-- a code that was used again after its hall closed means today's hall
halls as (
    select
        unit_code,
        max(unit_id) as unit_id
    from units
    where unit_type = 'hall'
    group by unit_code
),

typed as (
    select
        entity_id as project_id,
        fields ->> 'kind_code' as kind_code,
        fields ->> 'theme_code' as theme_code,
        fields ->> 'title' as title,
        fields ->> 'province_code' as province_code,
        fields ->> 'city_code' as city_code,
        fields ->> 'hall_code' as hall_code,
        fields ->> 'metric_code' as metric_code,
        fields ->> 'status_code' as status_code,
        fields ->> 'lead_name' as lead_name,
        fields ->> 'lead_department_code' as lead_department_code,
        fields ->> 'problem_text' as problem_text,
        fields ->> 'origin_code' as origin_code,
        fields ->> 'membership_frozen_release_id' as membership_frozen_release_id,
        cast(fields ->> 'year_no' as integer) as year_no,
        cast(fields ->> 'bimonth_no' as integer) as bimonth_no,
        cast(fields ->> 'baseline_value' as double) as baseline_value,
        cast(fields ->> 'target_value' as double) as target_value,
        version,
        cast(fields ->> 'start_date' as date) as start_date,
        cast(fields ->> 'due_date' as date) as due_date,
        cast(fields ->> 'chosen_from_month' as date) as chosen_from_date,
        cast(fields ->> 'chosen_to_month' as date) as chosen_to_date,
        updated_at
    from projects
),

-- the finest place that is named; one that nobody knows is no place, and not its parent either
named as (
    select
        typed.*,
        case
            when typed.hall_code is not null then halls.unit_id
            when typed.city_code is not null then concat('C', typed.city_code)
            when typed.province_code is not null then concat('P', typed.province_code)
            else 'G'
        end as named_unit_id
    from typed
    left join halls
        on typed.hall_code = halls.unit_code
),

final as (
    select
        named.project_id,
        units.unit_id,
        units.unit_type,
        coalesce(units.province_id, provinces.unit_id) as province_id,
        units.city_id,
        case
            when named.year_no is not null and named.bimonth_no is not null
                then concat(named.year_no, '-B', named.bimonth_no)
        end as period_id,
        named.* exclude (project_id, named_unit_id)
    from named
    left join units
        on named.named_unit_id = units.unit_id
    left join units as provinces
        on concat('P', named.province_code) = provinces.unit_id
)

select * from final
