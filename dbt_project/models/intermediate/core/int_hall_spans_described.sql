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

final as (
    select
        versions.* exclude (stage, valid_from_date, valid_to_date),
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
    left join stages
        on
            spans.hall_id = stages.hall_id
            and spans.valid_from_date >= stages.valid_from_date
            and spans.valid_from_date < stages.valid_to_date
    where spans.valid_from_date < spans.valid_to_date
)

select * from final
