"""Drafts as task forces make them: a project, its measures, edits of what stands."""

from __future__ import annotations

from typing import Any

from warehouse.journal.event import Draft, Event, Value
from warehouse.journal.store import Journal
from warehouse.projects.state import Entity, State, change_draft, replay

PROJECT = "HN-2026-B5"
PROJECT_FIELDS: dict[str, Value] = {
    "title": "营业厅服务提升",
    "kind_code": "theme",
    "theme_code": "hall",
    "year_no": 2026,
    "bimonth_no": 5,
    "province_code": "430000",
    "metric_code": "theme_hall",
    "start_date": "2026-09-01",
    "due_date": "2026-10-31",
    "status_code": "active",
}
MEASURE_FIELDS: dict[str, Value] = {
    "title": "晨会演练",
    "kind_code": "training",
    "status_code": "not_started",
    "owner_name": "李强",
    "due_date": "2026-10-15",
}


def create(
    entity_type: str, entity_id: str, fields: dict[str, Value], *, actor: str = "王芳", **more: Any
) -> Draft:
    """The draft that makes an entity with these fields."""
    return Draft(
        actor=actor,
        source=more.pop("source", "screen"),
        entity_type=entity_type,
        entity_id=entity_id,
        project_id=entity_id.split("/")[0],
        action="create",
        changes={name: (None, value) for name, value in fields.items()},
        **more,
    )


def measure(number: int, **fields: Value) -> Draft:
    """The draft that makes measure `number`."""
    return create("measure", f"{PROJECT}/{number}", MEASURE_FIELDS | fields)


def made(journal: Journal, *drafts: Draft) -> list[Entity]:
    """The entities these drafts made, as they stand after all of them."""
    events = journal.append(drafts)
    state = state_of(journal)
    return [state[event.key] for event in events]


def state_of(journal: Journal) -> State:
    return replay(journal.events())


def edit(entity: Entity, actor: str = "李强", **fields: Value) -> Draft:
    """An edit of an entity as `actor` saw it."""
    return change_draft(entity, actor, dict(fields))


def ids(events: list[Event]) -> list[str]:
    return [event.event_id for event in events]
