{{ config(materialized='view') }}

with

windowed as (
    select * from {{ ref('int_mystery_scores_windowed') }}
),

windows as (
    select distinct
        window_no,
        period_id,
        period_type,
        window_kind
    from {{ ref('int_mystery_windows') }}
),

codes as (
    select * from {{ ref('int_mystery_score_codes') }}
),

versions as (
    select score_version
    from (values ('before_veto'), ('after_veto')) as score_versions (score_version)
),

-- what vetoes cost is told for the whole visit; by block and indicator the deductions tell it
by_version as (
    select
        windowed.unit_id,
        windows.period_id,
        windows.period_type,
        windows.window_kind,
        windowed.window_no,
        codes.score_level,
        codes.score_code,
        windowed.score_no,
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
    inner join windows
        on windowed.window_no = windows.window_no
    inner join codes
        on windowed.score_no = codes.score_no
    cross join versions
    where versions.score_version = 'after_veto' or codes.score_level = 'visit'
),

-- n·Σ² − Σ·Σ stays a whole number: no cancellation
final as (
    select
        unit_id,
        period_id,
        period_type,
        window_kind,
        window_no,
        score_level,
        score_code,
        score_no,
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
