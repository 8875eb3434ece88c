"""Screen edits and workbook revisions in any order: nothing lost, nothing twice, nothing silent.

A simple model of fields (what stands, what workbooks said last) tells what must come out; the log
of events is judged by rules of its own that know nothing of the merge.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import duckdb
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.ddl import ensure_raw
from ingest.project_events import record_workbooks
from tests.conftest import settings_in
from warehouse.connection import connect
from warehouse.journal.event import Draft, Event, Value
from warehouse.journal.store import Journal, open_journal
from warehouse.projects.state import Entity, change_draft, replay
from warehouse.settings import Settings

FIELDS = ("title", "owner_name", "due_date", "done_rate")
EMPTIED = "清空"
Cells = dict[str, Any]  # field -> value, or EMPTIED; a field that is absent is a blank cell

VALUES: dict[str, st.SearchStrategy[Any]] = {
    "title": st.sampled_from(["培训", "巡检", "增设终端"]),
    "owner_name": st.sampled_from(["王五", "李四", EMPTIED]),
    "due_date": st.sampled_from(["2026-10-31", "2026-11-30", EMPTIED]),
    "done_rate": st.sampled_from([0, 30, 60]),
}
NUMBERS = st.integers(1, 4)
CELL = st.sampled_from(FIELDS).flatmap(lambda name: st.tuples(st.just(name), VALUES[name]))
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("book"), st.lists(st.tuples(NUMBERS, CELL), max_size=4)),
        st.tuples(st.just("book"), st.lists(st.tuples(NUMBERS, CELL), min_size=1, max_size=2)),
        st.tuples(st.just("drop"), NUMBERS),
        st.tuples(st.just("blank"), st.tuples(NUMBERS, st.sampled_from(FIELDS[1:]))),
        st.tuples(st.just("screen"), st.tuples(NUMBERS, CELL)),
        st.tuples(st.just("choose"), NUMBERS),
        st.tuples(st.just("withdraw"), NUMBERS),
        st.tuples(st.just("again"), st.integers(0, 9)),
        st.tuples(st.just("rebuild"), st.none()),
    ),
    min_size=3,
    max_size=12,
)


@dataclass
class Model:
    """What must stand: per measure and field what stands, what workbooks said, what is open."""

    now: dict[int, dict[str, Value]] = field(default_factory=dict)
    base: dict[int, dict[str, Value]] = field(default_factory=dict)
    open: set[tuple[int, str]] = field(default_factory=set)

    def book(self, rows: dict[int, Cells]) -> None:
        for number, cells in rows.items():
            now = self.now.setdefault(number, {})
            base = self.base.setdefault(number, {})
            for name, cell in cells.items():
                said = None if cell == EMPTIED else cell
                if name in base and base[name] == said:
                    continue
                if now.get(name) == said:
                    self.open.discard((number, name))
                elif now.get(name) == base.get(name):
                    now[name] = said
                    self.open.discard((number, name))
                else:
                    self.open.add((number, name))
                base[name] = said

    def screen(self, number: int, name: str, value: Value) -> None:
        self.now[number][name] = value
        self.open.discard((number, name))


@dataclass
class Desk:
    """A task force at work: its workbook, the warehouse that loads it, the journal, the model."""

    settings: Settings
    con: duckdb.DuckDBPyConnection
    journal: Journal
    model: Model = field(default_factory=Model)
    sheet: dict[int, Cells] = field(default_factory=dict)
    files: list[tuple[str, dict[int, Cells]]] = field(default_factory=list)
    with_news: set[str] = field(default_factory=set)

    def load(self, sha: str, rows: dict[int, Cells]) -> None:
        """Put the rows into raw as a load that passed its gate."""
        [[load_id]] = self.con.execute(
            "select coalesce(max(load_id), 0) + 1 from raw._loads"
        ).fetchall()
        self.con.execute(
            "insert into raw._loads (load_id, source, file_name, sha256, status)"
            " values (?, 'project_measure', 'plan.xlsx', ?, 'passed')",
            [load_id, sha],
        )
        for at, (number, cells) in enumerate(rows.items(), start=2):
            kept = {name: None if cell == EMPTIED else cell for name, cell in cells.items()}
            emptied = [name for name, cell in cells.items() if cell == EMPTIED]
            self.con.execute(
                "insert into raw.project_measure (project_code, measure_no, title, owner_name,"
                " due_date, done_rate, cleared_columns, _load_id, _row, _sheet, _part)"
                " values ('P1', ?, ?, ?, ?, ?, ?, ?, ?, '措施', 0)",
                [
                    number,
                    *(kept.get(name) for name in FIELDS),
                    ",".join(emptied) or None,
                    load_id,
                    at,
                ],
            )

    def record(self) -> int:
        """Events written."""
        before = self.journal.last_seq()
        record_workbooks(self.settings, self.con, self.journal)
        return self.journal.last_seq() - before

    def send(self) -> None:
        rows = {number: dict(cells) for number, cells in self.sheet.items()}
        if not rows:
            return
        sha = f"{len(self.files):064d}"
        self.files.append((sha, rows))
        self.load(sha, rows)
        if self.record():
            self.with_news.add(sha)
        self.model.book(rows)

    def entity(self, number: int) -> Entity | None:
        return replay(self.journal.events()).get(("measure", f"P1/{number}"))

    def act(self, kind: str, what: Any) -> None:
        if kind == "book":
            for number, (name, value) in what:
                self.sheet.setdefault(number, {"title": f"措施{number}"})[name] = value
            self.send()
        elif kind == "drop":
            self.sheet.pop(what, None)
            self.send()
        elif kind == "blank":
            self.sheet.get(what[0], {}).pop(what[1], None)
            self.send()
        elif kind == "again" and self.files:
            sha, rows = self.files[what % len(self.files)]
            self.load(sha, rows)
            assert self.record() == 0
        elif kind == "rebuild":
            self.con.execute("delete from raw._recorded; delete from raw._loads")
            self.con.execute("delete from raw.project_measure")
            files = list(self.files)
            if what is not None:  # copied about, so that their times tell another order
                files = [file for file in files if file[0] in self.with_news]
                what.shuffle(files)
            for sha, rows in files:
                self.load(sha, rows)
            assert self.record() == 0
        elif kind in ("screen", "choose", "withdraw"):
            self.on_screen(kind, what)

    def on_screen(self, kind: str, what: Any) -> None:
        number = what[0] if kind == "screen" else what
        entity = self.entity(number)
        if kind == "screen":
            name, cell = what[1]
            value = None if cell == EMPTIED else cell
            if entity is None:
                made: dict[str, Value] = {"title": f"页面{number}", "kind_code": "training",
                                          "status_code": "not_started", name: value or f"页面{number}"}  # fmt: skip
                if name == "done_rate":
                    made[name] = value
                elif name == "due_date":
                    made[name] = value or "2026-12-31"
                self.journal.append([
                    Draft("页面", "screen", "measure", f"P1/{number}", "P1", "create",
                          {name: (None, value) for name, value in made.items()})
                ])  # fmt: skip
                self.model.now[number] = {k: v for k, v in made.items() if k in FIELDS}
                return
            if name == "title" or value != entity.get(name):
                self.journal.append([self.changed(entity, {name: value})])
                self.model.screen(number, name, value)
        elif entity is not None and kind == "choose" and entity.open_conflicts:
            name, told = next(iter(entity.open_conflicts.items()))
            self.journal.append([self.changed(entity, {name: told.stated})])
            self.model.screen(number, name, told.stated)
        elif entity is not None and kind == "withdraw" and not entity.is_withdrawn:
            self.journal.append([self.changed(entity, {"is_withdrawn": True})])

    def changed(self, entity: Entity, wanted: dict[str, Value]) -> Draft:
        draft = change_draft(entity, "页面", wanted)
        # a form of something withdrawn is an undo, which may change it
        return draft if not entity.is_withdrawn else Draft(**{**vars(draft), "action": "undo"})


@contextmanager
def desk() -> Iterator[Desk]:
    with tempfile.TemporaryDirectory() as folder:
        home = settings_in(Path(folder))
        con = connect(None)
        try:
            ensure_raw(con)
            with open_journal(home) as journal:
                journal.append([
                    Draft("页面", "system", "project", "P1", "P1", "create", {"title": (None, "营业厅")})
                ])  # fmt: skip
                yield Desk(home, con, journal)
        finally:
            con.close()


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS, order=st.randoms(use_true_random=False))
def test_any_order_of_edits_and_revisions(steps: list[tuple[str, Any]], order: Random) -> None:
    with desk() as at_work:
        for kind, what in steps:
            at_work.act(kind, what)
        assert_as_the_model_says(at_work)
        events = [event for event in at_work.journal.events() if event.entity_type == "measure"]
        assert_nothing_was_overwritten_silently(events)
        assert_everything_ever_said_is_told(events, at_work.files)
        at_work.act("rebuild", None)
        at_work.act("rebuild", order)


def assert_as_the_model_says(at_work: Desk) -> None:
    found = {
        int(str(entity.key["measure_no"])): entity
        for entity in replay(at_work.journal.events()).of("measure", withdrawn=True)
    }
    assert set(found) == set(at_work.model.now)
    for number, fields in at_work.model.now.items():
        stated = found[number].stated or {}
        said = {name: stated[name] for name in FIELDS if name in stated}
        assert said == at_work.model.base.get(number, {}), number
        shown = {name: found[number].fields.get(name) for name in FIELDS}
        assert shown == {name: fields.get(name) for name in FIELDS}, number
    still_open = {(n, name) for n, entity in found.items() for name in entity.open_conflicts}
    assert still_open == at_work.model.open


def assert_nothing_was_overwritten_silently(events: list[Event]) -> None:
    """A workbook changes a field only from what workbooks said last; else it opens a conflict."""
    stands: dict[tuple[str, str], Value] = {}
    stated: dict[tuple[str, str], Value] = {}
    created: set[str] = set()
    for event in events:
        assert (event.action == "create") == (event.entity_id not in created)
        created.add(event.entity_id)
        for name, (before, after) in event.changes.items():
            place = (event.entity_id, name)
            assert before == stands.get(place, False if name == "is_withdrawn" else None)
            if event.source == "workbook" and name in FIELDS:
                assert before == stated.get(place), "a screen's edit was overwritten"
            stands[place] = after
        for name, told in (event.conflicts or {}).items():
            assert told["now"] == stands.get((event.entity_id, name))
            assert len({str(told["base"]), str(told["now"]), str(told["stated"])}) == 3 or (
                told["base"] is None
            )
        for name, value in (event.stated or {}).items():
            stated[event.entity_id, name] = value


def assert_everything_ever_said_is_told(
    events: list[Event], files: list[tuple[str, dict[int, Cells]]]
) -> None:
    told: dict[tuple[str, str], list[Value]] = {}
    for event in events:
        for name, value in (event.stated or {}).items():
            told.setdefault((event.entity_id, name), []).append(value)
    for _, rows in files:
        for number, cells in rows.items():
            for name, cell in cells.items():
                value = None if cell == EMPTIED else cell
                assert value in told[f"P1/{number}", name]
