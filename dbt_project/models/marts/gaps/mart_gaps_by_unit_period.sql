{#- The gaps are read once per step rather than shared, which would store them again. -#}
{%- set siblings = ['siblings_no', 'occasion_no', 'measure_no'] -%}
{%- set others_mean = '(spreads.value_sum - gaps.value) / (spreads.siblings - 1)' -%}
{%- set z = '(gaps.value - ' ~ others_mean ~ ') / nullif(spreads.tau, 0)' -%}

with

gaps as (
    select * from {{ ref('int_gaps_compared') }}
),

tests as (
    select * from {{ ref('int_gaps_tested') }}
),

-- spread of the siblings beyond what sampling alone gives (method of moments)
spreads as (
    select
        {{ siblings | join(', ') }},
        count(*) as siblings,
        sum(value) as value_sum,
        sqrt(greatest(0, var_samp(value) - avg(power(se, 2)))) as tau
    from {{ ref('int_gaps_compared') }}
    where is_testable
    group by {{ siblings | join(', ') }}
    having count(*) >= {{ threshold('gap_source_min_siblings') }}
),

-- of the gaps that stand out among the siblings', the one that does so most
sources as (
    select
        gaps.unit_no,
        gaps.occasion_no,
        arg_min(gaps.gap_code, {{ z }}) as gap_code
    from {{ ref('int_gaps_compared') }} as gaps
    inner join spreads
        on
            {%- for key in siblings %}
            {{ 'and ' if not loop.first }}gaps.{{ key }} = spreads.{{ key }}
            {%- endfor %}
    where
        gaps.is_testable
        and gaps.is_source_candidate
        and gaps.layer = 'all'
        and {{ z }} < {{ threshold('gap_source_max_z') }}
        and gaps.ci_high < {{ others_mean }}
    group by gaps.unit_no, gaps.occasion_no
),

final as (
    select
        gaps.unit_id,
        gaps.period_id,
        gaps.element_set,
        gaps.element_id,
        gaps.gap_code,
        gaps.layer,
        case
            when not gaps.are_shown then 'not_shown'
            when gaps.is_partial then 'partial'
            when not gaps.is_testable then 'insufficient'
            when not gaps.is_absolute then 'relative'
            when tests.q_value <= {{ threshold('gap_max_false_discovery_rate') }} then 'short'
            when gaps.ci_high < 0 then 'negative'
            when gaps.ci_low > 0 then 'positive'
            else 'none'
        end as verdict,
        gaps.left_inherited_from,
        gaps.right_inherited_from,
        gaps.left_n as n_left,
        gaps.right_n as n_right,
        gaps.left_mean,
        gaps.right_mean,
        -- what is told of staff is told to 0.1 (M12)
        {%- for figure in ['value', 'ci_low', 'ci_high'] %}
        case when gaps.has_staff_side then round(gaps.{{ figure }}, 1) else gaps.{{ figure }} end
            as {{ figure }},
        {%- endfor %}
        gaps.se,
        case when not gaps.has_staff_side then gaps.df end as df,
        tests.p_value,
        tests.q_value,
        {{ others_mean }} as siblings_mean,
        spreads.tau,
        {{ z }} as z,
        coalesce(tests.q_value <= {{ threshold('gap_max_false_discovery_rate') }}, false) as is_flagged,
        coalesce(gaps.gap_code = sources.gap_code and gaps.layer = 'all', false) as is_source,
        gaps.is_partial
    from gaps
    left join tests
        on
            gaps.unit_no = tests.unit_no
            and gaps.occasion_no = tests.occasion_no
            and gaps.measure_no = tests.measure_no
    left join spreads
        on
            gaps.is_testable
            {%- for key in siblings %}
            and gaps.{{ key }} = spreads.{{ key }}
            {%- endfor %}
    left join sources
        on
            gaps.is_source_candidate
            and gaps.unit_no = sources.unit_no
            and gaps.occasion_no = sources.occasion_no
)

select * from final
