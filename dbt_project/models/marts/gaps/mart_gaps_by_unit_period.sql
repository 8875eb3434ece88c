{%- set siblings = ['parent_unit_id', 'unit_type', 'period_id', 'gap_code', 'layer', 'element_id'] -%}

with

tested as (
    select * from {{ ref('int_gaps_tested') }}
),

-- spread of the siblings beyond what sampling alone gives (method of moments)
sibling_spreads as (
    select
        {{ siblings | join(', ') }},
        count(*) as siblings,
        sum(value) as value_sum,
        sqrt(greatest(0, var_samp(value) - avg(power(se, 2)))) as tau
    from tested
    where is_testable
    group by {{ siblings | join(', ') }}
    having count(*) >= {{ threshold('gap_source_min_siblings') }}
),

standing as (
    select
        tested.*,
        (sibling_spreads.value_sum - tested.value) / (sibling_spreads.siblings - 1) as siblings_mean,
        sibling_spreads.tau,
        (tested.value - (sibling_spreads.value_sum - tested.value) / (sibling_spreads.siblings - 1))
        / nullif(sibling_spreads.tau, 0) as z
    from tested
    left join sibling_spreads
        on
            tested.is_testable
            {%- for key in siblings %}
            and tested.{{ key }} = sibling_spreads.{{ key }}
            {%- endfor %}
),

suspected as (
    select
        *,
        case
            when
                is_source_candidate
                and layer = 'all'
                and z < {{ threshold('gap_source_max_z') }}
                and ci_high < siblings_mean
                then z
        end as source_z
    from standing
),

sources as (
    select
        unit_id,
        period_id,
        element_id,
        min(source_z) as lowest_z
    from suspected
    where source_z is not null
    group by unit_id, period_id, element_id
),

final as (
    select
        suspected.unit_id,
        suspected.period_id,
        suspected.element_set,
        suspected.element_id,
        suspected.gap_code,
        suspected.layer,
        case
            when not suspected.are_shown then 'not_shown'
            when suspected.is_partial then 'partial'
            when not suspected.is_testable then 'insufficient'
            when not suspected.is_absolute then 'relative'
            when suspected.q_value <= {{ threshold('gap_max_false_discovery_rate') }} then 'short'
            when suspected.ci_high < 0 then 'negative'
            when suspected.ci_low > 0 then 'positive'
            else 'none'
        end as verdict,
        suspected.left_inherited_from,
        suspected.right_inherited_from,
        suspected.left_n as n_left,
        suspected.right_n as n_right,
        suspected.left_mean,
        suspected.right_mean,
        -- what is told of staff is told to 0.1 (M12)
        {%- for figure in ['value', 'ci_low', 'ci_high'] %}
        case when suspected.has_staff_side then round(suspected.{{ figure }}, 1) else suspected.{{ figure }} end
            as {{ figure }},
        {%- endfor %}
        suspected.se,
        case when not suspected.has_staff_side then suspected.df end as df,
        suspected.p_value,
        suspected.q_value,
        suspected.siblings_mean,
        suspected.tau,
        suspected.z,
        coalesce(suspected.q_value <= {{ threshold('gap_max_false_discovery_rate') }}, false) as is_flagged,
        coalesce(suspected.source_z = sources.lowest_z, false) as is_source,
        suspected.is_partial
    from suspected
    left join sources
        on
            suspected.source_z is not null
            and suspected.unit_id = sources.unit_id
            and suspected.period_id = sources.period_id
            and suspected.element_id = sources.element_id
)

select * from final
