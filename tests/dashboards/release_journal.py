"""The journal that an invented release was built from: the same events in the same order."""

from __future__ import annotations

from pathlib import Path

import duckdb

from warehouse.journal.event import Draft, Event
from warehouse.journal.store import open_journal
from warehouse.settings import load_settings


def fill(home: Path, con: duckdb.DuckDBPyConnection) -> None:
    """Say every event of mart_project_events to the home's journal; known ones change nothing."""
    cursor = con.execute("select * from mart_project_events order by seq")
    names = [column[0] for column in cursor.description or []]
    events = [Event.from_row(dict(zip(names, row, strict=True))) for row in cursor.fetchall()]
    with open_journal(load_settings({"SHORTBOARD_HOME": str(home)})) as journal:
        kept = journal.append(_draft(event) for event in events)
    if [event.event_id for event in kept] != [event.event_id for event in events]:
        raise ValueError("an invented event says nothing new: the journal would count differently")


def _draft(event: Event) -> Draft:
    # a draft names what its author saw: the journal finds out by itself for what is new
    return Draft(
        actor=event.actor,
        source=event.source,
        entity_type=event.entity_type,
        entity_id=event.entity_id,
        project_id=event.project_id,
        action=event.action,
        changes=event.changes,
        event_id=event.event_id,
        source_ref=event.source_ref,
        stated=event.stated,
    )
