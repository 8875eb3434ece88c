{%- set problem_codes = [
    'unclear_demand', 'no_deadline', 'beyond_capacity', 'request_ignored', 'under_resourced', 'late', 'insufficient',
] -%}
with

cells as (
    select * replace (case when element_id = 'overall' then 'all' else element_id end as element_id)
    from {{ ref('int_staff_cells_published') }}
    where element_set = 'internal_service' and staff_role = 'all'
),

-- the round before, by the day its last answer came in
rounds as (
    select
        wave,
        wave_end_date,
        lag(wave) over (order by wave_end_date, wave) as previous_wave
    from (select distinct wave, wave_end_date from cells) as wave_days
),

demands as (
    select * from {{ ref('mart_internal_service_demands') }}
),

ancestors as (
    select * from {{ ref('int_unit_ancestors') }}
    where ancestor_unit_type in ('group', 'province', 'city')
),

departments as (
    select * from {{ ref('departments') }}
),

counts as (
    select
        ancestors.ancestor_unit_id as unit_id,
        demands.wave,
        case when grouping(demands.department_code) = 1 then 'all' else demands.department_code end as department_code,
        count(*) as demand_count,
        count(case when demands.problem_side = 'front' then 1 end) as front_problem_count,
        count(case when demands.problem_side = 'back' then 1 end) as back_problem_count,
        {%- for problem in problem_codes %}
        count(case when demands.problem_code = '{{ problem }}' then 1 end) as {{ problem }}_count,
        {%- endfor %}
        count(case when demands.is_open then 1 end) as open_demand_count,
        count(case when demands.is_overdue then 1 end) as overdue_demand_count
    from demands
    inner join ancestors
        on demands.unit_id = ancestors.unit_id
    group by
        ancestors.ancestor_unit_id, demands.wave,
        grouping sets ((demands.department_code), ())
),

-- what is derived from a hidden figure is null like it (M12); few answers have no rank (M5)
scored as (
    select
        cells.*,
        previous_cells.mean as previous_mean,
        round(cells.mean - previous_cells.mean, 1) as change,
        case
            when cells.element_id <> 'all' and cells.mean is not null and not cells.is_indicative
                then rank() over (
                    partition by
                        cells.unit_id, cells.wave,
                        cells.element_id <> 'all' and cells.mean is not null and not cells.is_indicative
                    order by cells.mean desc
                )
        end as department_rank
    from cells
    inner join rounds
        on cells.wave = rounds.wave
    left join cells as previous_cells
        on
            rounds.previous_wave = previous_cells.wave
            and cells.unit_id = previous_cells.unit_id
            and cells.element_id = previous_cells.element_id
),

final as (
    select
        coalesce(scored.unit_id, counts.unit_id) as unit_id,
        coalesce(scored.wave, counts.wave) as wave,
        coalesce(scored.element_id, counts.department_code) as department_code,
        coalesce(departments.name_zh, scored.element_id, counts.department_code) as department_name_zh,
        coalesce(departments.name_en, scored.element_id, counts.department_code) as department_name_en,
        scored.mean,
        scored.se,
        scored.n_band_low,
        scored.n_band_high,
        scored.previous_mean,
        scored.change,
        cast(scored.department_rank as bigint) as department_rank,
        coalesce(counts.demand_count, 0) as demand_count,
        coalesce(counts.front_problem_count, 0) as front_problem_count,
        coalesce(counts.back_problem_count, 0) as back_problem_count,
        {%- for problem in problem_codes %}
        coalesce(counts.{{ problem }}_count, 0) as {{ problem }}_count,
        {%- endfor %}
        coalesce(counts.open_demand_count, 0) as open_demand_count,
        coalesce(counts.overdue_demand_count, 0) as overdue_demand_count,
        coalesce(scored.is_suppressed, false) as is_suppressed,
        coalesce(scored.is_indicative, false) as is_indicative,
        coalesce(scored.is_frozen, false) as is_frozen,
        scored.wave_end_date,
        scored.valid_from_date,
        scored.valid_to_date
    from scored
    full outer join counts
        on
            scored.unit_id = counts.unit_id
            and scored.wave = counts.wave
            and scored.element_id = counts.department_code
    left join departments
        on coalesce(scored.element_id, counts.department_code) = departments.department_code
)

select * from final
