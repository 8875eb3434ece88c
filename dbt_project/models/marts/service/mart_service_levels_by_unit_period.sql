with

measurements as (
    select * from {{ ref('stg_service_measurement__measurements') }}
    -- without cases a mean has no weight
    where case_count > 0
),

norms as (
    select * from {{ ref('service_norms') }}
),

known_halls as (
    select * from {{ ref('int_hall_identities') }}
    where operator_type = 'own'
),

ancestors as (
    select * from {{ ref('int_unit_ancestors') }}
    where ancestor_unit_type <> 'unallocated'
),

period_months as (
    select * from {{ ref('int_period_months') }}
),

counted as (
    select
        *,
        count(hall_code) over (partition by measure_code, month_start_date, city_code) as hall_rows,
        count(city_code) over (partition by measure_code, month_start_date, province_code) as city_rows,
        count(province_code) over (partition by measure_code, month_start_date) as province_rows
    from measurements
),

-- the figure of a whole city, province or group would count the finer ones below it twice
finest as (
    select * from counted
    where case
        when hall_code is not null then true
        when city_code is not null then hall_rows = 0
        when province_code is not null then city_rows = 0
        else province_rows = 0
    end
),

-- a month belongs to the hall that bore the code in it; at a change of hall, to the later one.
-- Whole numbers of 1e-9 add up to the same bits in any order.
matched as (
    select
        {{ finest_known_unit('finest') }} as unit_id,
        finest.measure_code,
        finest.case_count,
        case when finest.met_count is not null then finest.case_count end as met_known_case_count,
        finest.met_count,
        cast(round(finest.measured_value * 1e9) as hugeint) * finest.case_count as value_e9_sum,
        finest.month_start_date,
        row_number() over (
            partition by
                finest.measure_code, finest.province_code, finest.city_code, finest.hall_code,
                finest.month_start_date
            order by known_halls.known_from_date desc
        ) as match_no
    from finest
    left join known_halls
        on
            finest.hall_code = known_halls.hall_code
            and {{ add_months('finest.month_start_date', 1) }} > known_halls.known_from_date
            and finest.month_start_date < known_halls.known_to_date
),

placed as (
    select * from matched
    where match_no = 1
),

summed as (
    select
        ancestors.ancestor_unit_id as unit_id,
        period_months.period_id,
        placed.measure_code,
        any_value(period_months.is_partial) as is_partial,
        any_value(period_months.end_date) as period_end_date,
        cast(sum(placed.case_count) as bigint) as case_count,
        cast(sum(placed.met_known_case_count) as bigint) as met_known_case_count,
        cast(sum(placed.met_count) as bigint) as met_count,
        sum(placed.value_e9_sum) as value_e9_sum
    from placed
    inner join ancestors
        on placed.unit_id = ancestors.unit_id
    inner join period_months
        on placed.month_start_date = period_months.month_start_date
    -- months are for the trend of city and above
    where
        period_months.period_type <> 'month'
        or ancestors.ancestor_unit_type in ('group', 'province', 'city')
    group by ancestors.ancestor_unit_id, period_months.period_id, placed.measure_code
),

judged as (
    select
        summed.*,
        summed.value_e9_sum / 1e9 / summed.case_count as measured_mean,
        norms.unit,
        norms.better,
        norms.norm_value
    from summed
    left join norms
        on
            summed.measure_code = norms.measure_code
            and summed.period_end_date >= norms.valid_from_date
            and summed.period_end_date < norms.valid_to_date
),

final as (
    select
        unit_id,
        period_id,
        measure_code,
        unit,
        better,
        case_count,
        met_count,
        met_known_case_count,
        measured_mean,
        norm_value,
        case when better = 'lower' then norm_value - measured_mean else measured_mean - norm_value end
            as norm_margin,
        met_count / cast(nullif(met_known_case_count, 0) as double) as met_rate,
        {{ wilson_low('met_count', 'met_known_case_count') }} as met_rate_ci_low,
        {{ wilson_high('met_count', 'met_known_case_count') }} as met_rate_ci_high,
        case
            when is_partial then null
            when better = 'lower' then measured_mean > norm_value
            else measured_mean < norm_value
        end as is_norm_broken,
        case_count < {{ threshold('min_n_firm') }} as is_indicative,
        is_partial
    from judged
)

select * from final
