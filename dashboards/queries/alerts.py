"""Early warnings: those that are on in a unit and below, and the history of one unit."""

from __future__ import annotations

from dashboards.queries.gate import rows, unscoped_rows
from dashboards.release import Row
from dashboards.scope import Scope

_FIELDS = """
    alerts.alert_id, alerts.unit_id, units.short_name_zh, units.short_name_en, alerts.metric_code,
    alerts.direction, alerts.severity_code, severities.name_zh as severity_zh,
    severities.name_en as severity_en, periods.label_zh, periods.label_en, alerts.months_on,
    alerts.owner_zh, alerts.owner_en, alerts.value, alerts.reference_value, alerts.covered_count,
    alerts.is_still_on, last_periods.label_zh as last_label_zh,
    last_periods.label_en as last_label_en
"""
_SOURCES = """
    mart_alerts as alerts
    inner join dim_units as units on alerts.unit_id = units.unit_id
    inner join alert_severities as severities on alerts.severity_code = severities.severity_code
    inner join dim_periods as periods on alerts.first_seen_period_id = periods.period_id
    inner join dim_periods as last_periods on alerts.last_seen_period_id = last_periods.period_id
"""


def has_alerts(scope: Scope) -> bool:
    """Whether the release was built with early warning."""
    return bool(
        unscoped_rows(scope, "select 1 from duckdb_views() where view_name = 'mart_alerts' limit 1")
    )


def listed(scope: Scope) -> list[Row]:
    """Warnings that are on in the unit and below, most urgent first; repeats below are merged."""
    return rows(
        scope,
        f"""
        select {_FIELDS}
        from {_SOURCES}
        where alerts.scope_unit_id = $unit and alerts.is_listed
        order by alerts.alert_rank
        """,
    )


def history(scope: Scope) -> list[Row]:
    """Every warning of the unit itself, on or over, newest first."""
    return rows(
        scope,
        f"""
        select {_FIELDS}
        from {_SOURCES}
        where alerts.scope_unit_id = $unit and alerts.unit_id = $unit
        order by alerts.is_still_on desc, periods.start_date desc, alerts.severity_code
        """,
    )
