with

listed as (
    select
        project_id,
        concat('C', split_part(entity_id, '/', 2)) as city_id,
        fields ->> 'role_code' as role_code,
        cast(fields ->> 'pilot_start_date' as date) as pilot_start_date,
        cast(fields ->> 'rollout_planned_date' as date) as rollout_planned_date,
        cast(fields ->> 'rollout_date' as date) as rollout_date
    from {{ ref('int_project_entities_folded') }}
    where entity_type = 'project_city' and not is_withdrawn
),

projects as (
    select * from {{ ref('int_projects_placed') }}
),

cities as (
    select
        unit_id,
        province_id
    from {{ ref('dim_units') }}
    where unit_type = 'city' and operator_type = 'own'
),

pilots as (
    select distinct project_id
    from listed
    where role_code = 'pilot'
),

-- until the pilots have started, whoever is not named is compared with; then membership is frozen
-- and stays what it was, whatever becomes of the tree (M2)
unlisted as (
    select
        projects.project_id,
        cities.unit_id as city_id
    from projects
    inner join cities
        on projects.province_id = cities.province_id
    inner join pilots
        on projects.project_id = pilots.project_id
    left join listed
        on
            projects.project_id = listed.project_id
            and cities.unit_id = listed.city_id
    where
        projects.membership_frozen_release_id is null
        and listed.city_id is null
),

final as (
    select
        listed.project_id,
        listed.city_id,
        listed.role_code,
        true as is_listed,
        listed.pilot_start_date,
        listed.rollout_planned_date,
        listed.rollout_date
    from listed
    inner join projects
        on listed.project_id = projects.project_id
    union all
    select
        project_id,
        city_id,
        'control' as role_code,
        false as is_listed,
        cast(null as date) as pilot_start_date,
        cast(null as date) as rollout_planned_date,
        cast(null as date) as rollout_date
    from unlisted
)

select * from final
