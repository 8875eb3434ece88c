with

figures as (
    select * from {{ ref('int_metrics_collected') }}
),

periods as (
    select * from {{ ref('dim_periods') }}
),

dated as (
    select
        figures.*,
        periods.previous_period_id,
        periods.year_ago_period_id,
        periods.is_partial,
        date_diff('month', periods.start_date, periods.end_date) + 1 as period_months
    from figures
    inner join periods
        on figures.period_id = periods.period_id
),

{%- set comparisons = [
    ('previous', 'previous_period_id', 'dated.period_months'),
    ('year_ago', 'year_ago_period_id', '12'),
] %}

-- open periods are not compared (M1), nor is a staff wave with itself
differences as (
    select
        dated.*
        {%- for name, period_column, months_back in comparisons %},
        {{ name }}.value as {{ name }}_value,
        case
            when not dated.is_partial and dated.wave = {{ name }}.wave then null
            when not dated.is_partial then dated.value - {{ name }}.value
        end as delta_{{ name }},
        -- figures that share months, such as a hall's rolling half-year, are not independent
        case
            when coalesce(dated.window_months, 0) <= {{ months_back }}
                then sqrt(power(dated.se, 2) + power({{ name }}.se, 2))
        end as {{ name }}_se,
        floor(power(power(dated.se, 2) + power({{ name }}.se, 2), 2) / nullif(
            power(dated.se, 4) / dated.df + power({{ name }}.se, 4) / {{ name }}.df, 0
        )) as {{ name }}_df
        {%- endfor %}
    from dated
    {%- for name, period_column, months_back in comparisons %}
    left join figures as {{ name }}
        on
            dated.unit_id = {{ name }}.unit_id
            and dated.metric_code = {{ name }}.metric_code
            and dated.{{ period_column }} = {{ name }}.period_id
    {%- endfor %}
),

-- Welch's degrees of freedom where both sides have them, else the normal quantile
final as (
    select
        differences.* exclude (previous_se, previous_df, year_ago_se, year_ago_df, period_months)
        {%- for name, period_column, months_back in comparisons %},
        abs(differences.delta_{{ name }}) > differences.{{ name }}_se * case
            when differences.{{ name }}_df is null then {{ z_975() }}
            else {{ t_975('differences.' ~ name ~ '_df', name ~ '_quantiles.t_975') }}
        end as is_delta_{{ name }}_significant
        {%- endfor %}
    from differences
    {%- for name, period_column, months_back in comparisons %}
    left join {{ ref('t_quantiles') }} as {{ name }}_quantiles
        on differences.{{ name }}_df = {{ name }}_quantiles.degrees_of_freedom
    {%- endfor %}
)

select * from final
