"""Taking back: one more event that says the opposite; told when somebody changed it since."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.warehouse.journal.drafts import PROJECT, create, edit, made, measure, state_of
from warehouse.journal.errors import ConflictError, JournalError
from warehouse.journal.store import Journal
from warehouse.projects.state import undo_draft

KEY = ("measure", f"{PROJECT}/1")


def test_an_edit_is_taken_back_and_both_stay_readable(journal: Journal) -> None:
    (before,) = made(journal, measure(1))
    (event,) = journal.append([edit(before, due_date="2026-10-20", people_count=5)])
    (undo,) = journal.append([undo_draft(event, "王芳", reason="误改")])
    after = state_of(journal)[KEY]
    assert after.get("due_date") == before.get("due_date")
    assert after.get("people_count") is None
    assert (undo.action, undo.undoes, undo.reason) == ("undo", event.event_id, "误改")
    assert [e.action for e in journal.entity_events(*KEY)] == ["create", "change", "undo"]


def test_taking_back_twice_changes_nothing_more(journal: Journal) -> None:
    (entity,) = made(journal, measure(1))
    (event,) = journal.append([edit(entity, people_count=5)])
    journal.append([undo_draft(event, "王芳")])
    assert journal.append([undo_draft(event, "李强")]) == []


def test_taking_back_what_was_taken_back_brings_it_again(journal: Journal) -> None:
    (entity,) = made(journal, measure(1))
    (event,) = journal.append([edit(entity, people_count=5)])
    (undo,) = journal.append([undo_draft(event, "王芳")])
    journal.append([undo_draft(undo, "王芳")])
    assert state_of(journal)[KEY].get("people_count") == 5


def test_a_creation_is_taken_back_by_withdrawing(journal: Journal) -> None:
    (event,) = journal.append([measure(1)])
    (undo,) = journal.append([undo_draft(event, "王芳")])
    state = state_of(journal)
    assert state[KEY].is_withdrawn
    assert state.of("measure", PROJECT) == []
    assert len(state.of("measure", PROJECT, withdrawn=True)) == 1
    journal.append([undo_draft(undo, "王芳")])
    assert not state_of(journal)[KEY].is_withdrawn


def test_a_withdrawal_is_taken_back(journal: Journal) -> None:
    (entity,) = made(journal, measure(1))
    (event,) = journal.append([replace(edit(entity, is_withdrawn=True), action="withdraw")])
    journal.append([undo_draft(event, "王芳")])
    assert not state_of(journal)[KEY].is_withdrawn


def test_what_somebody_changed_since_is_not_taken_back(journal: Journal) -> None:
    (entity,) = made(journal, measure(1))
    (event,) = journal.append([edit(entity, "李强", people_count=5, due_date="2026-10-20")])
    journal.append([edit(state_of(journal)[KEY], "陈静", people_count=9)])
    with pytest.raises(ConflictError) as caught:
        journal.append([undo_draft(event, "李强")])
    (conflict,) = caught.value.conflicts
    assert (conflict.field, conflict.seen, conflict.now, conflict.wanted) == (
        "people_count", 5, 9, None,
    )  # fmt: skip
    assert conflict.changed_by == "陈静"
    assert state_of(journal)[KEY].get("due_date") == "2026-10-20", "nothing was written"


def test_a_told_conflict_is_taken_back_by_what_stands(journal: Journal) -> None:
    (entity,) = made(journal, measure(1))
    sides = {"base": None, "now": "2026-10-15", "stated": "2026-10-31"}
    told = replace(
        edit(entity), source="workbook", action="conflict", conflicts={"due_date": sides}
    )
    (event,) = journal.append([told])
    journal.append([undo_draft(event, "王芳")])
    after = state_of(journal)[KEY]
    assert not after.open_conflicts
    assert after.get("due_date") == "2026-10-15"


def test_an_event_that_changed_nothing_cannot_be_taken_back(journal: Journal) -> None:
    stated = create("measure", f"{PROJECT}/1", {}, source="workbook", stated={"title": "回访"})
    (event,) = journal.append([replace(stated, action="change")])
    with pytest.raises(JournalError, match="nothing to take back"):
        undo_draft(event, "王芳")
