"""Rows of project workbooks → journal: what is new in them becomes events, once and for all.

Every load that passed its gate is read in the order of arrival and merged with what stands
(ingest.project_merge). An event's id follows from the file, the source and the row's key, so that
the same file again, or a warehouse built anew beside the same journal, writes nothing. Rows that
left a workbook are not deletions: somebody withdraws on the screen. Rows of a project nobody has
told of yet wait in raw until somebody does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import groupby
from zoneinfo import ZoneInfo

import duckdb

from ingest.ddl import ensure_raw
from ingest.journal_pull import check_same_journal
from ingest.ledger import utc_now
from ingest.project_merge import merge
from ingest.project_report import FileReport, RecordReport, conflict_lines
from ingest.project_rows import Statement, WorkbookLoad, statements, workbook_loads
from warehouse.journal.errors import ConflictError
from warehouse.journal.event import Draft
from warehouse.journal.store import Journal
from warehouse.projects.state import Key, State, replay
from warehouse.settings import Settings

# how often a file is merged anew because somebody edited the same rows in that very moment
ATTEMPTS = 5
# what others are parts of
PARENTS = frozenset({"project", "good_practice"})
OnProgress = Callable[[float, float | None, str], None]


@dataclass
class _Ledger:
    """What is known while recording. Numbers of events are `seq`, those of loads positions.

    `said`: event id -> seq · `born`: key -> seq of its first event · `since`: load -> seq of the
    first event it made in an earlier run · `last_word`: key -> latest load that spoke of it.
    """

    journal: Journal
    zone: ZoneInfo
    position: dict[int, int]
    state: State = field(default_factory=State)
    said: dict[str, int] = field(default_factory=dict)
    born: dict[Key, int] = field(default_factory=dict)
    since: dict[int, int] = field(default_factory=dict)
    last_word: dict[Key, int] = field(default_factory=dict)

    def catch_up(self) -> None:
        events = self.journal.events(after=self.state.last_seq)
        self.state = replay(events, onto=self.state)
        for event in events:
            self.said[event.event_id] = event.seq
            self.born.setdefault(event.key, event.seq)

    def was_told(self, row: Statement) -> bool:
        """The journal had this row before, as an event or because it said nothing new then.

        A load is recorded at once, all but the rows that waited for what they are parts of.
        """
        if row.event_id in self.said:
            return True
        if row.key not in self.born:
            return False  # its contract or its register let it in only now
        since = self.since.get(row.load.load_id)
        if since is None:
            return False
        parent = _parent(row)
        return parent is None or self.born.get(parent, since) < since

    def is_outdated(self, row: Statement) -> bool:
        """A later file has had its say about this row: this one was let in late."""
        return self.last_word.get(row.key, -1) > self.position[row.load.load_id]

    def note_word(self, row: Statement) -> None:
        at = self.position[row.load.load_id]
        self.last_word[row.key] = max(self.last_word.get(row.key, -1), at)


def record_workbooks(
    settings: Settings,
    con: duckdb.DuckDBPyConnection,
    journal: Journal,
    on_progress: OnProgress | None = None,
) -> RecordReport:
    """Tell the journal what passed loads say and it does not know; a second call tells nothing.

    One transaction per file. Raises JournalReplacedError when the journal is not the one this
    warehouse was filled from, JournalError when it cannot be written.
    """
    ensure_raw(con)
    check_same_journal(con, journal)
    loads = workbook_loads(con)
    recorded = _recorded(con, journal)
    waiting = [load for load in loads if load.load_id not in recorded]
    if not waiting:
        return RecordReport(())
    positions = {load.load_id: at for at, load in enumerate(loads)}
    ledger = _Ledger(journal, ZoneInfo(settings.timezone), positions)
    ledger.catch_up()
    rows = _read(con, loads, waiting, recorded, ledger)
    reports: dict[str, FileReport] = {}
    open_files = [list(group) for _, group in groupby(waiting, key=lambda load: load.sha256)]
    while True:
        known_before = set(ledger.state)
        for done, file in enumerate(open_files):
            if on_progress is not None:
                on_progress(done, len(open_files), file[0].file_name)
            told = [row for load in file for row in rows[load.load_id]]
            report = _record_file(ledger, told)
            _mark(con, journal, file, report)
            reports[file[0].sha256] = report.after(reports.get(file[0].sha256))
        # a later file may have brought the project that rows of an earlier one wait for
        open_files = [file for file in open_files if reports[file[0].sha256].waiting]
        if not open_files or not {kind for kind, _ in set(ledger.state) - known_before} & PARENTS:
            return RecordReport(tuple(reports.values()))


def _read(
    con: duckdb.DuckDBPyConnection,
    loads: Iterable[WorkbookLoad],
    waiting: list[WorkbookLoad],
    recorded: set[int],
    ledger: _Ledger,
) -> dict[int, list[Statement]]:
    """Rows of the waiting loads; notes who had the last word on every key they speak of."""
    first = min(ledger.position[load.load_id] for load in waiting)
    rows: dict[int, list[Statement]] = {}
    for load in loads:
        at = ledger.position[load.load_id]
        if at < first:
            continue
        rows[load.load_id] = statements(con, load)
        known = [
            ledger.said[row.event_id] for row in rows[load.load_id] if row.event_id in ledger.said
        ]
        if known:
            ledger.since[load.load_id] = min(known)
        for row in rows[load.load_id]:
            if load.load_id in recorded or ledger.was_told(row):
                ledger.note_word(row)
    return rows


def _record_file(ledger: _Ledger, rows: list[Statement]) -> FileReport:
    attempt = 1
    while True:
        report, drafts = _merged(ledger, rows)
        try:
            ledger.journal.append(drafts)
        except ConflictError:
            if attempt == ATTEMPTS:
                raise
            attempt += 1
            ledger.catch_up()
            continue
        ledger.catch_up()
        for row in rows:
            if row.key in ledger.state:  # all but those that wait
                ledger.note_word(row)
        return report


def _merged(ledger: _Ledger, rows: list[Statement]) -> tuple[FileReport, list[Draft]]:
    report = FileReport(rows[0].load.file_name if rows else "")
    drafts: dict[str, Draft] = {}
    told = set(ledger.state)
    for row in rows:
        if row.event_id in drafts or ledger.was_told(row):
            report.known += 1
        elif ledger.is_outdated(row):
            report.outdated += 1
        elif (parent := _parent(row)) is not None and parent not in told:
            report.waiting[parent] = report.waiting.get(parent, 0) + 1
        else:
            draft = merge(row, entity := ledger.state.get(row.key))
            told.add(row.key)
            if draft is None:
                report.unchanged += 1
                continue
            drafts[row.event_id] = draft
            report.count(draft)
            report.conflicts += conflict_lines(draft, entity, ledger.zone)
    return report, list(drafts.values())


def _parent(row: Statement) -> Key | None:
    """What must be known before this row can be: the project of a part, the practice of a copy."""
    if row.entity_type in PARENTS:
        return None
    kind = "good_practice" if row.entity_type == "practice_copy" else "project"
    return (kind, row.entity_id.split("/")[0])


def _recorded(con: duckdb.DuckDBPyConnection, journal: Journal) -> set[int]:
    """Loads the journal has; none when it has lost what it had (an older backup was put back)."""
    newest = con.execute(
        "select journal_seq, journal_event_id from raw._recorded order by journal_seq desc limit 1"
    ).fetchall()
    if newest and newest[0][1] is not None:
        event = journal.event_at(int(newest[0][0]))
        if event is None or event.event_id != newest[0][1]:
            con.execute("delete from raw._recorded")
    found = con.execute("select load_id from raw._recorded").fetchall()
    return {int(row[0]) for row in found}


def _mark(
    con: duckdb.DuckDBPyConnection, journal: Journal, file: list[WorkbookLoad], report: FileReport
) -> None:
    if report.waiting:
        return
    newest = journal.newest(1)
    seq, event_id = (newest[0].seq, newest[0].event_id) if newest else (0, None)
    con.executemany(
        "insert into raw._recorded values (?, ?, ?, ?, ?)",
        [[load.load_id, utc_now(), seq, event_id, report.note] for load in file],
    )
