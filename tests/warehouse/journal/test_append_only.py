"""The databases themselves refuse to change or lose an event, whoever asks."""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from tests.warehouse.journal.drafts import measure
from warehouse.journal.database import parse
from warehouse.journal.store import Journal, open_journal
from warehouse.journal.tables import APPEND_ONLY
from warehouse.settings import Settings

COLUMNS = (
    "event_id, recorded_at, actor, source, source_ref, release_id, entity_type, entity_id,"
    " project_id, version, action, changes, stated, conflicts, settles, undoes, reason"
)
ATTACKS = {
    "update": "update journal_events set actor = 'nobody' where seq = 1",
    "delete": "delete from journal_events where seq = 2",
    "delete all": "delete from journal_events",
    "a number left out": f"insert into journal_events (seq, {COLUMNS})"
    f" select 99, {COLUMNS.replace('event_id', 'event_id || 1').replace('version', 'version + 9')}"
    " from journal_events where seq = 1",
    "a number in between": f"insert into journal_events (seq, {COLUMNS})"
    f" select 0, {COLUMNS.replace('event_id', 'event_id || 1').replace('version', 'version + 9')}"
    " from journal_events where seq = 1",
}
SQLITE_ATTACKS = {
    "replace": "insert or replace into journal_events select * from journal_events where seq = 1",
    "replace by id": f"insert or replace into journal_events (seq, {COLUMNS})"
    f" select 3, {COLUMNS.replace('version', 'version + 9')} from journal_events where seq = 1",
    "replace by version": f"insert or replace into journal_events (seq, {COLUMNS})"
    f" select 3, {COLUMNS.replace('event_id', 'event_id || 1')} from journal_events where seq = 1",
    "upsert": f"insert into journal_events (seq, {COLUMNS})"
    f" select 3, {COLUMNS} from journal_events where seq = 1"
    " on conflict (event_id) do update set actor = 'nobody'",
}
POSTGRES_ATTACKS = {
    "truncate": "truncate journal_events",
    "upsert": f"insert into journal_events (seq, {COLUMNS})"
    f" select 3, {COLUMNS} from journal_events where seq = 1"
    " on conflict (event_id) do update set actor = 'nobody'",
}


def refused(settings: Settings, statement: str) -> str:
    """The database's answer to a statement that a tool sends it."""
    engine = create_engine(parse(settings.journal_url))
    try:
        with pytest.raises(DBAPIError) as caught, engine.begin() as con:
            con.execute(text(statement))
        return str(caught.value.orig)
    finally:
        engine.dispose()


def test_no_event_is_changed_deleted_or_pushed_in(journal_settings: Settings) -> None:
    with open_journal(journal_settings) as journal:
        before = journal.append([measure(1), measure(2)])
        is_sqlite = journal_settings.journal_url.startswith("sqlite")
        more = SQLITE_ATTACKS if is_sqlite else POSTGRES_ATTACKS
        for name, statement in (ATTACKS | more).items():
            assert APPEND_ONLY in refused(journal_settings, statement), name
        assert journal.events() == before


def test_the_next_event_may_come_in(journal: Journal) -> None:
    journal.append([measure(1)])
    assert [event.seq for event in journal.append([measure(2)])] == [2]
