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

evaluated as (
    select distinct
        unit_id,
        period_id
    from parts
),

-- parts that are missing leave the sum and its weights
weighted as (
    select
        evaluated.unit_id,
        shares.*,
        parts.inherited_from_unit_id,
        parts.n,
        parts.value,
        parts.is_indicative,
        sum(case when parts.value is not null then shares.weight end) over (
            partition by evaluated.unit_id, evaluated.period_id order by shares.component_code
            rows between unbounded preceding and unbounded following
        ) as present_weight
    from evaluated
    inner join shares
        on evaluated.period_id = shares.period_id
    left join parts
        on
            evaluated.unit_id = parts.unit_id
            and evaluated.period_id = parts.period_id
            and shares.component_code = parts.component_code
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
        unit_id,
        period_id,
        'total' as component_code,
        any_value(is_partial) as is_partial,
        any_value(present_weight) as weight,
        sum(contribution order by component_code) as value,
        -- a part on few answers or visits makes nothing firm
        coalesce(sum(weight) filter (not is_indicative), 0) < {{ threshold('branch_firm_weight_rate') }}
            as is_indicative,
        coalesce(sum(weight) filter (inherited_from_unit_id is not null), 0) / any_value(present_weight)
            as inherited_weight_rate,
        string_agg(component_code, ',' order by component_code) filter (value is null)
            as missing_components
    from part_rows
    group by unit_id, period_id
),

ranked as (
    select
        totals.*,
        case
            when totals.is_partial then 'period_open'
            when totals.is_indicative then 'too_little_data'
        end as not_ranked_reason,
        units.city_id,
        units.province_id
    from totals
    inner join units
        on totals.unit_id = units.unit_id
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
    where value is not null
)

select * from final
