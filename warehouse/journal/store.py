"""The journal, opened: append drafts, read events. Nothing else can be done to it.

Appending is one transaction, all or nothing. Inside it the entities concerned are replayed from
their own events, so that a draft is judged against what stands at that very moment: fields nobody
else touched are merged, fields somebody changed meanwhile raise a ConflictError and nothing is
written. Saying the same draft again (same event_id) writes nothing.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from types import TracebackType
from typing import TypeVar

from sqlalchemy import Connection, Row, Select, insert, select, tuple_

from warehouse.journal import database
from warehouse.journal.errors import ConflictError, FieldConflict, InvalidError
from warehouse.journal.event import Draft, Event
from warehouse.journal.merge import in_canonical_form, merged
from warehouse.journal.tables import EVENTS
from warehouse.projects.fields import Problem
from warehouse.projects.state import Entity, Key, apply
from warehouse.settings import Settings

# rows per statement: far below what both databases accept as parameters
CHUNK = 200
# entities remembered between appends; a journal with more is simply read again
REMEMBERED = 20_000
Item = TypeVar("Item")


def open_journal(settings: Settings, *, wait_seconds: float = database.WAIT_SECONDS) -> Journal:
    """The journal of these settings, made on first use; close it, or use it in a `with`.

    Raises JournalError when it cannot be used, with what to do about it.
    """
    engine = database.open_engine(database.parse(settings.journal_url), wait_seconds=wait_seconds)
    try:
        database.make_ready(engine)
    except BaseException:
        engine.dispose()
        raise
    return Journal(engine)


class Journal:
    """All events in the order they were made. Safe to share between threads of one process."""

    def __init__(self, engine: database.Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        # what an entity was after an event, and the newest event then: events never change, so this
        # may be behind but never wrong
        self._known: dict[Key, tuple[Entity | None, int]] = {}

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the database's connections back."""
        self._engine.dispose()

    @property
    def url(self) -> str:
        """Where it lives, without the password."""
        return database.shown(self._engine.url.render_as_string(hide_password=False))

    def append(self, drafts: Iterable[Draft]) -> list[Event]:
        """Keep what is news in these drafts, in their order; returns the events that say it.

        A draft that says nothing new has no event; one that was kept before (same event_id) gives
        the event of then. Raises ConflictError with all conflicts, InvalidError with all problems of
        a person's draft, and JournalError when the database refuses; then nothing was written.
        """
        wanted = [in_canonical_form(draft) for draft in drafts]
        if not wanted:
            return []
        with self._lock:
            with database.writing(self._engine) as con:
                last_seq, last_at = _last(con)
                kept = _by_id(con, [draft.event_id for draft in wanted])
                entities = self._entities(con, {draft.key for draft in wanted}, last_seq)
                events, new = _decide(wanted, kept, entities, last_seq, last_at)
                for start in range(0, len(new), CHUNK):
                    rows = [event.to_row() for event in new[start : start + CHUNK]]
                    con.execute(insert(EVENTS), rows)
            # only now is it true
            self._remember(entities, new[-1].seq if new else last_seq)
        return events

    def events(self, after: int = 0, project_id: str | None = None) -> list[Event]:
        """Events with seq > after, in order; of one project if given."""
        query = select(EVENTS).where(EVENTS.c.seq > after).order_by(EVENTS.c.seq)
        if project_id is not None:
            query = query.where(EVENTS.c.project_id == project_id)
        return self._read(query)

    def entity_events(self, entity_type: str, entity_id: str) -> list[Event]:
        """Everything that was ever said about one entity, in order."""
        return self._read(
            select(EVENTS)
            .where(EVENTS.c.entity_type == entity_type, EVENTS.c.entity_id == entity_id)
            .order_by(EVENTS.c.seq)
        )

    def event(self, event_id: str) -> Event | None:
        """The event of that id; None when the journal has none."""
        found = self._read(select(EVENTS).where(EVENTS.c.event_id == event_id))
        return found[0] if found else None

    def event_at(self, seq: int) -> Event | None:
        """The event of that number; None when the journal has none."""
        found = self._read(select(EVENTS).where(EVENTS.c.seq == seq))
        return found[0] if found else None

    def newest(self, limit: int, project_id: str | None = None) -> list[Event]:
        """The last events, newest first; of one project if given."""
        query = select(EVENTS).order_by(EVENTS.c.seq.desc()).limit(limit)
        if project_id is not None:
            query = query.where(EVENTS.c.project_id == project_id)
        return self._read(query)

    def last_seq(self) -> int:
        """Number of the newest event, which is also how many there are; 0 when there is none."""
        with database.reading(self._engine) as con:
            return _last(con)[0]

    def _read(self, query: Select[tuple[object, ...]]) -> list[Event]:
        with database.reading(self._engine) as con:
            return [_event(row) for row in con.execute(query)]

    def _entities(self, con: Connection, keys: set[Key], last_seq: int) -> dict[Key, Entity | None]:
        """What stands of these entities now; `last_seq` is the journal's newest event."""
        found: dict[Key, Entity | None] = {}
        seen: dict[Key, int] = {}
        for key in keys:
            found[key], seen[key] = self._known.get(key, (None, 0))
            if seen[key] > last_seq:  # a backup was put in place while this was open
                found[key], seen[key] = None, 0
        behind = [key for key in keys if seen[key] < last_seq]
        for chunk in _chunks(behind):
            query = (
                select(EVENTS)
                .where(
                    tuple_(EVENTS.c.entity_type, EVENTS.c.entity_id).in_(chunk),
                    EVENTS.c.seq > min(seen[key] for key in chunk),
                )
                .order_by(EVENTS.c.seq)
            )
            for event in map(_event, con.execute(query)):
                if event.seq > seen[event.key]:
                    found[event.key] = apply(found[event.key], event)
        return found

    def _remember(self, entities: dict[Key, Entity | None], seq: int) -> None:
        if len(self._known) + len(entities) > REMEMBERED:
            self._known.clear()
        self._known |= {key: (entity, seq) for key, entity in entities.items()}


