with

severities as (
    select * from {{ ref('int_inspector_severities_estimated') }}
),

final as (
    select
        inspector_id,
        visit_count,
        hall_count,
        severity,
        se,
        cast(df as double) as df,
        ci_low,
        ci_high,
        severity_shrunken,
        severity_shrunken - {{ z_975() }} * shrunken_se as shrunken_ci_low,
        severity_shrunken + {{ z_975() }} * shrunken_se as shrunken_ci_high,
        sqrt(prior_variance) as severity_sd,
        residual_sd,
        -- judged on the shrunken value: with hundreds of inspectors some raw ones stray by luck
        case
            when severity_shrunken + {{ z_975() }} * shrunken_se < 0 then 'harsh'
            when severity_shrunken - {{ z_975() }} * shrunken_se > 0 then 'lenient'
            when severity is not null then 'as_others'
            else 'undetermined'
        end as verdict
    from severities
)

select * from final
