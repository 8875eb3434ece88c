"""One row against what stands: base, now, new - every case of the three-way merge."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from ingest.project_merge import merge
from ingest.project_rows import Statement, WorkbookLoad
from warehouse.journal.event import Draft, Event, Value
from warehouse.projects.state import Entity, apply

LOAD = WorkbookLoad(1, "project_measure", "plan.xlsx", "0" * 64)


def row(said: dict[str, Value], number: int = 1, entity_type: str = "measure") -> Statement:
    return Statement(
        LOAD, entity_type, "P1/1", "P1", said, "王五", f"plan.xlsx, row {number}", f"event-{number}"
    )


def kept(draft: Draft | None, entity: Entity | None) -> Entity:
    """The entity after the draft became an event."""
    assert draft is not None
    version = entity.version + 1 if entity else 1
    at = datetime(2026, 11, 1, tzinfo=UTC) + timedelta(minutes=version)
    return apply(entity, Event(seq=version, version=version, recorded_at=at, **vars(draft)))


def on_screen(entity: Entity, **fields: Value) -> Entity:
    changes = {name: (entity.fields.get(name), value) for name, value in fields.items()}
    return kept(Draft("李四", "screen", "measure", "P1/1", "P1", "change", changes), entity)


@pytest.fixture
def entity() -> Entity:
    said: dict[str, Value] = {
        "title": "培训",
        "due_date": "2026-10-31",
        "status_code": "not_started",
    }
    return kept(merge(row(said), None), None)


def test_a_new_row_creates(entity: Entity) -> None:
    assert entity.created_by == "王五"
    assert entity.fields["due_date"] == "2026-10-31"
    assert entity.stated == {
        "title": "培训",
        "due_date": "2026-10-31",
        "status_code": "not_started",
    }


def test_the_same_row_says_nothing(entity: Entity) -> None:
    assert merge(row({"title": "培训"}, 2), entity) is None
    assert merge(row(dict(entity.stated or {}), 2), entity) is None


def test_a_screens_edit_stays_where_the_workbook_did_not_change(entity: Entity) -> None:
    edited = on_screen(entity, due_date="2026-11-30")
    draft = merge(row({"due_date": "2026-10-31", "owner_name": "王五"}, 2), edited)
    assert draft is not None
    assert (draft.changes, draft.conflicts) == ({"owner_name": (None, "王五")}, None)


def test_what_the_workbook_alone_changed_is_taken_over(entity: Entity) -> None:
    draft = merge(row({"due_date": "2026-12-15"}, 2), entity)
    assert draft is not None
    assert draft.action == "change"
    assert draft.changes == {"due_date": ("2026-10-31", "2026-12-15")}


def test_what_both_changed_is_a_conflict_and_stays_as_it_is(entity: Entity) -> None:
    edited = on_screen(entity, due_date="2026-11-30")
    draft = merge(row({"due_date": "2026-12-15"}, 2), edited)
    assert draft is not None
    assert (draft.action, draft.changes) == ("conflict", {})
    sides = {"base": "2026-10-31", "now": "2026-11-30", "stated": "2026-12-15"}
    assert draft.conflicts == {"due_date": sides}
    after = kept(draft, edited)
    assert after.fields["due_date"] == "2026-11-30"
    assert set(after.open_conflicts) == {"due_date"}
    # the same again opens nothing new; the workbook giving in ends it
    assert merge(row({"due_date": "2026-12-15"}, 3), after) is None
    agreed = merge(row({"due_date": "2026-11-30"}, 4), after)
    assert agreed is not None
    assert (agreed.action, agreed.settles, agreed.changes) == ("settle", ("due_date",), {})
    assert not kept(agreed, after).open_conflicts


def test_both_said_the_same(entity: Entity) -> None:
    edited = on_screen(entity, due_date="2026-12-15")
    draft = merge(row({"due_date": "2026-12-15"}, 2), edited)
    assert draft is not None
    assert (draft.changes, draft.conflicts, draft.settles) == ({}, None, ())
    assert (draft.stated or {})["due_date"] == "2026-12-15"


def test_blank_says_nothing_and_emptied_says_none(entity: Entity) -> None:
    draft = merge(row({"due_date": None}, 2), entity)
    assert draft is not None
    assert draft.changes == {"due_date": ("2026-10-31", None)}
    assert draft.stated == {"title": "培训", "due_date": None, "status_code": "not_started"}


def test_a_measure_made_on_the_screen_under_the_same_number_is_not_overwritten() -> None:
    made = kept(
        Draft("李四", "screen", "measure", "P1/1", "P1", "create", {"title": (None, "巡检")}), None
    )
    draft = merge(row({"title": "培训", "owner_name": "王五"}, 2), made)
    assert draft is not None
    assert draft.changes == {"owner_name": (None, "王五")}
    assert draft.conflicts == {"title": {"base": None, "now": "巡检", "stated": "培训"}}


@pytest.mark.parametrize(
    ("rate", "status"),
    [(100, "done"), (30, "in_progress"), (0, "not_started"), (None, "not_started")],
)
def test_a_status_left_out_follows_from_the_rate(rate: int | None, status: str) -> None:
    said: dict[str, Value] = {"title": "培训"} | ({} if rate is None else {"done_rate": rate})
    assert kept(merge(row(said), None), None).fields["status_code"] == status


def test_a_status_nobody_said_is_no_reason_for_a_conflict(entity: Entity) -> None:
    blocked = on_screen(entity, status_code="blocked")
    draft = merge(row({"done_rate": 40}, 2), blocked)
    assert draft is not None
    assert (draft.changes, draft.conflicts) == ({"done_rate": (None, 40)}, None)
    assert kept(draft, blocked).fields["status_code"] == "blocked"


def test_a_judgement_on_the_status_is_not_undone_by_a_rate(entity: Entity) -> None:
    stopped = kept(merge(row({"status_code": "cancelled"}, 2), entity), entity)
    draft = merge(row({"done_rate": 40}, 3), stopped)
    assert draft is not None
    assert "status_code" not in draft.changes


def test_a_project_without_a_status_is_active() -> None:
    assert (
        kept(merge(row({"title": "营业厅"}, 1, "project"), None), None).fields["status_code"]
        == "active"
    )
