"""Gaps between the sides: ladder, heat map, where it goes wrong, trend of gap 5."""

from __future__ import annotations

from dashboards.queries.gate import rows
from dashboards.queries.metrics import UNITS_BELOW
from dashboards.release import Row
from dashboards.scope import Scope

# Closed periods in a trend, and what is written for the unit as a whole.
HISTORY = 14
WHOLE = "weighted_overall"


def ladder(scope: Scope) -> list[Row]:
    """Every side of the twelve elements with gap 5 and its verdict, furthest below first.

    The last columns are the numbers right of the ladder: D − S comes from the gaps, so that it is
    null where a side may not be shown.
    """
    return rows(
        scope,
        """
        select
            sides.element_id, names.name_zh, names.name_en, sides.expected_mean,
            sides.believed_mean, sides.standard_customer_mean, sides.perceived_mean,
            sides.standard_inspection_mean, sides.delivered_mean, sides.promise_inspection_mean,
            sides.unexplained, sides.expected_inherited_from, sides.believed_inherited_from,
            sides.standard_customer_inherited_from, sides.standard_inspection_inherited_from,
            sides.promise_inspection_inherited_from, sides.gap_source_code,
            own.value as gap_5, own.ci_low, own.ci_high, own.verdict, own.n_left, own.n_right,
            delivery.value as gap_3, delivery.verdict as gap_3_verdict
        from mart_gap_ladder_by_unit_period as sides
        inner join dim_elements as names
            on sides.element_id = names.element_id and sides.element_set = names.element_set
        left join mart_gaps_by_unit_period as own
            on sides.unit_id = own.unit_id
                and sides.period_id = own.period_id
                and sides.element_set = own.element_set
                and sides.element_id = own.element_id
                and own.gap_code = 'gap_5'
                and own.layer = 'all'
        left join mart_gaps_by_unit_period as delivery
            on sides.unit_id = delivery.unit_id
                and sides.period_id = delivery.period_id
                and sides.element_set = delivery.element_set
                and sides.element_id = delivery.element_id
                and delivery.gap_code = 'gap_3'
                and delivery.layer = 'all'
        where sides.unit_id = $unit and sides.period_id = $period and sides.element_set = 'hall'
        order by
            coalesce(own.verdict, 'not_shown') in ('not_shown', 'insufficient'), own.value nulls last,
            names.sort_order
        """,
    )


def tolerance(scope: Scope) -> float:
    """How many points perception may lie below expectation before it counts as short."""
    found = rows(scope, "select value from thresholds where threshold_code = 'gap_delta'")
    return float(found[0]["value"])


def codes(scope: Scope) -> list[Row]:
    """The five gaps with their names, the headline gap first."""
    return rows(
        scope,
        """
        select gap_code, name_zh, name_en, meaning_zh, meaning_en, finest_unit_type, is_absolute
        from gap_codes
        where gap_code in ('gap_1', 'gap_2', 'gap_3', 'gap_4', 'gap_5')
        order by gap_code = 'gap_5' desc, sort_order
        """,
    )


def heat(scope: Scope, gap_code: str) -> list[Row]:
    """One gap of the units below (halls: of the halls beside it) by element, and by unit as a whole."""
    return rows(
        scope,
        f"""
        with {UNITS_BELOW}

        select
            shown.unit_id, shown.unit_type, shown.short_name_zh, shown.short_name_en,
            names.element_id, names.name_zh, names.name_en, names.block_code, gaps.value,
            gaps.ci_low, gaps.ci_high, gaps.siblings_mean, gaps.q_value, gaps.n_left, gaps.n_right,
            coalesce(gaps.verdict, 'no_data') as verdict, coalesce(gaps.is_flagged, false) as is_flagged
        from shown
        cross join (
            select * from dim_elements where element_set = 'hall' and element_id <> '{WHOLE}'
        ) as names
        left join mart_gaps_by_unit_period as gaps
            on shown.unit_id = gaps.unit_id
                and names.element_id = gaps.element_id
                and gaps.element_set = 'hall'
                and gaps.period_id = $period
                and gaps.gap_code = $gap
                and gaps.layer = 'all'
        order by shown.sort_order, shown.unit_id, names.sort_order
        """,
        gap=gap_code,
        root=scope.viewer.root_unit_id,
    )


def own_sources(scope: Scope) -> list[Row]:
    """Elements of the unit whose gap could be placed, the most unusual first."""
    return rows(
        scope,
        """
        select
            gaps.unit_id, gaps.element_id, names.name_zh, names.name_en, gaps.gap_code,
            gap_codes.name_zh as source_name_zh, gap_codes.name_en as source_name_en,
            gap_codes.meaning_zh, gap_codes.meaning_en, gaps.value, gaps.ci_low, gaps.ci_high,
            gaps.siblings_mean, gaps.z
        from mart_gaps_by_unit_period as gaps
        inner join dim_elements as names
            on gaps.element_id = names.element_id and gaps.element_set = names.element_set
        inner join gap_codes on gaps.gap_code = gap_codes.gap_code
        where gaps.unit_id = $unit and gaps.period_id = $period and gaps.element_set = 'hall'
            and gaps.layer = 'all' and gaps.is_source
        order by gaps.z, names.sort_order
        """,
    )


