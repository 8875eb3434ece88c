"""How far raw's copy of the journal reaches (the copy is made by ingest/journal_pull.py)."""

from __future__ import annotations

import duckdb

from warehouse.journal.errors import JournalReplacedError
from warehouse.journal.store import Journal

SYSTEM = "system"


def pulled_up_to(con: duckdb.DuckDBPyConnection) -> tuple[int, str | None]:
    """(number, id) of the newest event in raw; (0, None) when there is none, or no such table."""
    found = con.execute(
        "select 1 from duckdb_tables() where schema_name = 'raw' and table_name = 'journal_events'"
        " and database_name = current_database()"
    ).fetchall()
    if not found:
        return (0, None)
    rows = con.execute(
        "select seq, event_id from raw.journal_events order by seq desc limit 1"
    ).fetchall()
    return (int(rows[0][0]), str(rows[0][1])) if rows else (0, None)


def check_same_journal(con: duckdb.DuckDBPyConnection, journal: Journal) -> int:
    """Number of the newest event in raw; raises JournalReplacedError when the journal lacks it."""
    seq, event_id = pulled_up_to(con)
    if event_id is None:
        return 0
    known = journal.event_at(seq)
    if known is None or known.event_id != event_id:
        raise JournalReplacedError(
            f"The journal {journal.url} is not the one this warehouse was filled from: event {seq}"
            f" ({event_id}) is not in it. Nothing was pulled. Put the right journal (or its newest"
            " backup) in place, or check SHORTBOARD_JOURNAL_URL."
        )
    return seq


def has_news(con: duckdb.DuckDBPyConnection, journal: Journal) -> bool:
    """Did people or workbooks say something that raw does not hold yet?

    What the product itself notes after a release (frozen results, opened items) follows from that
    release and is laid over it by the screens: it asks for no other one.
    """
    return any(event.source != SYSTEM for event in journal.events(check_same_journal(con, journal)))
