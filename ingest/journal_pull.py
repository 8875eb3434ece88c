"""Journal → raw.journal_events: the events that raw does not have yet, in one transaction.

Raw keeps a copy of every event in the journal's own order; nothing in it is ever changed. Events
are numbered in the order in which they are committed, so what lies behind the newest pulled number
is complete, whoever writes meanwhile.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC

import duckdb
import polars as pl

from ingest.ddl import JOURNAL_EVENTS, ensure_raw
from ingest.ledger import next_load_id, utc_now
from warehouse.journal.event import Event
from warehouse.journal.raw_copy import check_same_journal
from warehouse.journal.store import open_journal
from warehouse.settings import Settings

SOURCE = "journal"
TEXT_COLUMNS = [name for name, kind in JOURNAL_EVENTS.items() if kind == "varchar"]


@dataclass(frozen=True)
class PullReport:
    """What a pull brought: how many events, up to which number, under which ledger line."""

    count: int
    last_seq: int
    load_id: int | None

    @property
    def note(self) -> str:
        return f"{self.count:,} new events" if self.count else "no new events"


def pull_journal(settings: Settings, con: duckdb.DuckDBPyConnection) -> PullReport:
    """Copy the events that raw lacks; a second call copies none.

    Raises JournalReplacedError when the journal is not the one that was pulled before, and
    JournalError when it cannot be read; nothing is written then.
    """
    ensure_raw(con)
    with open_journal(settings) as journal:
        pulled_to = check_same_journal(con, journal)
        events = journal.events(after=pulled_to)
        where = journal.url
    if not events:
        return PullReport(0, pulled_to, None)
    started_at = utc_now()
    con.execute("begin transaction")
    try:
        load_id = next_load_id(con)
        _insert(con, events, load_id)
        con.execute(
            "insert into raw._loads (load_id, source, path, file_name, size_bytes, rows_read,"
            " rows_accepted, rows_rejected, rows_collapsed, rows_superseded, status, started_at,"
            " ended_at, warnings)"
            " values ($1, $2, $3, $4, 0, $5, $5, 0, 0, 0, 'passed', $6, $7, '[]')",
            [load_id, SOURCE, where, f"events {events[0].seq}-{events[-1].seq}", len(events),
             started_at, utc_now()],
        )  # fmt: skip
        con.execute("commit")
    except BaseException:
        con.execute("rollback")
        raise
    return PullReport(len(events), events[-1].seq, load_id)


def _insert(con: duckdb.DuckDBPyConnection, events: list[Event], load_id: int) -> None:
    rows = [event.to_row() | {"_load_id": load_id} for event in events]
    for row in rows:
        row["recorded_at"] = row["recorded_at"].astimezone(UTC).replace(tzinfo=None)
    frame = pl.DataFrame(
        rows, schema_overrides=dict.fromkeys(TEXT_COLUMNS, pl.String), infer_schema_length=1
    )
    con.register("pulled_events", frame)
    try:
        con.execute("insert into raw.journal_events by name select * from pulled_events")
    finally:
        con.unregister("pulled_events")
