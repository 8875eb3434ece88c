"""A task force's workbook, edits on the page, the corrected workbook: nothing lost, nothing twice.

Everything goes through the product's own steps: ingest, gate, record, pull.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from rich.console import Console

import shortboard
from ingest.inbox import ingest_paths
from ingest.ledger import accept_load, list_loads
from ingest.row_rules import MAX_KEY_CHARACTERS
from tests.ingest.project_books import PLAN, PROJECT, Cell, measure, project, write_book
from warehouse.connection import reader, writer
from warehouse.journal.event import Event
from warehouse.journal.store import Journal, open_journal
from warehouse.progress import steps
from warehouse.projects.entities import ENTITIES, entity_id, identity_problems
from warehouse.projects.state import State, change_draft, replay
from warehouse.settings import Settings

COUNT = 200
WHEN = "2026-12-0{}"


def refresh(settings: Settings, *files: Path) -> str:
    """The commands of a refresh up to the build, as the front door runs them; what they printed."""
    screen = io.StringIO()
    console = Console(file=screen, width=400, highlight=False)
    printed, shortboard.out = shortboard.out, console
    try:
        with steps(console) as run:
            if files:
                shortboard._ingest(run, settings, files, told_all=True)
            shortboard._gate(run, settings)
            shortboard._record(run, settings)
            shortboard._journal(run, settings)
    finally:
        shortboard.out = printed
    return screen.getvalue()


@contextmanager
def journal_of(settings: Settings) -> Iterator[Journal]:
    with open_journal(settings) as journal:
        yield journal


def state_of(settings: Settings) -> State:
    with journal_of(settings) as journal:
        return replay(journal.events())


def edit(settings: Settings, actor: str, number: int, **fields: Any) -> Event:
    """What the page does when somebody saves the form of a measure."""
    with journal_of(settings) as journal:
        entity = replay(journal.events())["measure", f"HN-B5/{number}"]
        [event] = journal.append([change_draft(entity, actor, fields)])
    return event


def raw_events(settings: Settings) -> list[tuple[Any, ...]]:
    with reader(settings) as con:
        return con.execute(
            "select seq, event_id, actor, source, entity_id, action, changes, source_ref"
            " from raw.journal_events order by seq"
        ).fetchall()


def plan(folder: Path, name: str, rows: list[list[Cell]]) -> Path:
    return write_book(
        folder / name, {"项目": [PROJECT, project()], "措施": [["营业厅专项行动计划"], PLAN, *rows]}
    )


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, dict[str, Any]]:
    """The whole story of a workbook, told once; the tests below look at its end."""
    from tests.conftest import settings_in

    folder = tmp_path_factory.mktemp("books")
    settings = settings_in(folder / "home")
    rows = {number: measure(number) for number in range(1, COUNT + 1)}
    story: dict[str, Any] = {
        "first": refresh(settings, plan(folder, "plan.xlsx", list(rows.values())))
    }
    story["state_first"] = state_of(settings)

    done = {"status_code": "done", "done_rate": 100, "done_date": "2026-11-18"}
    story["edits"] = [
        edit(settings, "李四", 3, **done, evidence_text="现场照片"),
        edit(settings, "李四", 4, due_date="2026-12-20"),
        edit(settings, "赵六", 5, owner_name="赵六"),
        edit(settings, "赵六", 6, due_date="2026-12-25"),
    ]
    changed = {
        4: measure(4, 完成率="60%"),  # another field than the screen's: both stand
        5: measure(5, 责任人="赵六"),  # caught up with the screen
        6: measure(6, 完成时限="2026年12月31日", 填报人="王五"),  # both moved the date
        **{n: measure(n, 完成率="80%", 状态="进行中", 填报人="王五") for n in range(20, 50)},
    }
    added = [measure(number) for number in range(COUNT + 1, COUNT + 11)]
    left_out = {199, 200}
    corrected = [row for n, row in (rows | changed).items() if n not in left_out] + added
    story["second"] = refresh(settings, plan(folder, "plan corrected.xlsx", corrected))
    story["state_second"] = state_of(settings)
    story["corrected"] = folder / "plan corrected.xlsx"
    return settings, story


def test_every_row_becomes_a_measure_once(told: tuple[Settings, dict[str, Any]]) -> None:
    _, story = told
    state = story["state_first"]
    assert len(state.of("measure")) == COUNT
    assert len(state.of("project")) == 1
    assert f"{COUNT + 1} new" in story["first"]
    third = state["measure", "HN-B5/3"].fields
    assert (third["title"], third["done_rate"], third["owner_department_code"]) == (
        "措施内容3",
        30,
        "MARKET",
    )


def test_the_corrected_workbook_loses_nothing_and_doubles_nothing(
    told: tuple[Settings, dict[str, Any]],
) -> None:
    settings, story = told
    state = story["state_second"]
    # rows that left the workbook are not deletions
    assert [e.key["measure_no"] for e in state.of("measure")] == list(range(1, COUNT + 11))
    events = raw_events(settings)
    assert len({row[1] for row in events}) == len(events) == state.last_seq
    creations = [row[4] for row in events if row[5] == "create"]
    assert len(creations) == len(set(creations)) == COUNT + 11
    assert "10 new, 31 changed, 1 conflict" in story["second"]


def test_edits_of_the_page_stand(told: tuple[Settings, dict[str, Any]]) -> None:
    state = told[1]["state_second"]
    third, fourth = state["measure", "HN-B5/3"].fields, state["measure", "HN-B5/4"].fields
    assert (third["status_code"], third["done_rate"], third["evidence_text"]) == (
        "done",
        100,
        "现场照片",
    )
    assert (fourth["due_date"], fourth["done_rate"]) == ("2026-12-20", 60)
    assert state["measure", "HN-B5/5"].fields["owner_name"] == "赵六"
    assert not state["measure", "HN-B5/5"].open_conflicts
    assert state["measure", "HN-B5/20"].fields["done_rate"] == 80


def test_a_conflict_is_told_and_open_and_nothing_is_overwritten(
    told: tuple[Settings, dict[str, Any]],
) -> None:
    _, story = told
    sixth = story["state_second"]["measure", "HN-B5/6"]
    before = story["state_first"]["measure", "HN-B5/6"].fields["due_date"]
    assert sixth.fields["due_date"] == "2026-12-25"
    conflict = sixth.open_conflicts["due_date"]
    assert (conflict.base, conflict.now, conflict.stated) == (before, "2026-12-25", "2026-12-31")
    assert (conflict.actor, conflict.source_ref) == ("王五", "plan corrected.xlsx, 措施, row 8")
    line = next(line for line in story["second"].splitlines() if "conflict: measure" in line)
    for part in ("HN-B5/6", "due_date", "plan corrected.xlsx, 措施, row 8", "2026-12-31", "2026-12-25",
                 "by 赵六 at 2", before):  # fmt: skip
        assert part in line, part


def test_the_history_tells_who_said_what(told: tuple[Settings, dict[str, Any]]) -> None:
    settings, story = told
    by_entity: dict[str, list[tuple[Any, ...]]] = {}
    for row in raw_events(settings):
        by_entity.setdefault(row[4], []).append(row)
    shown = [(actor, source) for _, _, actor, source, *_ in by_entity["HN-B5/6"]]
    assert shown == [("plan.xlsx", "workbook"), ("赵六", "screen"), ("王五", "workbook")]
    assert by_entity["HN-B5/20"][1][7] == "plan corrected.xlsx, 措施, row 22"
    third = json.loads(by_entity["HN-B5/3"][1][6])
    assert third["status_code"] == ["in_progress", "done"]
    assert {event.event_id for event in story["edits"]} <= {row[1] for row in raw_events(settings)}


def test_it_stays_open_until_somebody_chooses_and_the_same_file_says_nothing_again(
    told: tuple[Settings, dict[str, Any]], tmp_path: Path
) -> None:
    settings, story = told
    seq = state_of(settings).last_seq
    assert "nothing to do" in refresh(settings, story["corrected"])
    assert state_of(settings).last_seq == seq
    # other bytes, the same words: read, and nothing is news
    again = write_book(
        tmp_path / "again.xlsx", {"措施": [PLAN, measure(6, 完成时限="2026年12月31日")]}
    )
    assert "1 as before" in refresh(settings, again)
    state = state_of(settings)
    assert (state.last_seq, set(state["measure", "HN-B5/6"].open_conflicts)) == (seq, {"due_date"})
    edit(settings, "赵六", 6, due_date="2026-12-31")
    refresh(settings)
    assert not state_of(settings)["measure", "HN-B5/6"].open_conflicts


def test_a_warehouse_built_anew_beside_the_same_journal_writes_nothing(
    told: tuple[Settings, dict[str, Any]],
) -> None:
    settings, story = told
    before = state_of(settings)
    settings.warehouse.unlink()
    folder = story["corrected"].parent
    said = refresh(settings, folder / "plan.xlsx", story["corrected"])
    after = state_of(settings)
    assert (after.last_seq, dict(after)) == (before.last_seq, dict(before))
    # 201 rows of the first file, 209 of the second
    assert "2 files: 410 as before" in said
    assert len(raw_events(settings)) == before.last_seq


def test_a_quarantined_workbook_is_recorded_once_it_is_accepted(
    settings: Settings, tmp_path: Path
) -> None:
    rows = [measure(number) for number in range(1, 11)]
    refresh(settings, plan(tmp_path, "plan.xlsx", rows))
    shifted = [measure(number, 措施=f"措施内容{number - 1}") for number in range(1, 11)]
    refresh(settings, write_book(tmp_path / "renumbered.xlsx", {"措施": [PLAN, *shifted]}))
    seq = state_of(settings).last_seq
    assert seq == 11
    with writer(settings, "pytest") as con:
        [load] = list_loads(con, status="quarantined")
        accept_load(con, load.load_id, "numbered anew on purpose")
    said = refresh(settings)
    assert "10 changed" in said
    assert state_of(settings)["measure", "HN-B5/10"].fields["title"] == "措施内容9"


def test_a_late_acceptance_does_not_undo_a_later_file(settings: Settings, tmp_path: Path) -> None:
    rows = [measure(number) for number in range(1, 11)]
    refresh(settings, plan(tmp_path, "plan.xlsx", rows))
    shifted = [measure(number, 措施=f"措施内容{number - 1}") for number in range(1, 11)]
    refresh(settings, write_book(tmp_path / "renumbered.xlsx", {"措施": [PLAN, *shifted]}))
    mended = [measure(number, 完成率="50%") for number in range(1, 11)]
    refresh(settings, write_book(tmp_path / "mended.xlsx", {"措施": [PLAN, *mended]}))
    with writer(settings, "pytest") as con:
        [load] = list_loads(con, status="quarantined")
        accept_load(con, load.load_id, "let in too late to matter")
    assert "10 outdated by a later file" in refresh(settings)
    fields = state_of(settings)["measure", "HN-B5/10"].fields
    assert (fields["title"], fields["done_rate"]) == ("措施内容10", 50)


def test_rows_of_an_unknown_project_wait_for_it(settings: Settings, tmp_path: Path) -> None:
    parts = write_book(
        tmp_path / "parts.xlsx", {"措施": [PLAN, measure(1), measure(2, code="HN-B6")]}
    )
    said = refresh(settings, parts)
    assert "2 waiting for their project" in said
    assert "1 rows wait for project HN-B6" in said
    assert state_of(settings).last_seq == 0
    late = write_book(tmp_path / "projects.xlsx", {"项目": [PROJECT, project()]})
    said = refresh(settings, late)
    assert set(state_of(settings)) == {("project", "HN-B5"), ("measure", "HN-B5/1")}
    assert "HN-B6" in said
    assert "HN-B5," not in said


def test_two_hundred_measures_are_recorded_in_well_under_two_seconds(
    settings: Settings, tmp_path: Path
) -> None:
    from ingest.inbox import ingest_paths
    from ingest.project_events import record_workbooks

    rows = [measure(number) for number in range(1, COUNT + 1)]
    with writer(settings, "pytest") as con, open_journal(settings) as journal:
        ingest_paths(settings, con, [plan(tmp_path, "plan.xlsx", rows)])
        con.execute("update raw._loads set status = 'passed'")
        started = process_time()
        report = record_workbooks(settings, con, journal)
        seconds = process_time() - started
    assert report.event_count == COUNT + 1
    assert seconds < 2


@pytest.mark.parametrize("entity_type", ["project_city", "practice_copy"])
def test_codes_as_long_as_a_workbook_may_write_them_fit_the_journal(entity_type: str) -> None:
    # one row that the journal refused would stop every refresh from then on
    code = "专" * MAX_KEY_CHARACTERS
    keys = ENTITIES[entity_type].keys
    assert identity_problems(entity_type, entity_id(entity_type, dict.fromkeys(keys, code))) == []


def test_a_row_let_in_only_later_is_told_although_its_file_was_recorded(
    settings: Settings, tmp_path: Path
) -> None:
    book = plan(tmp_path, "plan.xlsx", [measure(1), measure(2), measure(3)])
    with writer(settings, "test") as con:
        ingest_paths(settings, con, [book])
        # as if a narrower contract had rejected it
        con.execute("create table kept as from raw.project_measure where measure_no = 2")
        con.execute("delete from raw.project_measure where measure_no = 2")
    refresh(settings)
    assert ("measure", "HN-B5/2") not in state_of(settings)
    with writer(settings, "test") as con:
        con.execute("insert into raw.project_measure from kept")
        con.execute("delete from raw._recorded")
    assert "1 new" in refresh(settings)
    assert ("measure", "HN-B5/2") in state_of(settings)
    assert len(state_of(settings).of("measure")) == 3
