with

promises as (
    select * from {{ ref('stg_service_promise__promises') }}
    where measure_code is not null and promised_value is not null
),

norms as (
    select * from {{ ref('service_norms') }}
),

-- a limit tightened later binds promises made before: judged on the last day both hold, or today
dated as (
    select
        *,
        greatest(
            valid_from_date,
            least({{ as_of() }}, {{ add_days("coalesce(valid_to_date, cast('9999-12-31' as date))", -1) }})
        ) as judged_date
    from promises
),

final as (
    select
        dated.promise_no,
        case
            when dated.city_code is not null then concat('C', dated.city_code)
            when dated.province_code is not null then concat('P', dated.province_code)
            else 'G'
        end as unit_id,
        dated.measure_code,
        dated.element_code as element_id,
        dated.channel,
        dated.promise_text,
        norms.unit,
        norms.better,
        dated.promised_value,
        norms.norm_value as limit_value,
        case
            when norms.better = 'lower' then dated.promised_value - norms.norm_value
            else norms.norm_value - dated.promised_value
        end as beyond_limit_by,
        case
            when norms.better = 'lower' then dated.promised_value > norms.norm_value
            else dated.promised_value < norms.norm_value
        end as is_beyond_limit,
        dated.valid_from_date <= {{ as_of() }}
        and coalesce(dated.valid_to_date > {{ as_of() }}, true) as is_in_force,
        dated.valid_from_date,
        dated.valid_to_date,
        dated.judged_date
    from dated
    left join norms
        on
            dated.measure_code = norms.measure_code
            and dated.judged_date >= norms.valid_from_date
            and dated.judged_date < norms.valid_to_date
)

select * from final
