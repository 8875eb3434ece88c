"""Publishing behind its gate: the marts are judged first, a `stop` keeps the current release."""

from __future__ import annotations

import duckdb

from expectations.gate import check_marts
from expectations.outcomes import describe
from expectations.suites import load_suites
from warehouse.build import last_report
from warehouse.publish import check_built, publish, read_plan
from warehouse.releases import Release, ReleaseError
from warehouse.settings import Settings


def publish_if_right(con: duckdb.DuckDBPyConnection, settings: Settings) -> Release:
    """Judge the marts, then publish them. Raises ReleaseError when they are not right."""
    manifest = settings.target / "manifest.json"
    if failures := last_report(settings).failures:
        raise ReleaseError(
            f"Not published, the last build failed in {len(failures)} nodes, first {failures[0]}."
            " Mend it and run: shortboard build"
        )
    check_built(con, read_plan(manifest))
    stopping = [outcome for outcome in check_marts(con) if outcome.stops]
    if stopping:
        raise ReleaseError(
            f"Not published, the marts are not right: {describe(stopping)}."
            " The current release stays as it is."
        )
    anonymous = {suite.source for suite in load_suites().values() if suite.anonymous}
    return publish(con, settings, manifest, anonymous=anonymous)