def _decide(
    wanted: Sequence[Draft],
    kept: dict[str, Event],
    entities: dict[Key, Entity | None],
    last_seq: int,
    last_at: datetime | None,
) -> tuple[list[Event], list[Event]]:
    """(events for the author, those that are new); `entities` then stand as after them."""
    now = datetime.now(UTC)
    # a clock that was set back must not turn the order of events around
    recorded_at = max(now, last_at) if last_at else now
    events: list[Event] = []
    new: list[Event] = []
    conflicts: list[FieldConflict] = []
    problems: list[Problem] = []
    for draft in wanted:
        if draft.event_id in kept:
            events.append(kept[draft.event_id])
            continue
        entity = entities[draft.key]
        try:
            news = merged(draft, entity)
        except ConflictError as error:
            conflicts += error.conflicts
            continue
        except InvalidError as error:
            problems += error.problems
            continue
        if news is None:
            continue
        version = entity.version + 1 if entity else 1
        event = _numbered(news, last_seq + len(new) + 1, version, recorded_at)
        kept[event.event_id] = event
        entities[event.key] = apply(entity, event)
        events.append(event)
        new.append(event)
    if conflicts:
        raise ConflictError(conflicts)
    if problems:
        raise InvalidError(problems)
    return events, new


def _numbered(draft: Draft, seq: int, version: int, recorded_at: datetime) -> Event:
    return Event(seq=seq, version=version, recorded_at=recorded_at, **vars(draft))


def _last(con: Connection) -> tuple[int, datetime | None]:
    row = con.execute(
        select(EVENTS.c.seq, EVENTS.c.recorded_at).order_by(EVENTS.c.seq.desc()).limit(1)
    ).first()
    return (int(row.seq), row.recorded_at) if row else (0, None)


def _by_id(con: Connection, ids: Sequence[str]) -> dict[str, Event]:
    found: dict[str, Event] = {}
    for chunk in _chunks(ids):
        rows = con.execute(select(EVENTS).where(EVENTS.c.event_id.in_(chunk)))
        found |= {event.event_id: event for event in map(_event, rows)}
    return found


def _event(row: Row[tuple[object, ...]]) -> Event:
    return Event.from_row(row._asdict())


def _chunks(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    for start in range(0, len(items), CHUNK):
        yield items[start : start + CHUNK]
