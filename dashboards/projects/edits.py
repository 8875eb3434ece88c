"""Saying something: who says it, the one way into the journal, and what comes back.

A button opens a dialog (`ask`), the dialog says drafts (`say`). What was asked and what the author
saw when it was asked are kept in the session until it is said or put away, so that a rerun of the
page, somebody else's edit or an error loses nothing typed. A draft carries the values its author
saw: if one of them changed meanwhile nothing is written, and the next run shows both versions
(dashboards.projects.clashes).
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import streamlit as st

from dashboards.projects.live import Live
from dashboards.view import View
from warehouse.journal import errors
from warehouse.journal.event import Draft, Event, Value
from warehouse.journal.store import open_journal
from warehouse.projects.entities import ENTITIES, entity_id, key_of
from warehouse.projects.fields import Problem
from warehouse.projects.state import Entity
from warehouse.settings import load_settings

_REQUEST, _CLASH, _SAID, _PERSON = (
    "edits_request", "edits_clash", "edits_said", "edits_person",
)  # fmt: skip
# How often a new entry takes the next number when another session took its own.
RENUMBERED = 50
TROUBLES: dict[type[errors.JournalError], str] = {
    errors.JournalReadOnlyError: "edits.trouble.read_only",
    errors.JournalBusyError: "edits.trouble.busy",
    errors.JournalReplacedError: "edits.trouble.replaced",
}


@dataclass(frozen=True)
class Request:
    """A dialog that is open: what to do, with which entities, and how they looked.

    `ids` name the entities; `seen` are those that existed when the dialog was opened; `starts` what
    its fields begin with; `event` the event that is to be taken back.
    """

    kind: str
    entity_type: str = ""
    project_id: str | None = None
    ids: tuple[str, ...] = ()
    seen: Mapping[str, Entity] = field(default_factory=dict)
    starts: Mapping[str, Value] = field(default_factory=dict)
    event: Event | None = None
    token: str = field(default_factory=lambda: uuid.uuid4().hex[:8])


@dataclass(frozen=True)
class Clash:
    """Drafts that were not written because others had changed the same fields."""

    drafts: tuple[Draft, ...]
    conflicts: tuple[errors.FieldConflict, ...]
    token: str = field(default_factory=lambda: uuid.uuid4().hex[:8])


@dataclass(frozen=True)
class Outcome:
    """What became of drafts: kept, or why not."""

    is_kept: bool = False
    is_clash: bool = False
    problems: tuple[Problem, ...] = ()
    trouble: str = ""


def ask(request: Request) -> None:
    """Open a dialog at the next run; for use as a widget's callback."""
    st.session_state[_REQUEST] = replace(request, token=uuid.uuid4().hex[:8])


def about(live: Live, kind: str, *entities: Entity, **starts: Value) -> Request:
    """A request about entities as they stand now."""
    first = entities[0]
    return Request(
        kind=kind,
        entity_type=first.entity_type,
        project_id=first.project_id,
        ids=tuple(entity.entity_id for entity in entities),
        seen={entity.entity_id: entity for entity in entities},
        starts=starts,
    )


def open_request() -> Request | None:
    """The dialog that is open."""
    return st.session_state.get(_REQUEST)


def open_clash() -> Clash | None:
    """The conflict that waits for a choice."""
    return st.session_state.get(_CLASH)


def put_away() -> None:
    """Close whatever is open, saying nothing."""
    st.session_state.pop(_REQUEST, None)
    st.session_state.pop(_CLASH, None)


def person() -> str | None:
    """Who is speaking: the signed-in user, or the name given in this session; None until then."""
    user = st.user.to_dict()
    if user.get("is_logged_in"):
        return str(user.get("name") or user.get("email"))
    return st.session_state.get(_PERSON)


def is_signed_in() -> bool:
    """Whether the name comes from a sign-in and cannot be chosen."""
    return bool(st.user.to_dict().get("is_logged_in"))


def introduce(name: str) -> None:
    """Keep the name for this session."""
    st.session_state[_PERSON] = name.strip()


def forget() -> None:
    """Ask for a name again before the next write; for use as a widget's callback."""
    st.session_state.pop(_PERSON, None)


def say(view: View, drafts: Sequence[Draft], said: str = "edits.kept") -> Outcome:
    """Write drafts, all or none; `said` is the text key of what the page then confirms.

    A clash is kept in the session and shown by the next run.
    """
    stamped = [replace(draft, release_id=view.scope.release_id) for draft in drafts]
    try:
        _append(stamped)
    except errors.ConflictError as error:
        st.session_state[_CLASH] = Clash(tuple(stamped), tuple(error.conflicts))
        st.session_state.pop(_REQUEST, None)
        return Outcome(is_clash=True)
    except errors.InvalidError as error:
        return Outcome(problems=tuple(error.problems))
    except errors.JournalError as error:
        return Outcome(trouble=TROUBLES.get(type(error), "edits.trouble.unwritable"))
    put_away()
    st.session_state[_SAID] = said
    return Outcome(is_kept=True)


def _append(drafts: list[Draft]) -> None:
    with open_journal(load_settings()) as journal:
        for _ in range(RENUMBERED):
            try:
                journal.append(drafts)
                return
            except errors.ConflictError as error:
                drafts[:] = _renumbered(drafts, error.conflicts)
        journal.append(drafts)


def _renumbered(drafts: list[Draft], found: Sequence[errors.FieldConflict]) -> list[Draft]:
    """New entries whose number another session took meanwhile, with the next one.

    Raises the conflict when it is about anything else: then two people said different things.
    """
    taken = {(conflict.entity_type, conflict.entity_id) for conflict in found}
    moved = [
        replace(draft, entity_id=next_id(draft.entity_type, draft.entity_id))
        if draft.key in taken and draft.action == "create" and _is_numbered(draft.entity_type)
        else draft
        for draft in drafts
    ]
    if taken & {draft.key for draft in moved}:
        raise errors.ConflictError(found)
    return moved


def _is_numbered(entity_type: str) -> bool:
    return list(ENTITIES[entity_type].keys.values())[-1].kind == "int"


def next_id(entity_type: str, identity: str) -> str:
    """The id with the next number: P/3 → P/4."""
    key = key_of(entity_type, identity)
    last = list(key)[-1]
    return entity_id(entity_type, key | {last: int(str(key[last])) + 1})


def free_id(live: Live, entity_type: str, project_id: str) -> str:
    """The id of a new numbered entity of a project; withdrawn numbers are not used again."""
    numbers = (
        str(entity.key[list(entity.key)[-1]])
        for entity in live.of(entity_type, project_id, with_withdrawn=True)
    )
    # field workbooks may number in their own way (M-3); such numbers are passed over
    taken = [int(number) for number in numbers if number.isdigit()]
    names = list(ENTITIES[entity_type].keys)
    return entity_id(entity_type, {names[0]: project_id, names[1]: max(taken, default=0) + 1})


def confirm(view: View) -> None:
    """Say at the foot of the screen what was kept in the last run."""
    key = st.session_state.pop(_SAID, None)
    if key:
        st.toast(view.t(key))
