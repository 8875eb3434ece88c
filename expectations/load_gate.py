"""The gate on load as a step of the pipeline: judge what waits, and say what was kept out."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from expectations.gate import check_loads
from expectations.measures import Clock
from expectations.outcomes import LoadVerdict
from warehouse.connection import writer
from warehouse.settings import Settings


class NothingLoadedError(RuntimeError):
    """No file has ever been let in: there is nothing to judge, to build or to publish."""


def judge_waiting_loads(settings: Settings) -> list[LoadVerdict]:
    """Judge every load with status 'loaded'; each ends as passed or quarantined.

    Raises NothingLoadedError where no file has been loaded yet: going on would publish an empty
    release, over a good one if the warehouse was lost.
    """
    with writer(settings, "shortboard gate") as con:
        if not _has_loads(con):
            raise NothingLoadedError(
                f"No file has been loaded into {settings.warehouse} yet, so there is nothing to"
                f" show. Put the field's files into {settings.inbox} and run: shortboard refresh"
                " (on sample data: shortboard demo)."
            )
        return check_loads(con, Clock(settings.as_of, settings.timezone))


def _has_loads(con: duckdb.DuckDBPyConnection) -> bool:
    """Whether any file was let in; what was pulled from the journal alone shows nothing."""
    found = con.execute(
        "select 1 from duckdb_tables() where schema_name = 'raw' and table_name = '_loads'"
        " and database_name = current_database()"
    ).fetchall()
    if not found:
        return False
    loads = con.execute(
        "select 1 from raw._loads where status <> 'refused' and source <> 'journal' limit 1"
    ).fetchall()
    return bool(loads)


def tell(verdicts: Sequence[LoadVerdict]) -> tuple[str, list[str]]:
    """The result in one line, and the lines about each load kept out."""
    kept_out = [verdict for verdict in verdicts if verdict.status == "quarantined"]
    warned = sum(not o.success and not o.stops for v in verdicts for o in v.outcomes)
    lines = []
    for verdict in kept_out:
        lines.append(f"  load {verdict.load_id} {verdict.file_name}: {verdict.reason}")
        lines.append(f"    let it through: shortboard loads accept {verdict.load_id} --reason …")
    return (
        f"{len(verdicts) - len(kept_out)} passed, {len(kept_out)} quarantined, {warned} warnings",
        lines,
    )
