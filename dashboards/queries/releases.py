"""The release itself: number, date, checks, what is missing."""

from __future__ import annotations

from dashboards.queries.gate import unscoped_rows
from dashboards.release import Row
from dashboards.scope import Scope


def info(scope: Scope) -> Row:
    """The one row of release_info."""
    return unscoped_rows(
        scope,
        """
        select
            release_id, release_no, published_at, as_of_date, checks_passed, checks_total,
            data_through_date
        from release_info
        """,
    )[0]


def quarantined(scope: Scope) -> list[Row]:
    """Loads that the gate held back: they are missing from every figure."""
    return unscoped_rows(
        scope, "select source, file_name, province, reason from release_quarantine order by load_id"
    )
