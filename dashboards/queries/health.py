"""Deliveries, checks, history, lineage and build of the release."""

from __future__ import annotations

from dashboards.queries.gate import rows, unscoped_rows
from dashboards.release import Row
from dashboards.scope import Scope

# Restated figures a page lists; the number of all of them stands in the history.
RESTATED_SHOWN = 200


def has_health(scope: Scope) -> bool:
    """Whether the release tells of its deliveries; one of an earlier version does not."""
    return bool(
        unscoped_rows(
            scope, "select 1 from duckdb_views() where view_name = 'release_freshness' limit 1"
        )
    )


def freshness(scope: Scope) -> list[Row]:
    """Every feed with a rhythm by every province of the unit; where nothing came the days are null.

    For the group all provinces that the viewer may see, else the province that holds the unit.
    """
    return rows(
        scope,
        """
        with provinces as (
            select unit_id, short_name_zh, short_name_en, sort_order
            from dim_units
            where unit_type = 'province'
                and operator_type = 'own'
                and not is_unallocated
                and exists (
                    select 1
                    from dim_units as viewed
                    where viewed.unit_id = $unit
                        and (viewed.unit_type = 'group' or viewed.province_id = dim_units.unit_id)
                )
        ),

        feeds as (
            select source, any_value(rhythm_days) as rhythm_days
            from release_freshness
            group by source
        )

        select
            feeds.source, feeds.rhythm_days, provinces.unit_id, provinces.short_name_zh,
            provinces.short_name_en, found.newest_date, found.delivered_at, found.days_since
        from feeds
        cross join provinces
        left join release_freshness as found
            on feeds.source = found.source and provinces.unit_id = found.province_id
        order by feeds.rhythm_days, feeds.source, provinces.sort_order, provinces.unit_id
        """,
    )


def loads(scope: Scope) -> list[Row]:
    """Loads, newest first; anonymous feeds without numbers of rows."""
    return unscoped_rows(
        scope,
        """
        select
            load_id, source, file_name, status, ended_at, period_min, period_max, rows_accepted,
            rows_rejected
        from release_loads
        order by load_id desc
        """,
    )


def held(scope: Scope) -> list[Row]:
    """Loads that are in no figure: kept out by a check (with its words) or refused whole."""
    return unscoped_rows(
        scope,
        """
        with words as (
            select
                load_id, string_agg(reason_zh, '；' order by expectation) as reason_zh,
                string_agg(reason_en, '; ' order by expectation) as reason_en
            from quality_results
            where severity = 'stop' and not success and load_id is not null
            group by load_id
        ),

        provinces as (select load_id, province from release_quarantine)

        select
            loads.load_id, loads.source, loads.file_name, loads.status, loads.ended_at,
            provinces.province, words.reason_zh, words.reason_en,
            loads.status_reason
        from release_loads as loads
        left join words on loads.load_id = words.load_id
        left join provinces on loads.load_id = provinces.load_id
        where loads.status in ('quarantined', 'refused')
        order by loads.status, loads.load_id desc
        """,
    )


def rejects(scope: Scope) -> list[Row]:
    """Rejected cells and rows: file, sheet, line, column and why, never the content."""
    return unscoped_rows(
        scope,
        """
        select
            load_id, source, file_name, sheet, row_no, column_name, reason_code, reason_zh,
            reason_en
        from release_rejects
        order by load_id desc, file_name, sheet, row_no, column_name
        """,
    )


def failed_checks(scope: Scope) -> list[Row]:
    """Checks that did not hold: those that stop first, then newest first."""
    return unscoped_rows(
        scope,
        """
        select
            results.suite, results.expectation, results.severity, results.load_id,
            results.reason_zh, results.reason_en, results.observed, results.run_at, loads.file_name
        from quality_results as results
        left join release_loads as loads on results.load_id = loads.load_id
        where not results.success
        order by results.severity, results.load_id desc nulls first, results.expectation
        """,
    )


def history(scope: Scope) -> list[Row]:
    """Releases, newest first."""
    return unscoped_rows(
        scope,
        """
        select
            release_id, release_no, published_at, data_through_date, checks_passed, checks_total,
            headline_count, restated_count
        from release_history
        order by release_no desc
        """,
    )


def restated(scope: Scope) -> list[Row]:
    """Headlines of the unit and below that no longer read as first published."""
    return rows(
        scope,
        f"""
        select
            headlines.unit_id, units.short_name_zh, units.short_name_en, headlines.period_id,
            periods.label_zh, periods.label_en, headlines.metric_code, headlines.first_value,
            headlines.first_release_id, figures.value
        from headlines
        inner join dim_units as units on headlines.unit_id = units.unit_id
        inner join dim_periods as periods on headlines.period_id = periods.period_id
        left join mart_metrics_by_unit_period as figures
            on headlines.unit_id = figures.unit_id
                and headlines.period_id = figures.period_id
                and headlines.metric_code = figures.metric_code
        where headlines.is_restated
            and list_contains(string_split(units.path, '/'), $unit)
        order by units.level_no, periods.start_date desc, headlines.unit_id, headlines.metric_code
        limit {RESTATED_SHOWN}
        """,
    )


def lineage(scope: Scope) -> list[Row]:
    """Feed, table of the release, page."""
    return unscoped_rows(
        scope,
        """
        select distinct source, table_name, page
        from release_lineage
        where source is not null
        order by source, page, table_name
        """,
    )


def build(scope: Scope) -> list[Row]:
    """Seconds by node of the last build, slowest first."""
    return unscoped_rows(
        scope,
        """
        select node, kind, status, seconds, elapsed_seconds, finished_at
        from release_build
        order by seconds desc, node
        """,
    )
