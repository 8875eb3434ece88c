"""The journal at a glance, for the command line: where it is, how far it got, what was said last."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from warehouse.connection import WarehouseBusyError, WarehouseUnreadableError, reader
from warehouse.journal.event import Event, Value
from warehouse.journal.raw_copy import check_same_journal
from warehouse.journal.store import Journal
from warehouse.projects.state import replay
from warehouse.settings import Settings

LONGEST_VALUE, MOST_CHANGES = 40, 5


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


def told(events: Sequence[Event]) -> Iterator[str]:
    """Two lines per event: who did what to what and when; which fields from what to what."""
    for event in events:
        who = event.actor if event.source == "screen" else f"{event.actor} ({event.source})"
        yield (
            f"{event.seq:>6}  {event.recorded_at:%Y-%m-%d %H:%M:%S} UTC  {who}:"
            f" {event.action} {event.entity_type} {event.entity_id}"
        )
        changes = _changes(event)
        more = len(changes) - MOST_CHANGES
        shown = [*changes[:MOST_CHANGES], *([f"and {more} more"] if more > 0 else [])]
        yield " " * 8 + "; ".join(shown or ["nothing but what was stated"])


def _pulled(settings: Settings, journal: Journal, last_seq: int) -> str:
    try:
        with reader(settings) as con:
            seq = check_same_journal(con, journal)
    except (WarehouseBusyError, WarehouseUnreadableError) as error:
        return f"unknown: {error}"
    if seq == last_seq:
        return f"up to {seq}"
    return f"up to {seq}, {last_seq - seq:,} wait for: shortboard refresh"


def _changes(event: Event) -> list[str]:
    """What happened to each field, in a few words."""
    parts = [f"{name}: {_brief(a)} → {_brief(b)}" for name, (a, b) in event.changes.items()]
    parts += [f"{name}: in conflict" for name in event.conflicts or ()]
    return parts + [f"{name}: settled" for name in event.settles]


def _brief(value: Value) -> str:
    text = "–" if value is None else str(value)
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"
