{{ config(materialized='view') }}

with

windowed as (
    select * from {{ ref('int_mystery_scores_windowed') }}
),

versions as (
    select score_version
    from (values ('before_veto'), ('after_veto')) as score_versions (score_version)
),

-- what vetoes cost is told for the whole visit; by block and indicator the deductions tell it
by_version as (
    select
        windowed.unit_id,
        windowed.period_id,
        windowed.period_type,
        windowed.window_kind,
        windowed.score_level,
        windowed.score_code,
        versions.score_version,
        windowed.visit_count,
        windowed.veto_count,
        case versions.score_version
            when 'before_veto' then windowed.score_before_veto_e4_sum
            else windowed.score_after_veto_e4_sum
        end as score_e4_sum,
        case versions.score_version
            when 'before_veto' then windowed.score_before_veto_e4_sumsq
            else windowed.score_after_veto_e4_sumsq
        end as score_e4_sumsq
    from windowed
    cross join versions
    where versions.score_version = 'after_veto' or windowed.score_level = 'visit'
),

-- n·Σ² − Σ·Σ stays a whole number: no cancellation
final as (
    select
        unit_id,
        period_id,
        period_type,
        window_kind,
        score_level,
        score_code,
        score_version,
        visit_count,
        veto_count,
        score_e4_sum,
        score_e4_sum / 1e4 / visit_count as score_mean,
        (
            cast(visit_count as hugeint) * score_e4_sumsq
            - cast(score_e4_sum as hugeint) * score_e4_sum
        ) / 1e8 / visit_count as within_sum_of_squares,
        visit_count - 1 as within_df
    from by_version
)

select * from final
