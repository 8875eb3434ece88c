{#- A view: one model alone reads it. -#}
{{ config(materialized='view') }}

with

unit_sums as (
    select * from {{ ref('int_mystery_unit_sums') }}
),

scopes as (
    select * from {{ ref('int_unit_scopes_by_period') }}
),

-- m4_estimate takes n - m as degrees of freedom; the pool's own are put in its place, so that a
-- month that borrows its spread also borrows what is known about it
pooled as (
    select
        unit_sums.* exclude (m4_n, m4_within_ss, m4_within_df, pool_ss, pool_df),
        unit_sums.m4_clusters + unit_sums.pool_df as m4_n,
        unit_sums.pool_ss as m4_within_ss,
        unit_sums.pool_df as m4_within_df,
        scopes.unit_type,
        scopes.operator_type,
        scopes.halls_in_scope,
        scopes.footfall
    from unit_sums
    inner join scopes
        on
            unit_sums.unit_id = scopes.unit_id
            and unit_sums.period_id = scopes.period_id
),

estimated as (
    {{ m4_estimate('pooled', out='score_') }}
),

final as (
    select
        unit_id,
        period_id,
        period_type,
        unit_type,
        operator_type,
        window_kind,
        score_level,
        score_code,
        score_version,
        visit_count,
        veto_count,
        cast(halls_with_data as bigint) as halls_with_data,
        cast(halls_in_scope as bigint) as halls_in_scope,
        -- without any footfall the visits themselves are all there is to weigh by
        coalesce(score_mean, score_e4_sum / 1e4 / visit_count) as score_mean,
        score_e4_sum / 1e4 / visit_count as score_mean_proportional,
        score_se,
        cast(score_df as bigint) as score_df,
        score_ci_low,
        score_ci_high,
        case
            when operator_type = 'own' then footfall_with_data / nullif(footfall, 0)
        end as footfall_coverage_rate
    from estimated
)

select * from final
