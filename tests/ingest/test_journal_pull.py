"""The journal's copy in raw: complete, incremental, of one journal only; staleness knows of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import duckdb
import pytest

from ingest.journal_pull import pull_journal
from ingest.ledger import list_loads
from tests.warehouse.journal.drafts import edit, measure, state_of
from warehouse.connection import writer
from warehouse.journal import overview
from warehouse.journal.errors import JournalReplacedError, JournalUnreachableError
from warehouse.journal.event import Event
from warehouse.journal.raw_copy import has_news, pulled_up_to
from warehouse.journal.store import Journal, open_journal
from warehouse.projects.state import replay
from warehouse.settings import Settings


@pytest.fixture
def journal(settings: Settings) -> Iterator[Journal]:
    with open_journal(settings) as opened:
        yield opened


@pytest.fixture
def con(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    with writer(settings, "pytest") as opened:
        yield opened


def copied(con: duckdb.DuckDBPyConnection) -> list[Event]:
    rows = con.sql("select * from raw.journal_events order by seq").pl().to_dicts()
    return list(map(Event.from_row, rows))


def test_only_new_events_are_brought(
    settings: Settings, journal: Journal, con: duckdb.DuckDBPyConnection
) -> None:
    journal.append([measure(1), measure(2)])
    first = pull_journal(settings, con)
    assert (first.count, first.last_seq) == (2, 2)
    assert pull_journal(settings, con).count == 0
    journal.append([edit(state_of(journal)["measure", measure(1).entity_id], people_count=3)])
    second = pull_journal(settings, con)
    assert (second.count, second.last_seq) == (1, 3)
    assert copied(con) == journal.events()
    assert replay(copied(con)) == state_of(journal)


def test_a_pull_is_a_line_of_the_ledger(
    settings: Settings, journal: Journal, con: duckdb.DuckDBPyConnection
) -> None:
    journal.append([measure(1), measure(2)])
    report = pull_journal(settings, con)
    pull_journal(settings, con)
    (load,) = list_loads(con)
    assert (load.load_id, load.source, load.status) == (report.load_id, "journal", "passed")
    assert (load.rows_read, load.rows_accepted, load.rows_rejected) == (2, 2, 0)
    rows = con.execute("select distinct _load_id from raw.journal_events").fetchall()
    assert rows == [(report.load_id,)]


def test_another_journal_is_refused_and_nothing_pulled(
    settings: Settings, journal: Journal, con: duckdb.DuckDBPyConnection
) -> None:
    journal.append([measure(1), measure(2)])
    pull_journal(settings, con)
    before = copied(con)
    other = replace(settings, journal_url=f"sqlite:///{settings.home}/other.sqlite")
    with open_journal(other) as replaced:
        for events in (0, 1, 2, 3):  # shorter, as long, longer
            if events:
                replaced.append([measure(events)])
            with pytest.raises(JournalReplacedError, match="backup"):
                pull_journal(other, con)
        with pytest.raises(JournalReplacedError):
            has_news(con, replaced)
    assert copied(con) == before
    assert pull_journal(settings, con).count == 0, "the right one goes on"


def test_a_journal_that_does_not_answer_leaves_raw_as_it_was(
    settings: Settings, journal: Journal, con: duckdb.DuckDBPyConnection
) -> None:
    journal.append([measure(1)])
    pull_journal(settings, con)
    away = replace(settings, journal_url="postgresql://user@127.0.0.1:1/database")
    with pytest.raises(JournalUnreachableError):
        pull_journal(away, con)
    assert pulled_up_to(con)[0] == 1


def test_what_people_said_is_news_and_what_the_product_noted_is_not(
    settings: Settings, journal: Journal, con: duckdb.DuckDBPyConnection
) -> None:
    assert pulled_up_to(con) == (0, None), "a warehouse that never pulled"
    assert not has_news(con, journal)
    journal.append([replace(measure(1), source="system")])
    assert not has_news(con, journal)
    journal.append([measure(2)])
    assert has_news(con, journal)
    pull_journal(settings, con)
    assert not has_news(con, journal)


def test_the_command_tells_the_journal_s_state(settings: Settings, journal: Journal) -> None:
    journal.append([measure(1)])
    entity = state_of(journal)["measure", measure(1).entity_id]
    sides = {"base": None, "now": "2026-10-15", "stated": "2026-10-31"}
    told = replace(
        edit(entity, "湖南.xlsx"), source="workbook", conflicts={"due_date": sides}
    )  # fmt: skip
    journal.append([told])
    assert "There is no warehouse" in "\n".join(overview.facts(settings, journal))
    with writer(settings, "pytest") as con:
        pull_journal(settings, con)
    journal.append([measure(2)])
    facts = "\n".join(overview.facts(settings, journal))
    for words in (
        "journal.sqlite",
        "up to 2, 1 wait",
        "1 open",
        "due_date",
        "湖南.xlsx says 2026-10-31",
    ):
        assert words in facts
    newest, changed, *others = overview.told(journal.newest(3))
    for words in ("3  20", "王芳: create measure", measure(2).entity_id):
        assert words in newest
    assert "title: – → 晨会演练" in changed
    assert len(others) == 4
    assert "湖南.xlsx (workbook)" in others[0]
    assert "due_date: in conflict" in others[1]
