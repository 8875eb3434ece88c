with

halls as (
    select * from {{ ref('int_mystery_validity_halls_paired') }}
),

units as (
    select * replace ('G' as unit_id)
    from halls
    union all by name
    select * replace (province_id as unit_id)
    from halls
),

summed as (
    select
        unit_id,
        period_id,
        score_code,
        cast(count(*) as bigint) as hall_count,
        corr(inspection_mean, perception_mean) as correlation,
        var_samp(inspection_mean) as inspection_variance,
        var_samp(perception_mean) as perception_variance,
        -- halls lend each other their spread: pooled variance within halls × mean of 1/n
        sum(inspection_within_ss) / nullif(sum(inspection_n - 1), 0) * avg(1.0e0 / inspection_n)
            as inspection_sampling_variance,
        sum(perception_within_ss) / nullif(sum(perception_n - 1), 0) * avg(1.0e0 / perception_n)
            as perception_sampling_variance
    from units
    group by unit_id, period_id, score_code
),

judged as (
    select
        *,
        1 - inspection_sampling_variance / nullif(inspection_variance, 0) as reliability_inspection,
        1 - perception_sampling_variance / nullif(perception_variance, 0) as reliability_perception,
        -- halls all alike have no correlation: DuckDB says NaN
        hall_count >= {{ threshold('validity_min_halls') }} and isfinite(correlation) as is_shown
    from summed
),

final as (
    select
        unit_id,
        period_id,
        score_code,
        hall_count,
        case when is_shown then correlation end as r,
        case
            when is_shown and abs(correlation) < 1 and hall_count > 3
                then tanh(atanh(correlation) - {{ z_975() }} / sqrt(hall_count - 3))
        end as ci_low,
        case
            when is_shown and abs(correlation) < 1 and hall_count > 3
                then tanh(atanh(correlation) + {{ z_975() }} / sqrt(hall_count - 3))
        end as ci_high,
        case when is_shown then reliability_inspection end as reliability_inspection,
        case when is_shown then reliability_perception end as reliability_perception,
        case
            when
                is_shown
                and least(reliability_inspection, reliability_perception)
                >= {{ threshold('validity_min_reliability') }}
                then correlation / sqrt(reliability_inspection * reliability_perception)
        end as r_corrected
    from judged
)

select * from final
