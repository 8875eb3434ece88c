"""What somebody says (a draft) and what the journal keeps of it (an event).

An event tells who changed which fields of which entity, when, from what to what. The same event is
kept in the journal's database, in raw.journal_events and in a release: `to_row` and `from_row` are
the one way there and back.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal, get_args

Value = str | int | float | bool | None  # dates as ISO text, codes as text
Source = Literal["screen", "workbook", "system"]
Action = Literal["create", "change", "withdraw", "restore", "undo", "conflict", "settle"]
Changes = dict[str, tuple[Value, Value]]  # field -> (before as the author saw it, after)

SOURCES: tuple[str, ...] = get_args(Source)
ACTIONS: tuple[str, ...] = get_args(Action)
WITHDRAWN = "is_withdrawn"


def new_id() -> str:
    return str(uuid.uuid4())


@dataclass(frozen=True)
class Draft:
    """What somebody wants to say about one entity.

    `stated` is the whole row a workbook said; `conflicts` are fields that workbook and screen both
    changed ({"base", "now", "stated"}, nothing is overwritten); `settles` names fields whose open
    conflict ends with what stands; `undoes` is the event this takes back.
    """

    actor: str
    source: Source
    entity_type: str
    entity_id: str
    project_id: str | None
    action: Action
    changes: Changes
    event_id: str = field(default_factory=new_id)
    source_ref: str | None = None
    release_id: str | None = None
    reason: str | None = None
    stated: dict[str, Value] | None = None
    conflicts: dict[str, dict[str, Value]] | None = None
    settles: tuple[str, ...] = ()
    undoes: str | None = None

    @property
    def key(self) -> tuple[str, str]:
        return (self.entity_type, self.entity_id)


@dataclass(frozen=True)
class Event:
    """A draft the journal has kept: `seq` orders all events, `version` those of one entity."""

    seq: int
    version: int
    recorded_at: datetime  # aware, UTC
    event_id: str
    actor: str
    source: Source
    entity_type: str
    entity_id: str
    project_id: str | None
    action: Action
    changes: Changes
    source_ref: str | None = None
    release_id: str | None = None
    reason: str | None = None
    stated: dict[str, Value] | None = None
    conflicts: dict[str, dict[str, Value]] | None = None
    settles: tuple[str, ...] = ()
    undoes: str | None = None

    @property
    def key(self) -> tuple[str, str]:
        return (self.entity_type, self.entity_id)

    def to_row(self) -> dict[str, Any]:
        """Column -> value: JSON as text, None where there is nothing to say."""
        return {
            "seq": self.seq,
            "event_id": self.event_id,
            "recorded_at": self.recorded_at,
            "actor": self.actor,
            "source": self.source,
            "source_ref": self.source_ref,
            "release_id": self.release_id,
            "entity_type": self.entity_type,
            "entity_id": self.entity_id,
            "project_id": self.project_id,
            "version": self.version,
            "action": self.action,
            "changes": _text(self.changes),
            "stated": None if self.stated is None else _text(self.stated),
            "conflicts": _text(self.conflicts) if self.conflicts else None,
            "settles": _text(list(self.settles)) if self.settles else None,
            "undoes": self.undoes,
            "reason": self.reason,
        }

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Event:
        """The event a row says; times without a zone are UTC, as DuckDB hands them out."""
        recorded_at: datetime = row["recorded_at"]
        if recorded_at.tzinfo is None:
            recorded_at = recorded_at.replace(tzinfo=UTC)
        changes = json.loads(row["changes"])
        return cls(
            seq=int(row["seq"]),
            version=int(row["version"]),
            recorded_at=recorded_at.astimezone(UTC),
            event_id=row["event_id"],
            actor=row["actor"],
            source=row["source"],
            entity_type=row["entity_type"],
            entity_id=row["entity_id"],
            project_id=row["project_id"],
            action=row["action"],
            changes={name: (before, after) for name, (before, after) in changes.items()},
            source_ref=row["source_ref"],
            release_id=row["release_id"],
            reason=row["reason"],
            stated=json.loads(row["stated"]) if row["stated"] else None,
            conflicts=json.loads(row["conflicts"]) if row["conflicts"] else None,
            settles=tuple(json.loads(row["settles"])) if row["settles"] else (),
            undoes=row["undoes"],
        )


def _text(content: Any) -> str:
    # NaN is no JSON: a database that reads the text would refuse it long after it was written
    return json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(", ", ": "))
