"""Projects as they stand this second: the release's events and those the journal took since.

A release is a day old, an edit a second: the page replays the events of the release and then what
the journal holds after them, with the same replay that everything else uses. People so see their
own edit at once and others' at their next click. Where the journal is missing, locked or another
one than the release was built from, reading goes on with the release alone and `trouble` says why.

What belongs to units outside the viewer's subtree is taken out here, once, for every card.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import streamlit as st

from dashboards.queries import project_events, project_registers
from dashboards.scope import Scope
from dashboards.today import today
from dashboards.view import View
from warehouse.journal.errors import JournalError, JournalReplacedError
from warehouse.journal.event import Event, Value
from warehouse.journal.store import open_journal
from warehouse.projects.entities import ENTITIES
from warehouse.projects.state import Entity, State, replay
from warehouse.settings import Settings, load_settings

# What each process keeps: states of the two newest releases, overlays of the last few edits.
KEPT_RELEASES, KEPT_OVERLAYS = 2, 12
# What was learned is for every reader, wherever it was learned.
FOR_EVERYONE = ("good_practice", "practice_copy")

History = dict[str | None, list[Event]]
Index = dict[tuple[str, str | None], list[Entity]]


@dataclass(frozen=True)
class Live:
    """State and history of every project the viewer may see.

    `last_seq` is the newest event known here; `trouble` the text key of what is wrong with the
    journal, empty when it can be read; `paths` project -> path of its unit; `index` finds the entities
    of a project without looking at all.
    """

    state: State
    history: History
    paths: dict[str, str]
    index: Index
    last_seq: int
    today: date
    trouble: str = ""
    detail: str = ""

    def projects(self, unit_id: str) -> list[Entity]:
        """Projects of a unit and of the units below it; the latest due first."""
        found = [e for e in self.of("project") if unit_id in self.paths[e.entity_id].split("/")]
        return sorted(found, key=lambda e: str(e.fields.get("due_date") or ""), reverse=True)

    def project(self, project_id: str | None) -> Entity | None:
        """One project, None where it is unknown, withdrawn or out of the viewer's sight."""
        found = self.state.get(("project", project_id or ""))
        return None if found is None or found.is_withdrawn else found

    def of(
        self, entity_type: str, project_id: str | None = None, *, with_withdrawn: bool = False
    ) -> list[Entity]:
        """Entities of a project by their number; None means of every project."""
        found = self.index.get((entity_type, project_id), [])
        return [entity for entity in found if with_withdrawn or not entity.is_withdrawn]

    def entity(self, entity_type: str, entity_id: str) -> Entity | None:
        """One entity, withdrawn ones too."""
        return self.state.get((entity_type, entity_id))

    def events(self, project_id: str | None) -> list[Event]:
        """Events of a project, or of the library where it is None, in order."""
        return self.history.get(project_id, [])


def live(view: View) -> Live:
    """Projects as they stand now, for the viewer of this page."""
    settings = load_settings()
    scope = view.scope
    newest = project_events.last(scope.release_id) or {"seq": 0, "event_id": None}
    newer: list[Event] = []
    trouble = detail = ""
    try:
        newer = _since(settings, newest["seq"], newest["event_id"])
    except JournalReplacedError as error:
        trouble, detail = "edits.trouble.replaced", str(error)
    except JournalError as error:
        trouble, detail = "edits.trouble.unreadable", str(error)
    found = _overlaid(
        settings.home.as_posix(), scope.release_id, scope.viewer.role, scope.viewer.root_unit_id,
        newer[-1].event_id if newer else "", _scope=scope, _newer=newer,
    )  # fmt: skip
    last_seq = newer[-1].seq if newer else newest["seq"]
    return Live(*found, last_seq=last_seq, today=today(), trouble=trouble, detail=detail)


def last_seq(release_seq: int) -> int:
    """The journal's newest number; `release_seq` where it cannot be read."""
    try:
        with open_journal(load_settings()) as journal:
            return max(journal.last_seq(), release_seq)
    except JournalError:
        return release_seq


def _since(settings: Settings, seq: int, event_id: str | None) -> list[Event]:
    """Events after the release's last, from the very journal that the release was built from."""
    with open_journal(settings) as journal:
        if seq:
            same = journal.event_at(seq)
            if same is None or same.event_id != event_id:
                raise JournalReplacedError(f"The journal does not hold event {seq} of the release.")
        return journal.events(after=seq)


@st.cache_resource(show_spinner=False, max_entries=KEPT_RELEASES)
def _released(home: str, release_id: str) -> tuple[State, list[Event]]:
    events = [Event.from_row(row) for row in project_events.events(release_id)]
    return replay(events), events


@st.cache_resource(show_spinner=False, max_entries=KEPT_OVERLAYS)
def _overlaid(
    home: str, release_id: str, role: str, root: str, newest_id: str,
    _scope: Scope, _newer: list[Event],
) -> tuple[State, History, dict[str, str], Index]:  # fmt: skip
    """State, history, paths and index of the viewer's subtree; shared by sessions, never changed."""
    state, events = _released(home, release_id)
    if _newer:
        state = replay(_newer, onto=state)
    paths = _paths(_scope, state)
    seen = State(
        (key, entity)
        for key, entity in state.items()
        if entity.project_id in paths or key[0] in FOR_EVERYONE
    )
    history: History = {}
    for event in (*events, *_newer):
        if event.key in seen:
            history.setdefault(event.project_id, []).append(event)
    return seen, history, paths, _index(seen)


def _index(state: State) -> Index:
    """Entities by kind and project, and by kind alone (None), in the order of their keys."""
    found: Index = {}
    for kind in ENTITIES:
        for entity in state.of(kind, withdrawn=True):
            found.setdefault((kind, None), []).append(entity)
            if entity.project_id is not None:
                found.setdefault((kind, entity.project_id), []).append(entity)
    return found


def _paths(scope: Scope, state: State) -> dict[str, str]:
    """Project -> path of its unit, of projects that the viewer may see."""
    known = project_registers.paths(scope)
    found = {}
    for (kind, identity), entity in state.items():
        if kind == "project":
            path = known.get(unit_of(entity.fields) or "")
            if path and scope.viewer.root_unit_id in path.split("/"):
                found[identity] = path
    return found


def unit_of(fields: Mapping[str, Value]) -> str:
    """The unit a project belongs to, as `project_registers.paths` names it: hall, city, province."""
    for name, letter in (("hall_code", "H"), ("city_code", "C"), ("province_code", "P")):
        if fields.get(name):
            return f"{letter}{fields[name]}"
    return "G"
