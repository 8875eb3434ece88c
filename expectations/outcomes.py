"""What a gate found: outcomes, verdicts on loads, and the table quality.results that keeps them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

import duckdb

from expectations.suites import Expectation

RESULTS_TABLE = """
create schema if not exists quality;
create table if not exists quality.results (
    load_id bigint,
    suite varchar not null,
    expectation varchar not null,
    severity varchar not null,
    success boolean not null,
    observed varchar,
    reason_zh varchar not null,
    reason_en varchar not null,
    run_at timestamp not null
)
"""


@dataclass(frozen=True)
class Outcome:
    """One expectation on one load (or, with load_id None, on a mart)."""

    load_id: int | None
    suite: str
    expectation: Expectation
    success: bool
    observed: str | None

    @property
    def stops(self) -> bool:
        return not self.success and self.expectation.severity == "stop"


@dataclass(frozen=True)
class LoadVerdict:
    """What the gate decided about one load."""

    load_id: int
    source: str
    file_name: str
    status: Literal["passed", "quarantined"]
    outcomes: tuple[Outcome, ...]

    @property
    def reason(self) -> str | None:
        """Why it is quarantined, for people: 'name: reason (observed)'."""
        return describe([outcome for outcome in self.outcomes if outcome.stops]) or None


def describe(outcomes: Iterable[Outcome]) -> str:
    """Failed outcomes in one line of English."""
    return "; ".join(
        f"{outcome.suite}.{outcome.expectation.name}: {outcome.expectation.reason.en}"
        + (f" ({outcome.observed})" if outcome.observed else "")
        for outcome in outcomes
    )


def keep_verdicts(con: duckdb.DuckDBPyConnection, verdicts: Sequence[LoadVerdict]) -> None:
    """Set the status of every judged load and add its outcomes: all or nothing."""
    con.begin()
    try:
        _insert(con, [outcome for verdict in verdicts for outcome in verdict.outcomes])
        for verdict in verdicts:
            con.execute(
                "update raw._loads set status = ?, status_reason = ? where load_id = ?",
                [verdict.status, verdict.reason, verdict.load_id],
            )
        con.commit()
    except BaseException:
        con.rollback()
        raise


def keep_mart_outcomes(con: duckdb.DuckDBPyConnection, outcomes: Sequence[Outcome]) -> None:
    """Replace what the last gate on the marts found."""
    con.begin()
    try:
        con.execute("delete from quality.results where load_id is null")
        _insert(con, outcomes)
        con.commit()
    except BaseException:
        con.rollback()
        raise


def _insert(con: duckdb.DuckDBPyConnection, outcomes: Sequence[Outcome]) -> None:
    if not outcomes:
        return
    # one statement with lists: row by row, DuckDB inserts a thousand times slower
    con.execute(
        "insert into quality.results select unnest($load_id::bigint[]), unnest($suite),"
        " unnest($name), unnest($severity), unnest($success), unnest($observed::varchar[]),"
        " unnest($zh), unnest($en), $run_at",
        {
            "load_id": [outcome.load_id for outcome in outcomes],
            "suite": [outcome.suite for outcome in outcomes],
            "name": [outcome.expectation.name for outcome in outcomes],
            "severity": [outcome.expectation.severity for outcome in outcomes],
            "success": [outcome.success for outcome in outcomes],
            "observed": [outcome.observed for outcome in outcomes],
            "zh": [outcome.expectation.reason.zh for outcome in outcomes],
            "en": [outcome.expectation.reason.en for outcome in outcomes],
            "run_at": datetime.now(UTC).replace(tzinfo=None),
        },
    )
