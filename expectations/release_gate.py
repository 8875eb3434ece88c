"""Publishing behind its gate: the marts are judged first, a `stop` keeps the current release."""

from __future__ import annotations

import duckdb

from expectations.gate import check_marts
from expectations.outcomes import describe
from expectations.suites import load_suites
from warehouse.publish import publish
from warehouse.releases import Release, ReleaseError
from warehouse.settings import Settings


def publish_if_right(con: duckdb.DuckDBPyConnection, settings: Settings) -> Release:
    """Judge the marts, then publish them. Raises ReleaseError when they are not right."""
    stopping = [outcome for outcome in check_marts(con) if outcome.stops]
    if stopping:
        raise ReleaseError(
            f"Not published, the marts are not right: {describe(stopping)}."
            " The current release stays as it is."
        )
    anonymous = {suite.source for suite in load_suites().values() if suite.anonymous}
    return publish(con, settings, settings.target / "manifest.json", anonymous=anonymous)