def sources_below(scope: Scope, limit: int) -> list[Row]:
    """The same of the units right below, the most unusual of all first."""
    return rows(
        scope,
        f"""
        with {UNITS_BELOW}

        select
            shown.unit_id, shown.short_name_zh, shown.short_name_en, gaps.element_id,
            names.name_zh, names.name_en, gaps.gap_code, gap_codes.name_zh as source_name_zh,
            gap_codes.name_en as source_name_en, gaps.value, gaps.ci_low, gaps.ci_high,
            gaps.siblings_mean, gaps.z, count(*) over () as all_count,
            count(*) over (partition by gaps.gap_code) as gap_count
        from shown
        inner join mart_gaps_by_unit_period as gaps on shown.unit_id = gaps.unit_id
        inner join dim_elements as names
            on gaps.element_id = names.element_id and gaps.element_set = names.element_set
        inner join gap_codes on gaps.gap_code = gap_codes.gap_code
        where gaps.period_id = $period and gaps.element_set = 'hall' and gaps.layer = 'all'
            and gaps.is_source and shown.unit_id <> $unit
        order by gaps.z, shown.sort_order, names.sort_order
        limit $limit
        """,
        root=scope.viewer.root_unit_id,
        limit=limit,
    )


def trend(scope: Scope, element_id: str) -> list[Row]:
    """Gap 5 of one element by month, below the city by bimonth: closed periods, then open ones."""
    return rows(
        scope,
        f"""
        with periods as (
            select
                period_id, start_date, label_zh, label_en, is_closed, period_type,
                row_number() over (partition by is_closed order by start_date desc) as periods_back
            from dim_periods
            where period_type = (
                select case when unit_type in ('group', 'province', 'city') then 'month' else 'bimonth' end
                from dim_units
                where unit_id = $unit
            )
                and (
                    not is_closed
                    or end_date <= (select end_date from dim_periods where period_id = $period)
                )
                and start_date <= coalesce(
                    (select max(data_through_date) from release_info), start_date
                )
        )

        select
            periods.period_id, periods.period_type, periods.start_date, periods.label_zh,
            periods.label_en, periods.is_closed, gaps.value, gaps.ci_low, gaps.ci_high,
            gaps.n_left, gaps.verdict
        from periods
        left join mart_gaps_by_unit_period as gaps
            on periods.period_id = gaps.period_id
                and gaps.unit_id = $unit
                and gaps.gap_code = 'gap_5'
                and gaps.layer = 'all'
                and gaps.element_set = 'hall'
                and gaps.element_id = $element
        where periods.periods_back <= {HISTORY}
        order by periods.start_date
        """,
        element=element_id,
    )


def elements_of_gap_5(scope: Scope) -> list[Row]:
    """The whole and the twelve elements, for choosing one."""
    return rows(
        scope,
        f"""
        select element_id, name_zh, name_en
        from dim_elements
        where element_set = 'hall'
        order by element_id = '{WHOLE}' desc, sort_order
        """,
    )


def five(scope: Scope) -> list[Row]:
    """Each of the five gaps at its worst element: for gap 5 the lowest, else the one furthest below
    its siblings where there are any."""
    return rows(
        scope,
        """
        select
            gaps.gap_code, gap_codes.name_zh as gap_name_zh, gap_codes.name_en as gap_name_en,
            gap_codes.meaning_zh, gap_codes.meaning_en, gap_codes.is_absolute, names.name_zh,
            names.name_en, gaps.element_id, gaps.value, gaps.ci_low, gaps.ci_high, gaps.verdict,
            gaps.siblings_mean, gaps.z, gaps.n_left, gaps.is_flagged, gaps.is_source
        from mart_gaps_by_unit_period as gaps
        inner join gap_codes on gaps.gap_code = gap_codes.gap_code
        inner join dim_elements as names
            on gaps.element_id = names.element_id and gaps.element_set = names.element_set
        where gaps.unit_id = $unit and gaps.period_id = $period and gaps.element_set = 'hall'
            and gaps.layer = 'all' and gaps.value is not null and gaps.element_id <> 'weighted_overall'
            and gaps.gap_code in ('gap_1', 'gap_2', 'gap_3', 'gap_4', 'gap_5')
        qualify row_number() over (
            partition by gaps.gap_code
            order by
                gaps.verdict = 'insufficient',
                case when gap_codes.is_absolute then gaps.value else coalesce(gaps.z, gaps.value) end,
                names.sort_order
        ) = 1
        order by gaps.gap_code
        """,
    )
