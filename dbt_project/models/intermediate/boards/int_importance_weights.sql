with

items as (
    select * from {{ ref('fct_survey_items') }}
    where measure = 'importance'
),

units as (
    select * from {{ ref('dim_units') }}
    where operator_type = 'own'
),

boards as (
    select * from {{ ref('int_board_elements') }}
),

years as (
    select cast(year(start_date) as integer) as year_no
    from {{ ref('dim_periods') }}
    where period_type = 'year'
),

provinces as (
    select unit_id as province_id
    from units
    where unit_type in ('group', 'province')
),

province_sums as (
    select
        units.province_id,
        items.element_id,
        cast(year(items.month_start_date) as integer) as year_no,
        sum(items.answer_count) as answer_count,
        sum(items.k_sum) as k_sum
    from items
    inner join units
        on items.unit_id = units.unit_id
    group by units.province_id, items.element_id, year(items.month_start_date)
),

all_sums as (
    select * from province_sums
    where province_id is not null
    union all
    select
        'G' as province_id,
        element_id,
        year_no,
        sum(answer_count) as answer_count,
        sum(k_sum) as k_sum
    from province_sums
    group by element_id, year_no
),

-- importance is asked on 1 to 10; a set's weights come from one place, so its thinnest item decides
means as (
    select
        all_sums.province_id,
        all_sums.year_no,
        boards.board_set,
        boards.element_id,
        cast(all_sums.answer_count as bigint) as importance_n,
        1 + 9 * all_sums.k_sum / (2520 * all_sums.answer_count) as importance_mean,
        count(*) over set_rows = boards.element_count as is_complete,
        min(all_sums.answer_count) over set_rows as set_n
    from all_sums
    inner join boards
        on all_sums.element_id = boards.element_id
    window set_rows as (partition by all_sums.province_id, all_sums.year_no, boards.board_set)
),

-- a year without answers keeps the latest before it, or failing that the first after it
years_in_effect as (
    select
        years.year_no,
        means.board_set,
        coalesce(
            max(case when means.year_no <= years.year_no then means.year_no end),
            min(means.year_no)
        ) as importance_year
    from years
    cross join means
    where means.province_id = 'G' and means.is_complete
    group by years.year_no, means.board_set
),

sources as (
    select
        provinces.province_id,
        years_in_effect.year_no,
        years_in_effect.board_set,
        years_in_effect.importance_year,
        coalesce(max(means.province_id), 'G') as source_unit_id
    from years_in_effect
    cross join provinces
    left join means
        on
            provinces.province_id = means.province_id
            and years_in_effect.importance_year = means.year_no
            and years_in_effect.board_set = means.board_set
            and means.is_complete
            and means.set_n >= {{ threshold('importance_min_n') }}
    group by
        provinces.province_id, years_in_effect.year_no, years_in_effect.board_set,
        years_in_effect.importance_year
),

-- a set nobody was asked about weighs its items alike
final as (
    select
        provinces.province_id,
        years.year_no,
        boards.board_set,
        boards.element_id,
        coalesce(means.importance_n, 0) as importance_n,
        means.importance_mean,
        coalesce(
            means.importance_mean / sum(means.importance_mean) over (
                partition by provinces.province_id, years.year_no, boards.board_set
            ),
            1.0e0 / boards.element_count
        ) as importance_share,
        sources.importance_year,
        case when sources.source_unit_id <> provinces.province_id then sources.source_unit_id end
            as inherited_from_unit_id
    from provinces
    cross join years
    cross join boards
    left join sources
        on
            provinces.province_id = sources.province_id
            and years.year_no = sources.year_no
            and boards.board_set = sources.board_set
    left join means
        on
            sources.source_unit_id = means.province_id
            and sources.importance_year = means.year_no
            and boards.element_id = means.element_id
)

select * from final
