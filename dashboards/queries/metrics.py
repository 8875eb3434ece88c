"""Figures by unit and period: cards, league and map, trend, table of children."""

from __future__ import annotations

from dashboards.queries.gate import rows, unscoped_rows
from dashboards.release import Row
from dashboards.scope import Scope

# Fourteen periods show a year and its neighbours.
HISTORY = 14


def dictionary(scope: Scope) -> list[Row]:
    """The metric dictionary of the release."""
    return unscoped_rows(
        scope,
        """
        select
            code, name_zh, name_en, short_zh, short_en, unit, decimals, better, definition_zh,
            definition_en, method
        from metric_dictionary
        """,
    )


def figures(scope: Scope) -> list[Row]:
    """All metrics of the unit in the period, with the figure first published where restated."""
    return rows(
        scope,
        """
        select
            figures.metric_code, figures.state, figures.value, figures.value_proportional, figures.n,
            figures.n_band_low, figures.n_band_high, figures.ci_low, figures.ci_high,
            figures.halls_with_data, figures.halls_in_scope, figures.coverage_rate, figures.wave,
            figures.inherited_from_unit_id, figures.previous_value, figures.delta_previous,
            figures.is_delta_previous_significant, figures.year_ago_value, figures.delta_year_ago,
            figures.is_delta_year_ago_significant, figures.target, figures.is_partial,
            case when headlines.is_restated then headlines.first_value end as first_value
        from mart_metrics_by_unit_period as figures
        left join headlines using (unit_id, period_id, metric_code)
        where figures.unit_id = $unit and figures.period_id = $period
        """,
    )


def history(scope: Scope, period_type: str) -> list[Row]:
    """All metrics of the unit over the last closed periods of a type, up to the one in view."""
    return rows(
        scope,
        f"""
        with shown as (
            select period_id, start_date
            from dim_periods
            where period_type = $period_type
                and is_closed
                and end_date <= (select end_date from dim_periods where period_id = $period)
            order by start_date desc
            limit {HISTORY}
        )

        select figures.metric_code, shown.start_date, figures.value, figures.state, figures.wave
        from mart_metrics_by_unit_period as figures
        inner join shown on figures.period_id = shown.period_id
        where figures.unit_id = $unit
        order by shown.start_date
        """,
        period_type=period_type,
    )


def trend(scope: Scope, metric_code: str) -> list[Row]:
    """One metric of the unit by month: the fourteen closed months up to the period, then open ones."""
    return rows(
        scope,
        f"""
        with months as (
            select
                dim_periods.period_id, dim_periods.start_date, dim_periods.label_zh,
                dim_periods.label_en, dim_periods.is_closed,
                row_number() over (
                    partition by dim_periods.is_closed order by dim_periods.start_date desc
                ) as months_back
            from dim_periods
            where dim_periods.period_type = 'month'
                and (
                    dim_periods.end_date
                        <= (select end_date from dim_periods where period_id = $period)
                    or not dim_periods.is_closed
                )
                and dim_periods.start_date <= coalesce(
                    (select max(data_through_date) from release_info), dim_periods.start_date
                )
        )

        select
            months.period_id, months.start_date, months.label_zh, months.label_en,
            months.is_closed, figures.state, figures.value, figures.n, figures.ci_low,
            figures.ci_high, figures.target, figures.delta_previous,
            figures.is_delta_previous_significant
        from months
        left join mart_metrics_by_unit_period as figures
            on months.period_id = figures.period_id
                and figures.unit_id = $unit
                and figures.metric_code = $metric
        where months.months_back <= {HISTORY}
        order by months.start_date
        """,
        metric=metric_code,
    )


# Halls are compared within their city, or the branch in view; groups and provinces with what is
# right below them. The unit itself stands among its siblings where it is a hall.
UNITS_BELOW = """
    anchors as (
        select
            case when unit_type = 'hall' then coalesce(city_id, parent_unit_id) else unit_id end
                as unit_id,
            unit_type in ('group', 'province') as shows_children
        from dim_units
        where unit_id = $unit
    ),

    shown as (
        select dim_units.*
        from dim_units
        cross join anchors
        where dim_units.operator_type = 'own'
            and not dim_units.is_unallocated
            and list_contains(string_split(dim_units.path, '/'), $root)
            and case
                when anchors.shows_children then dim_units.parent_unit_id = anchors.unit_id
                else dim_units.unit_type = 'hall'
                    and list_contains(string_split(dim_units.path, '/'), anchors.unit_id)
            end
    )
"""


def league(scope: Scope, metric_code: str) -> list[Row]:
    """One metric of the units below (halls: of the halls beside it) in the period, best first."""
    return rows(
        scope,
        f"""
        with {UNITS_BELOW}

        select
            shown.unit_id, shown.unit_type, shown.short_name_zh, shown.short_name_en,
            shown.boundary_code, shown.longitude, shown.latitude, figures.state,
            figures.value, figures.value_proportional, figures.n, figures.n_band_low,
            figures.n_band_high, figures.ci_low, figures.ci_high, figures.halls_with_data,
            figures.halls_in_scope, figures.inherited_from_unit_id
        from shown
        left join mart_metrics_by_unit_period as figures
            on shown.unit_id = figures.unit_id
                and figures.period_id = $period
                and figures.metric_code = $metric
        order by figures.value desc nulls last, shown.sort_order, shown.unit_id
        """,
        metric=metric_code,
        root=scope.viewer.root_unit_id,
    )


def units_table(scope: Scope) -> list[Row]:
    """Every metric of the same units in the period, long: for the drill-down table."""
    return rows(
        scope,
        f"""
        with {UNITS_BELOW}

        select
            shown.unit_id, shown.short_name_zh, shown.short_name_en, figures.metric_code,
            figures.state, figures.value
        from shown
        left join mart_metrics_by_unit_period as figures
            on shown.unit_id = figures.unit_id and figures.period_id = $period
        order by shown.sort_order, shown.unit_id
        """,
        root=scope.viewer.root_unit_id,
    )


def reference(scope: Scope, unit_id: str, metric_code: str) -> Row | None:
    """One metric of an ancestor of the unit in view: the line that children are compared with."""
    found = rows(
        scope,
        """
        select value, ci_low, ci_high, n, target, state
        from mart_metrics_by_unit_period
        where unit_id = $reference and period_id = $period and metric_code = $metric
            and list_contains(
                (select string_split(path, '/') from dim_units where unit_id = $unit), $reference
            )
        """,
        reference=unit_id,
        metric=metric_code,
    )
    return found[0] if found else None
