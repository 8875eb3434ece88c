"""Publishing behind its gate: the marts are judged first, a `stop` keeps the current release."""

from __future__ import annotations

from string import Template

import duckdb

from expectations.gate import check_marts
from expectations.outcomes import describe
from expectations.suites import LoadSuite, load_suites
from warehouse.build import last_report
from warehouse.publish import check_built, publish, read_plan
from warehouse.release_health import Feed
from warehouse.releases import Release, ReleaseError
from warehouse.settings import Settings

FRESHNESS = "freshness"


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
    suites = load_suites().values()
    return publish(
        con,
        settings,
        manifest,
        anonymous={suite.source for suite in suites if suite.anonymous},
        feeds=[feed for suite in suites if (feed := _feed(suite, settings))],
    )


def _feed(suite: LoadSuite, settings: Settings) -> Feed | None:
    """The rhythm of a source: how old its newest day may be before the gate warns."""
    for expectation in suite.expectations:
        measure = suite.measures[expectation.measure]
        limit = expectation.gx_options.get("max_value")
        if (
            measure.query == FRESHNESS
            and limit is not None
            and {"date", "province"} <= set(suite.words)
        ):
            words = {"timezone": settings.timezone, "as_of": settings.as_of.isoformat()}
            day, province = (
                Template(suite.words[word]).safe_substitute(words) for word in ("date", "province")
            )
            return Feed(suite.source, day, province, int(limit))
    return None
