"""Recording in hard moments: an edit in between, half a file let in, a journal from a backup."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from time import process_time

import pytest

from ingest.project_events import record_workbooks
from ingest.project_report import RecordReport
from tests.ingest.loading import Scratch, scratch
from tests.ingest.project_books import PLAN, PROJECT, measure, project, write_book
from warehouse.journal.event import Draft, Event, Value
from warehouse.journal.store import Journal, open_journal
from warehouse.projects.state import State, change_draft, replay


@dataclass
class Office:
    """A scratch warehouse with its journal."""

    warehouse: Scratch
    journal: Journal

    def load(self, name: str, *rows: list[object], status: str = "passed") -> None:
        path = write_book(
            self.warehouse.folder / name, {"项目": [PROJECT, project()], "措施": [PLAN, *rows]}
        )
        assert self.warehouse.load(path).status == "loaded"
        self.warehouse.con.execute(
            f"update raw._loads set status = '{status}' where status = 'loaded'"
        )

    def record(self) -> RecordReport:
        return record_workbooks(self.warehouse.settings, self.warehouse.con, self.journal)

    @property
    def state(self) -> State:
        return replay(self.journal.events())

    def edit(self, number: int, **wanted: Value) -> None:
        self.journal.append(
            [change_draft(self.state["measure", f"HN-B5/{number}"], "李四", wanted)]
        )


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with scratch(tmp_path) as warehouse, open_journal(warehouse.settings) as journal:
        yield Office(warehouse, journal)


def test_an_edit_made_in_that_very_moment_becomes_a_conflict(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.load("plan.xlsx", measure(1), measure(2))
    office.record()
    office.load("corrected.xlsx", measure(1, 责任人="王五"), measure(2, 责任人="王五"))
    append, calls = Journal.append, []

    def late(journal: Journal, drafts: Iterable[Draft]) -> list[Event]:
        calls.append(1)
        if len(calls) == 1:
            append(
                journal,
                [change_draft(office.state["measure", "HN-B5/1"], "李四", {"owner_name": "李四"})],
            )
        return append(journal, drafts)

    monkeypatch.setattr(Journal, "append", late)
    report = office.record()
    assert len(calls) == 2
    assert (report.event_count, len(report.conflicts)) == (1, 1)
    assert "by 李四" in report.conflicts[0]
    first = office.state["measure", "HN-B5/1"]
    assert (first.fields["owner_name"], first.open_conflicts["owner_name"].stated) == (
        "李四",
        "王五",
    )
    assert office.state["measure", "HN-B5/2"].fields["owner_name"] == "王五"


def test_a_part_of_a_file_accepted_later_is_recorded_then(office: Office) -> None:
    office.load("plan.xlsx", measure(1), measure(2))
    office.warehouse.con.execute(
        "update raw._loads set status = 'quarantined' where source = 'project_measure'"
    )
    assert office.record().note == "1 files: 1 new"
    office.warehouse.con.execute(
        "update raw._loads set status = 'accepted' where status = 'quarantined'"
    )
    assert office.record().note == "1 files: 2 new"
    assert office.record().note == "no new workbooks"


def test_a_part_waits_while_its_project_is_kept_out(office: Office) -> None:
    office.load("plan.xlsx", measure(1), measure(2))
    office.warehouse.con.execute(
        "update raw._loads set status = 'quarantined' where source = 'improvement_project'"
    )
    assert office.record().note == "1 files: 2 waiting for their project"
    assert office.journal.last_seq() == 0
    office.warehouse.con.execute(
        "update raw._loads set status = 'accepted' where status = 'quarantined'"
    )
    office.record()
    assert len(office.state.of("measure")) == 2


def test_a_journal_put_back_from_a_backup_is_told_again(office: Office) -> None:
    settings = office.warehouse.settings
    file = settings.home / "journal.sqlite"
    office.load("plan.xlsx", measure(1))
    office.record()
    office.journal.close()
    backup = settings.home / "backup.sqlite"
    shutil.copy(file, backup)
    with open_journal(settings) as journal:
        office.journal = journal
        office.load("second.xlsx", measure(1, 责任人="王五"), measure(2))
        office.record()
        lost = office.state
    for name in file.parent.glob("journal.sqlite*"):
        name.unlink()
    shutil.copy(backup, file)
    with open_journal(settings) as journal:
        office.journal = journal
        assert office.record().event_count == 2
        told = {key: entity.fields for key, entity in office.state.items()}
        assert told == {key: entity.fields for key, entity in lost.items()}


def test_two_hundred_rows_changed_at_once_cost_little(office: Office) -> None:
    office.load("plan.xlsx", *(measure(number) for number in range(1, 201)))
    office.record()
    office.load("corrected.xlsx", *(measure(number, 完成率="90%") for number in range(1, 201)))
    started = process_time()
    assert office.record().event_count == 200
    assert process_time() - started < 2
