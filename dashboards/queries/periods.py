"""Periods that hold figures, and which one a page opens with."""

from __future__ import annotations

from dashboards.queries.gate import unscoped_rows
from dashboards.release import Row
from dashboards.scope import Scope


def periods(scope: Scope) -> list[Row]:
    """Every period with a figure: bimonths, months, quarters, years, the latest of each first."""
    return unscoped_rows(
        scope,
        """
        select
            period_id, period_type, start_date, end_date, closes_date, label_zh, label_en,
            is_closed, is_partial, previous_period_id, year_ago_period_id
        from dim_periods
        where period_id in (
            select period_id from mart_metrics_by_unit_period where value is not null
        )
        order by
            list_position(['bimonth', 'month', 'quarter', 'year'], period_type), start_date desc
        """,
    )


def default_period(found: list[Row]) -> Row | None:
    """The last closed bimonth (the rhythm of the programme), else the last closed, else any."""
    closed = [period for period in found if period["is_closed"]]
    return next(iter(closed or found), None)
