{%- set sums = [
    'visit_count', 'veto_count',
    'score_before_veto_e4_sum', 'score_before_veto_e4_sumsq',
    'score_after_veto_e4_sum', 'score_after_veto_e4_sumsq',
] -%}

with

monthly_scores as (
    select * from {{ ref('fct_mystery_scores') }}
),

codes as (
    select * from {{ ref('int_mystery_score_codes') }}
),

windows as (
    select * from {{ ref('int_mystery_windows') }}
),

numbered as (
    select
        monthly_scores.*,
        codes.score_no
    from monthly_scores
    inner join codes
        on
            monthly_scores.score_level = codes.score_level
            and monthly_scores.score_code = codes.score_code
),

-- scores below the whole visit rest on few items: not by month, and below the city by bimonth and
-- year only (M5), which also keeps a national release small
final as (
    select
        numbered.unit_id,
        windows.window_no,
        numbered.score_no,
        {%- for column in sums %}
        cast(sum(numbered.{{ column }}) as bigint) as {{ column }}{{ ',' if not loop.last }}
        {%- endfor %}
    from numbered
    inner join windows
        on numbered.month_start_date = windows.month_start_date
    where
        numbered.score_level = 'visit'
        or (windows.window_kind = 'period' and windows.period_type <> 'month')
        or windows.period_type in ('bimonth', 'year')
    group by numbered.unit_id, windows.window_no, numbered.score_no
)

select * from final
