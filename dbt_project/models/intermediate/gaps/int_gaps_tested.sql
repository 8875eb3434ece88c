with

gaps as (
    select
        unit_no,
        occasion_no,
        measure_no,
        siblings_no,
        occasion_no // 10000 as period_no,
        is_overall,
        df,
        (value + {{ threshold('gap_delta') }}) / se as t
    from {{ ref('int_gaps_compared') }}
    where is_testable and is_absolute and df is not null
),

{{ t_angles('gaps') }},

-- M6: H0 says that the gap is no worse than -delta
tests as (
    select
        unit_no,
        occasion_no,
        measure_no,
        ((siblings_no * 1000000 + period_no) * 1000 + measure_no) * 2 + cast(is_overall as integer) as family_no,
        {{ t_distribution() }} as p_value
    from angled
),

{{ benjamini_hochberg(
    'tests', 'p_value', 'q_value', ['unit_no', 'occasion_no', 'measure_no', 'p_value'], ['family_no']
) }}

select * from adjusted
