"""What is kept of a draft: news, once; what somebody else changed meanwhile is told, never lost."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.warehouse.journal.drafts import (
    MEASURE_FIELDS,
    PROJECT,
    PROJECT_FIELDS,
    create,
    edit,
    ids,
    made,
    measure,
    state_of,
)
from warehouse.journal.errors import ConflictError, InvalidError
from warehouse.journal.event import Draft, new_id
from warehouse.journal.store import Journal, open_journal
from warehouse.settings import Settings


def test_what_is_said_stands_and_survives_reopening(journal_settings: Settings) -> None:
    with open_journal(journal_settings) as journal:
        (event,) = journal.append([create("project", PROJECT, PROJECT_FIELDS, reason="启动")])
        assert (event.seq, event.version, event.actor) == (1, 1, "王芳")
        assert event.recorded_at.utcoffset() is not None
    with open_journal(journal_settings) as journal:
        (read,) = journal.events()
        assert read == event
        project = state_of(journal).project(PROJECT)
        assert project is not None
        assert project.fields == PROJECT_FIELDS
        assert project.key == {"project_code": PROJECT}


def test_the_same_draft_twice_is_one_event(journal: Journal) -> None:
    draft = measure(1)
    first = journal.append([draft])
    assert journal.append([draft]) == first
    assert journal.append([draft, draft]) == [*first, *first]
    assert ids(journal.events()) == ids(first)


def test_a_draft_without_news_is_not_written(journal: Journal) -> None:
    (entity,) = made(journal, measure(1))
    assert journal.append([replace(edit(entity), changes={"title": (None, "晨会演练")})]) == []
    assert journal.last_seq() == 1


def test_only_fields_that_are_news_are_kept(journal: Journal) -> None:
    (entity,) = made(journal, measure(1))
    draft = replace(
        edit(entity), changes={"title": ("晨会演练", "晨会演练"), "owner_name": ("李强", "赵敏")}
    )
    (event,) = journal.append([draft])
    assert event.changes == {"owner_name": ("李强", "赵敏")}


def test_two_people_on_different_fields_are_merged(journal: Journal) -> None:
    (seen,) = made(journal, measure(1))
    journal.append([edit(seen, "李强", owner_name="赵敏")])
    journal.append([edit(seen, "陈静", people_count=12)])
    now = state_of(journal)["measure", f"{PROJECT}/1"]
    assert (now.fields["owner_name"], now.fields["people_count"]) == ("赵敏", 12)
    assert now.version == 3


def test_two_people_on_one_field_are_told_and_nothing_is_overwritten(journal: Journal) -> None:
    (seen,) = made(journal, measure(1))
    (first,) = journal.append([edit(seen, "李强", due_date="2026-10-20", people_count=3)])
    with pytest.raises(ConflictError) as caught:
        journal.append([edit(seen, "陈静", due_date="2026-10-31", owner_name="陈静")])
    (conflict,) = caught.value.conflicts
    assert (conflict.entity_type, conflict.entity_id) == ("measure", f"{PROJECT}/1")
    assert (conflict.field, conflict.seen, conflict.now, conflict.wanted) == (
        "due_date", "2026-10-15", "2026-10-20", "2026-10-31",
    )  # fmt: skip
    assert (conflict.changed_by, conflict.changed_at) == ("李强", first.recorded_at)
    for word in ("李强", "2026-10-15", "2026-10-20", "2026-10-31"):
        assert word in str(caught.value)
    now = state_of(journal)["measure", f"{PROJECT}/1"]
    assert now.fields["due_date"] == "2026-10-20"
    assert now.fields["owner_name"] == "李强", "nothing of the draft was written"
    # having seen what stands, the second one decides
    journal.append([edit(now, "陈静", due_date="2026-10-31")])
    assert state_of(journal)["measure", f"{PROJECT}/1"].fields["due_date"] == "2026-10-31"


def test_both_wanting_the_same_is_no_conflict(journal: Journal) -> None:
    (seen,) = made(journal, measure(1))
    journal.append([edit(seen, "李强", people_count=4)])
    assert journal.append([edit(seen, "陈静", people_count=4)]) == []


def test_two_people_adding_the_same_number_are_told(journal: Journal) -> None:
    journal.append([measure(1)])
    with pytest.raises(ConflictError) as caught:
        journal.append([measure(1, title="另一项措施")])
    assert [conflict.field for conflict in caught.value.conflicts] == ["title"]


def test_an_edit_of_what_was_withdrawn_meanwhile_is_told(journal: Journal) -> None:
    (seen,) = made(journal, measure(1))
    journal.append([replace(edit(seen, "李强", is_withdrawn=True), action="withdraw")])
    with pytest.raises(ConflictError) as caught:
        journal.append([edit(seen, "陈静", people_count=4)])
    assert caught.value.conflicts[0].field == "is_withdrawn"
    withdrawn = state_of(journal)["measure", f"{PROJECT}/1"]
    assert withdrawn.is_withdrawn
    journal.append([replace(edit(withdrawn, "陈静", is_withdrawn=False), action="restore")])
    assert not state_of(journal)["measure", f"{PROJECT}/1"].is_withdrawn


def test_all_drafts_or_none(journal: Journal) -> None:
    (seen,) = made(journal, measure(1))
    journal.append([edit(seen, people_count=4)])
    with pytest.raises(ConflictError):
        journal.append([measure(2), edit(seen, people_count=5), measure(3)])
    with pytest.raises(InvalidError):
        journal.append([measure(2), measure(3, kind_code="nonsense")])
    assert journal.last_seq() == 2
    assert len(journal.append([measure(2), measure(3)])) == 2, (
        "the failed tries left nothing behind"
    )


def test_drafts_of_one_batch_see_each_other(journal: Journal) -> None:
    (seen,) = made(journal, measure(1))
    drafts = [edit(seen, people_count=1), replace(edit(seen), changes={"people_count": (1, 2)})]
    assert [event.version for event in journal.append(drafts)] == [2, 3]


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (measure(1, status_code="done"), "done_date"),
        (measure(1, status_code="done", done_date="2026-10-10"), "evidence_text"),
        (measure(1, done_rate=101), "done_rate"),
        (measure(1, start_date="2026-10-16"), "due_date"),
        (measure(1, due_date="2026-02-30"), "due_date"),
        (measure(1, title=""), "title"),
        (measure(1, no_such_field=1), "no_such_field"),
        (measure(1, title="x\0y"), "changes"),
        (replace(measure(1), entity_id="HN-2026-B5"), "entity_id"),
        (replace(measure(1), entity_id="HN-2026-B5/x"), "measure_no"),
        (replace(measure(1), entity_type="plan"), "entity_type"),
        (replace(measure(1), actor=" "), "actor"),
        (replace(measure(1), action="change"), "entity_id"),
        (create("gate", f"{PROJECT}/pilot", {"frozen_value": 80.0}), "frozen_value"),
    ],
)
def test_a_person_is_told_what_is_not_valid(
    sqlite_journal: Journal, draft: Draft, field: str
) -> None:
    with pytest.raises(InvalidError) as caught:
        sqlite_journal.append([draft])
    assert field in [problem.field for problem in caught.value.problems]
    assert all(problem.message_zh and problem.message_en for problem in caught.value.problems)
    assert sqlite_journal.last_seq() == 0


def test_an_old_gap_does_not_stop_a_new_edit(sqlite_journal: Journal) -> None:
    """A workbook may leave what a form asks for; the person who edits another field may go on."""
    incomplete = create("measure", f"{PROJECT}/1", {"title": "回访"}, source="workbook")
    (entity,) = made(sqlite_journal, incomplete)
    assert len(sqlite_journal.append([edit(entity, people_count=2)])) == 1
    with pytest.raises(InvalidError):
        sqlite_journal.append([edit(entity, status_code="blocked")])


def test_values_have_one_form(sqlite_journal: Journal) -> None:
    (entity,) = made(sqlite_journal, measure(1, title=" 晨会 ", people_count=3.0, cost_wan=2))
    assert entity.fields["title"] == "晨会"
    assert [type(entity.fields[name]) for name in ("people_count", "cost_wan")] == [int, float]
    assert sqlite_journal.append([edit(entity, title="晨会  ", people_count="  ")])[0].changes == {
        "people_count": (3, None)
    }


def test_workbook_conflicts_stay_open_until_somebody_chooses(journal: Journal) -> None:
    stated = dict(MEASURE_FIELDS)
    (entity,) = made(journal, replace(measure(1), source="workbook", stated=stated))
    assert entity.stated == stated
    journal.append([edit(entity, due_date="2026-10-20")])
    again = stated | {"due_date": "2026-10-31"}
    told = Draft(
        actor="湖南.xlsx", source="workbook", entity_type="measure", entity_id=entity.entity_id,
        project_id=PROJECT, action="conflict", changes={}, stated=again,
        conflicts={"due_date": {"base": "2026-10-15", "now": "2026-10-20", "stated": "2026-10-31"}},
    )  # fmt: skip
    assert len(journal.append([told])) == 1
    assert journal.append([replace(told, event_id=new_id())]) == [], "told once"
    now = state_of(journal)["measure", entity.entity_id]
    assert now.fields["due_date"] == "2026-10-20", "nothing is overwritten"
    assert now.open_conflicts["due_date"].stated == "2026-10-31"
    assert now.open_conflicts["due_date"].actor == "湖南.xlsx"

    settled = replace(edit(now), action="settle", settles=("due_date",))
    assert len(journal.append([settled])) == 1
    after = state_of(journal)["measure", entity.entity_id]
    assert not after.open_conflicts
    assert after.fields["due_date"] == "2026-10-20"
    assert after.stated == again
    assert journal.append([replace(settled, event_id=new_id())]) == [], "nothing left to settle"


def test_choosing_the_workbooks_value_ends_the_conflict(sqlite_journal: Journal) -> None:
    (entity,) = made(sqlite_journal, measure(1))
    sides = {"base": None, "now": "2026-10-15", "stated": "2026-10-31"}
    told = replace(
        edit(entity), source="workbook", action="conflict", conflicts={"due_date": sides}
    )
    sqlite_journal.append([told])
    now = state_of(sqlite_journal)["measure", entity.entity_id]
    sqlite_journal.append([edit(now, due_date="2026-10-31")])
    after = state_of(sqlite_journal)["measure", entity.entity_id]
    assert after.fields["due_date"] == "2026-10-31"
    assert not after.open_conflicts


def test_events_are_read_by_project_entity_and_number(journal: Journal) -> None:
    journal.append([measure(1), measure(2), create("project", "NX-1", PROJECT_FIELDS)])
    assert [e.seq for e in journal.events(after=1)] == [2, 3]
    assert [e.seq for e in journal.events(project_id=PROJECT)] == [1, 2]
    assert [e.seq for e in journal.newest(2)] == [3, 2]
    assert [e.seq for e in journal.entity_events("measure", f"{PROJECT}/2")] == [2]
    assert journal.event_at(3) == journal.events()[2]
    assert journal.event_at(4) is None
