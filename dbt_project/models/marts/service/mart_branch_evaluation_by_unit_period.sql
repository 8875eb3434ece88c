with

parts as (
    select * from {{ ref('int_branch_evaluation_parts') }}
),

weights as (
    select * from {{ ref('branch_evaluation_weights') }}
),

periods as (
    select * from {{ ref('dim_periods') }}
),

units as (
    select * from {{ ref('dim_units') }}
),

-- the weights valid on the period's last day, as shares of one
shares as (
    select
        periods.period_id,
        periods.is_partial,
        weights.component_code,
        weights.weight / sum(weights.weight) over (partition by periods.period_id) as weight
    from periods
    inner join weights
        on
            periods.end_date >= weights.valid_from_date
            and periods.end_date < weights.valid_to_date
),

-- parts that are missing leave the sum and its weights
weighted as (
    select
        parts.*,
        shares.is_partial,
        shares.weight,
        sum(shares.weight) over (
            partition by parts.unit_id, parts.period_id order by parts.component_code
            rows between unbounded preceding and unbounded following
        ) as present_weight
    from parts
    inner join shares
        on
            parts.period_id = shares.period_id
            and parts.component_code = shares.component_code
),

part_rows as (
    select
        *,
        weight / present_weight as effective_weight,
        value * weight / present_weight as contribution
    from weighted
),

totals as (
    select
        part_rows.unit_id,
        part_rows.period_id,
        'total' as component_code,
        any_value(part_rows.is_partial) as is_partial,
        any_value(part_rows.present_weight) as weight,
        sum(part_rows.contribution order by part_rows.component_code) as value,
        -- a part on few answers or visits makes nothing firm
        coalesce(sum(part_rows.weight) filter (not part_rows.is_indicative), 0)
        < {{ threshold('branch_firm_weight_rate') }} as is_indicative,
        coalesce(sum(part_rows.weight) filter (part_rows.inherited_from_unit_id is not null), 0)
        / any_value(part_rows.present_weight) as inherited_weight_rate
    from part_rows
    group by part_rows.unit_id, part_rows.period_id
),

missing as (
    select
        totals.unit_id,
        totals.period_id,
        array_to_string(list(shares.component_code order by shares.component_code), ',')
            as missing_components
    from totals
    inner join shares
        on totals.period_id = shares.period_id
    left join part_rows
        on
            totals.unit_id = part_rows.unit_id
            and totals.period_id = part_rows.period_id
            and shares.component_code = part_rows.component_code
    where part_rows.unit_id is null
    group by totals.unit_id, totals.period_id
),

ranked as (
    select
        totals.*,
        missing.missing_components,
        case
            when totals.is_partial then 'period_open'
            when totals.is_indicative then 'too_little_data'
        end as not_ranked_reason,
        units.city_id,
        units.province_id
    from totals
    inner join units
        on totals.unit_id = units.unit_id
    left join missing
        on
            totals.unit_id = missing.unit_id
            and totals.period_id = missing.period_id
),

final as (
    select
        unit_id,
        period_id,
        component_code,
        cast(null as varchar) as inherited_from_unit_id,
        missing_components,
        not_ranked_reason,
        cast(null as bigint) as n,
        {%- for scope in ['city', 'province'] %}
        case when not_ranked_reason is null then rank() over (
            partition by period_id, {{ scope }}_id, not_ranked_reason is null order by value desc
        ) end as rank_in_{{ scope }},
        count(*) filter (not_ranked_reason is null) over (partition by period_id, {{ scope }}_id)
            as ranked_in_{{ scope }},
        {%- endfor %}
        weight,
        cast(1 as double) as effective_weight,
        inherited_weight_rate,
        value,
        value as contribution,
        not_ranked_reason is null as is_ranked,
        is_indicative,
        is_partial
    from ranked
    union all by name
    select
        unit_id,
        period_id,
        component_code,
        inherited_from_unit_id,
        n,
        weight,
        effective_weight,
        case when inherited_from_unit_id is null then 0 else 1 end as inherited_weight_rate,
        value,
        contribution,
        is_indicative,
        is_partial
    from part_rows
)

select * from final
