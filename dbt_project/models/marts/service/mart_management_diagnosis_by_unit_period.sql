with

aspects as (
    select * from {{ ref('stg_management_diagnosis__aspects') }}
),

units as (
    select * from {{ ref('dim_units') }}
    where operator_type = 'own'
),

ancestors as (
    select * from {{ ref('int_unit_ancestors') }}
    where ancestor_unit_type in ('group', 'province', 'city', 'hall')
),

periods as (
    select
        *,
        least(end_date, {{ as_of() }}) as last_date
    from {{ ref('dim_periods') }}
    -- an assessment stands for months: months by themselves would repeat it
    where period_type <> 'month' and start_date <= {{ as_of() }}
),

-- whole numbers of 1e-9 points add up to the same bits in any order
placed as (
    select
        {{ finest_known_unit('aspects') }} as unit_id,
        aspects.aspect_code,
        known_halls.hall_id is not null as is_hall,
        cast(
            round(1e11 * (aspects.score - aspects.scale_min) / (aspects.scale_max - aspects.scale_min)) as bigint
        ) as score_e9,
        aspects.finding_text is not null as has_finding,
        aspects.assessment_date
    from aspects
    {{ join_known_halls('aspects', 'aspects.assessment_date') }}
),

-- two assessors on one day count alike
assessed as (
    select
        unit_id,
        aspect_code,
        is_hall,
        assessment_date,
        cast(sum(score_e9) as bigint) as e9_sum,
        count(*) as assessment_count,
        cast(sum(case when has_finding then 1 else 0 end) as bigint) as finding_count
    from placed
    group by unit_id, aspect_code, is_hall, assessment_date
),

-- each holds until the next one of the same unit, at most so many months
spans as (
    select
        *,
        least(
            coalesce(
                lead(assessment_date) over (partition by unit_id, aspect_code order by assessment_date),
                cast('9999-12-31' as date)
            ),
            {{ add_months('assessment_date', threshold('diagnosis_valid_months')) }}
        ) as valid_to_date
    from assessed
),

summed as (
    select
        ancestors.ancestor_unit_id as unit_id,
        periods.period_id,
        spans.aspect_code,
        any_value(periods.is_partial) as is_partial,
        {%- for name, condition in [('city', 'not spans.is_hall'), ('hall', 'spans.is_hall')] %}
        cast(sum(case when {{ condition }} then spans.e9_sum end) as hugeint) as {{ name }}_e9_sum,
        cast(sum(case when {{ condition }} then spans.assessment_count else 0 end) as bigint)
            as {{ name }}_assessment_count,
        {%- endfor %}
        cast(sum(spans.finding_count) as bigint) as finding_count,
        min(spans.assessment_date) as oldest_assessment_date,
        max(spans.assessment_date) as newest_assessment_date
    from spans
    inner join periods
        on
            spans.assessment_date <= periods.last_date
            and spans.valid_to_date > periods.last_date
    inner join ancestors
        on spans.unit_id = ancestors.unit_id
    group by ancestors.ancestor_unit_id, periods.period_id, spans.aspect_code
),

-- the diagnosis of cities is the figure; where none was diagnosed, its halls stand for it
scored as (
    select
        *,
        coalesce(city_e9_sum, hall_e9_sum) / 1e9
        / case when city_assessment_count > 0 then city_assessment_count else hall_assessment_count end
            as score,
        city_e9_sum / 1e9 / nullif(city_assessment_count, 0) as city_score,
        hall_e9_sum / 1e9 / nullif(hall_assessment_count, 0) as hall_score
    from summed
),

final as (
    select
        scored.unit_id,
        scored.period_id,
        scored.aspect_code,
        scored.city_assessment_count,
        scored.hall_assessment_count,
        scored.finding_count,
        scored.score,
        scored.city_score,
        scored.hall_score,
        scored.score - avg(scored.score) over (
            partition by
                coalesce(case when units.unit_type = 'hall' then units.city_id end, units.parent_unit_id),
                units.unit_type, scored.period_id, scored.aspect_code
        ) as difference_to_siblings,
        case
            when not scored.is_partial
                then rank() over (partition by scored.unit_id, scored.period_id order by scored.score)
        end as weakness_rank,
        case when not scored.is_partial then scored.score < {{ threshold('diagnosis_weak_below') }} end as is_weak,
        scored.is_partial,
        scored.oldest_assessment_date,
        scored.newest_assessment_date
    from scored
    inner join units
        on scored.unit_id = units.unit_id
)

select * from final
