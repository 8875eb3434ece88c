with

satisfaction as (
    select * from {{ ref('mart_satisfaction_by_unit_period') }}
),

items as (
    select * from {{ ref('int_board_elements') }}
    where element_set in ('hall', 'theme')
),

units as (
    select * from {{ ref('dim_units') }}
    where unit_type in ('group', 'province', 'city')
),

periods as (
    select * from {{ ref('dim_periods') }}
    where period_type <> 'month'
),

derived as (
    select * from {{ ref('int_importances_derived_estimated') }}
),

-- the exit interview judges the hall, the telephone survey the other themes
performances as (
    select
        satisfaction.*,
        items.board_set,
        coalesce(units.province_id, 'G') as cutting_unit_id
    from satisfaction
    inner join items
        on
            satisfaction.element_id = items.element_id
            and satisfaction.instrument
            = case when items.element_set = 'hall' then 'perception' else 'in_network' end
    inner join units
        on satisfaction.unit_id = units.unit_id
    inner join periods
        on satisfaction.period_id = periods.period_id
    where satisfaction.measure = 'level' and satisfaction.is_shown
),

-- the unit's own importance, here and nowhere else (M6), back on the scale of 1 to 10
importances as (
    select
        satisfaction.unit_id,
        satisfaction.period_id,
        satisfaction.element_id,
        satisfaction.n,
        satisfaction.is_indicative,
        1 + 0.09 * satisfaction.mean as mean,
        1 + 0.09 * satisfaction.ci_low as ci_low,
        1 + 0.09 * satisfaction.ci_high as ci_high,
        1 + 0.09 * avg(satisfaction.mean) over (
            partition by satisfaction.unit_id, satisfaction.period_id, items.board_set
        ) as cut
    from satisfaction
    inner join items
        on satisfaction.element_id = items.element_id
    where satisfaction.measure = 'importance' and satisfaction.is_shown
),

cuts as (
    select
        unit_id,
        period_id,
        board_set,
        avg(mean) as cut
    from performances
    where unit_id = cutting_unit_id
    group by unit_id, period_id, board_set
),

final as (
    select
        performances.unit_id,
        performances.period_id,
        performances.board_set,
        performances.element_id,
        {{ quadrant(
            'importances.ci_low', 'importances.ci_high', 'importances.cut',
            'performances.ci_low', 'performances.ci_high', 'cuts.cut',
            'performances.is_partial', 'performances.is_indicative or coalesce(importances.is_indicative, true)'
        ) }} as quadrant,
        importances.n as importance_n,
        importances.mean as importance_mean,
        importances.ci_low as importance_ci_low,
        importances.ci_high as importance_ci_high,
        importances.cut as importance_cut,
        coalesce(own.share, province.share, everybody.share) as derived_importance_share,
        coalesce(own.r2, province.r2, everybody.r2) as derived_importance_r2,
        coalesce(own.n, province.n, everybody.n) as derived_importance_n,
        case
            when own.unit_id is null then coalesce(province.unit_id, everybody.unit_id)
        end as derived_importance_inherited_from,
        performances.n as performance_n,
        performances.mean as performance_mean,
        performances.ci_low as performance_ci_low,
        performances.ci_high as performance_ci_high,
        cuts.cut as performance_cut,
        performances.is_indicative or coalesce(importances.is_indicative, true) as is_indicative,
        performances.is_partial
    from performances
    left join importances
        on
            performances.unit_id = importances.unit_id
            and performances.period_id = importances.period_id
            and performances.element_id = importances.element_id
    left join cuts
        on
            performances.cutting_unit_id = cuts.unit_id
            and performances.period_id = cuts.period_id
            and performances.board_set = cuts.board_set
    {%- for name, unit in [
        ('own', 'performances.unit_id'), ('province', 'performances.cutting_unit_id'), ('everybody', "'G'")
    ] %}
    left join derived as {{ name }}
        on
            {{ name }}.unit_id = {{ unit }}
            and performances.period_id = {{ name }}.period_id
            and performances.element_id = {{ name }}.element_id
    {%- endfor %}
)

select * from final
