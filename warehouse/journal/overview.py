"""The journal at a glance, for the command line: where it is, how far it got, what was said last."""

from __future__ import annotations

from collections.abc import Sequence

from warehouse.connection import WarehouseBusyError, WarehouseUnreadableError, reader
from warehouse.journal.event import Event, Value
from warehouse.journal.raw_copy import check_same_journal
from warehouse.journal.store import Journal
from warehouse.projects.state import replay
from warehouse.settings import Settings

LONGEST_VALUE = 40


def facts(settings: Settings, journal: Journal) -> list[str]:
    """Lines that tell the journal's state: address, events, pulled up to, open conflicts.

    Raises JournalReplacedError when the warehouse was filled from another journal.
    """
    events = journal.events()
    state = replay(events)
    lines = [
        f"journal    {journal.url}",
        f"events     {len(events):,}"
        + (f", the last at {events[-1].recorded_at:%Y-%m-%d %H:%M:%S} UTC" if events else ""),
        f"last event {state.last_seq}",
        f"pulled     {_pulled(settings, journal, state.last_seq)}",
    ]
    conflicts = [
        f"           {entity.entity_type} {entity.entity_id}, {name}:"
        f" stands {_brief(conflict.now)}, {conflict.actor} says {_brief(conflict.stated)}"
        for entity in state.values()
        if not entity.is_withdrawn
        for name, conflict in entity.open_conflicts.items()
    ]
    return [*lines, f"conflicts  {len(conflicts):,} open", *conflicts]


def rows(events: Sequence[Event]) -> list[dict[str, object]]:
    """Events as lines of a table: when, who, on what, which fields from what to what."""
    return [
        {
            "no": event.seq,
            "at (UTC)": f"{event.recorded_at:%m-%d %H:%M:%S}",
            "who": event.actor,
            "by": event.source,
            "what": event.entity_type,
            "id": event.entity_id,
            "action": event.action,
            "change": _told(event),
        }
        for event in events
    ]


def _pulled(settings: Settings, journal: Journal, last_seq: int) -> str:
    try:
        with reader(settings) as con:
            seq = check_same_journal(con, journal)
    except (WarehouseBusyError, WarehouseUnreadableError) as error:
        return f"unknown: {error}"
    if seq == last_seq:
        return f"up to {seq}"
    return f"up to {seq}, {last_seq - seq:,} wait for: shortboard refresh"


def _told(event: Event) -> str:
    parts = [f"{name}: {_brief(a)} → {_brief(b)}" for name, (a, b) in event.changes.items()]
    parts += [f"{name}: conflict" for name in event.conflicts or ()]
    parts += [f"{name}: settled" for name in event.settles]
    return "; ".join(parts)


def _brief(value: Value) -> str:
    text = "–" if value is None else str(value)
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"
