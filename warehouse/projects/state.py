"""What stands: the state that a list of events adds up to, and how to take one of them back.

Pure functions; the dashboards, the journal itself and the workbook's merge all replay here, and
the SQL of the marts is held equal to it by a test.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from warehouse.journal.errors import JournalError
from warehouse.journal.event import WITHDRAWN, Action, Changes, Draft, Event, Source, Value
from warehouse.projects.entities import key_of

Key = tuple[str, str]


@dataclass(frozen=True)
class Change:
    """Who last changed a field, when, and in which event."""

    actor: str
    source: Source
    recorded_at: datetime
    event_id: str


@dataclass(frozen=True)
class OpenConflict:
    """A field that a workbook and a screen both changed; what stands is `now` until one chooses."""

    base: Value
    now: Value
    stated: Value
    event_id: str
    actor: str
    source_ref: str | None
    recorded_at: datetime


@dataclass(frozen=True)
class Entity:
    """One part of a project as it stands. `stated` is what the latest workbook said of it, whole."""

    entity_type: str
    entity_id: str
    project_id: str | None
    version: int
    created_at: datetime
    created_by: str
    updated_at: datetime
    updated_by: str
    fields: dict[str, Value] = field(default_factory=dict)
    changed: dict[str, Change] = field(default_factory=dict)
    stated: dict[str, Value] | None = None
    open_conflicts: dict[str, OpenConflict] = field(default_factory=dict)

    @property
    def key(self) -> dict[str, Value]:
        """Key column -> value, like {"project_code": "P1", "measure_no": 3}."""
        return key_of(self.entity_type, self.entity_id)

    @property
    def is_withdrawn(self) -> bool:
        return self.fields.get(WITHDRAWN) is True

    def get(self, name: str) -> Value:
        """What stands in a field or key column; None when nothing does."""
        key = self.key
        return key[name] if name in key else current_value(self, name)


class State(dict[Key, Entity]):
    """(entity_type, entity_id) -> Entity; `last_seq` is the newest event in it."""

    last_seq: int = 0

    def of(
        self, entity_type: str, project_id: str | None = None, *, withdrawn: bool = False
    ) -> list[Entity]:
        """Entities of a type, of one project if given, in the order of their keys.

        Withdrawn ones are left out unless asked for.
        """
        found = [
            entity
            for entity in self.values()
            if entity.entity_type == entity_type
            and (project_id is None or entity.project_id == project_id)
            and (withdrawn or not entity.is_withdrawn)
        ]
        return sorted(found, key=lambda entity: [(str(type(v)), v) for v in entity.key.values()])

    def project(self, project_id: str) -> Entity | None:
        """The project itself, withdrawn or not; None when no event tells of it."""
        return self.get(("project", project_id))


def current_value(entity: Entity | None, name: str) -> Value:
    """What stands in a field; of an entity that is not there, None (and not withdrawn)."""
    value = entity.fields.get(name) if entity else None
    return value is True if name == WITHDRAWN else value


def replay(events: Iterable[Event], onto: State | None = None) -> State:
    """The state after these events (in order of seq), on top of `onto`, which stays as it is.

    Events that `onto` holds already are passed over, so that a release and the journal may overlap.
    """
    state = State(onto or {})
    state.last_seq = onto.last_seq if onto else 0
    for event in events:
        entity = state.get(event.key)
        if entity is None or event.version > entity.version:
            state[event.key] = apply(entity, event)
        state.last_seq = max(state.last_seq, event.seq)
    return state


def apply(entity: Entity | None, event: Event) -> Entity:
    """The entity after one more event; None before its first."""
    stamp = Change(event.actor, event.source, event.recorded_at, event.event_id)
    if entity is None:
        entity = Entity(
            entity_type=event.entity_type,
            entity_id=event.entity_id,
            project_id=event.project_id,
            version=0,
            created_at=event.recorded_at,
            created_by=event.actor,
            updated_at=event.recorded_at,
            updated_by=event.actor,
        )
    ended = {*event.changes, *event.settles}
    conflicts = {name: c for name, c in entity.open_conflicts.items() if name not in ended}
    for name, told in (event.conflicts or {}).items():
        conflicts[name] = OpenConflict(
            base=told.get("base"),
            now=told.get("now"),
            stated=told.get("stated"),
            event_id=event.event_id,
            actor=event.actor,
            source_ref=event.source_ref,
            recorded_at=event.recorded_at,
        )
    return replace(
        entity,
        project_id=event.project_id or entity.project_id,
        version=event.version,
        updated_at=event.recorded_at,
        updated_by=event.actor,
        fields=entity.fields | {name: after for name, (_, after) in event.changes.items()},
        changed=entity.changed | dict.fromkeys(event.changes, stamp),
        stated=entity.stated if event.stated is None else event.stated,
        open_conflicts=conflicts,
    )


def undo_draft(event: Event, actor: str, *, reason: str | None = None) -> Draft:
    """The draft that takes an event back: its changes the other way round.

    A creation is taken back by withdrawing what it made, a conflict by settling it for what stands.
    Appending it conflicts when somebody changed the same fields since. Raises JournalError for an
    event that changed nothing.
    """
    changes: Changes = {name: (after, before) for name, (before, after) in event.changes.items()}
    if event.action == "create":
        changes = {WITHDRAWN: (False, True)}
    settles = tuple(event.conflicts or ())
    if not changes and not settles:
        raise JournalError("This event changed nothing, so there is nothing to take back.")
    return Draft(
        actor=actor,
        source="screen",
        entity_type=event.entity_type,
        entity_id=event.entity_id,
        project_id=event.project_id,
        action="undo",
        changes=changes,
        settles=settles,
        undoes=event.event_id,
        reason=reason,
    )


def change_draft(
    entity: Entity,
    actor: str,
    wanted: dict[str, Value],
    *,
    action: Action = "change",
    reason: str | None = None,
    release_id: str | None = None,
) -> Draft:
    """A screen's draft that sets fields of an entity as the author saw it.

    Fields that stay as they are say nothing; `wanted` may hold them, as a form does.
    """
    return Draft(
        actor=actor,
        source="screen",
        entity_type=entity.entity_type,
        entity_id=entity.entity_id,
        project_id=entity.project_id,
        action=action,
        changes={
            name: (before, after)
            for name, after in wanted.items()
            if (before := current_value(entity, name)) != after
        },
        reason=reason,
        release_id=release_id,
    )
