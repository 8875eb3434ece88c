with

monthly_scores as (
    select * from {{ ref('fct_mystery_scores') }}
),

codes as (
    select distinct
        score_level,
        score_code
    from monthly_scores
),

final as (
    select
        score_level,
        score_code,
        cast(row_number() over (order by score_level, score_code) as integer) as score_no
    from codes
)

select * from final
