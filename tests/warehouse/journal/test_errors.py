"""A journal that cannot be used says why and what to do, in words, and never shows a password."""

from __future__ import annotations

import multiprocessing
import os
import pwd
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path

import psycopg
import pytest

from tests.warehouse.journal.drafts import edit, made, measure
from tests.warehouse.journal.postgres_server import GUEST, PASSWORD, Server
from warehouse.journal import database
from warehouse.journal.errors import (
    JournalBusyError,
    JournalDamagedError,
    JournalError,
    JournalReadOnlyError,
    JournalUnreachableError,
    JournalUrlError,
)
from warehouse.journal.store import open_journal
from warehouse.settings import PROJECT_ROOT, Settings

SECRET = "s3cret-w0rd"


@pytest.mark.parametrize(
    "url",
    [
        "nonsense",
        f"mysql://user:{SECRET}@host/database",
        f"postgresql://user:{SECRET}@host:port/database",
        f"postgresql//user:{SECRET}@host/database",
        f"postgresql://user:half@{SECRET}@host/database",
        f"postgresql://user:half@of/{SECRET}@host/database",
        "sqlite://",
        "sqlite:///:memory:",
    ],
)
def test_a_url_that_names_no_journal(settings: Settings, url: str) -> None:
    with pytest.raises(JournalUrlError) as caught:
        open_journal(replace(settings, journal_url=url))
    assert "SHORTBOARD_JOURNAL_URL" in str(caught.value)
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql://user:{SECRET}@127.0.0.1:1/database",
        f"postgresql://user:{SECRET}@/database?host=/no/such/folder",
        f"postgresql://user@/database?host=/no/such/folder&password={SECRET}",
    ],
)
def test_a_server_that_is_not_there(settings: Settings, url: str) -> None:
    away = replace(settings, journal_url=url)
    with pytest.raises(JournalUnreachableError) as caught:
        open_journal(away)
    told = str(caught.value)
    assert "cannot be reached" in told
    assert "SHORTBOARD_JOURNAL_URL" in told
    assert SECRET not in told
    assert SECRET not in repr(away)


def test_the_command_line_says_it_without_a_stack_trace(settings: Settings) -> None:
    away = replace(settings, journal_url=f"postgresql://user:{SECRET}@127.0.0.1:1/database")
    done = subprocess.run(
        [sys.executable, "shortboard.py", "journal"],
        cwd=PROJECT_ROOT, env=away.environment(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "cannot be reached" in done.stderr
    assert "Traceback" not in done.stderr + done.stdout
    assert SECRET not in done.stderr + done.stdout


@pytest.fixture
def guest_settings(settings: Settings, postgres: Server) -> Iterator[Settings]:
    """A journal as a user with a password and no rights but to read."""
    name = "errors"
    owner = replace(settings, journal_url=postgres.create_database(name))
    with open_journal(owner) as journal:
        journal.append([measure(1)])
    with psycopg.connect(postgres.url(name), autocommit=True) as con:
        con.execute(f"create role {GUEST} login password '{PASSWORD}'")
        con.execute(f"grant select on journal_events to {GUEST}")
    yield replace(settings, journal_url=postgres.url(name, GUEST, PASSWORD))
    with psycopg.connect(postgres.url(name), autocommit=True) as con:
        con.execute(f"drop owned by {GUEST}")
        con.execute(f"drop role {GUEST}")
    with psycopg.connect(postgres.url("postgres"), autocommit=True) as con:
        con.execute(f"drop database {name} with (force)")


def test_who_may_only_read_reads_and_is_told(guest_settings: Settings) -> None:
    with open_journal(guest_settings) as journal:
        assert len(journal.events()) == 1
        assert PASSWORD not in journal.url
        assert "pa%3A" not in journal.url
        with pytest.raises(JournalReadOnlyError) as caught:
            journal.append([measure(2)])
        assert "Check the rights" in str(caught.value)
        assert PASSWORD not in str(caught.value)


def test_a_wrong_password_is_told_and_not_shown(guest_settings: Settings, postgres: Server) -> None:
    wrong = replace(guest_settings, journal_url=postgres.url("errors", GUEST, SECRET))
    with pytest.raises(JournalUnreachableError) as caught:
        open_journal(wrong)
    assert "password authentication failed" in str(caught.value)
    assert SECRET not in str(caught.value)


def test_a_held_postgres_journal_is_told_after_waiting(
    settings: Settings, postgres: Server
) -> None:
    url = postgres.create_database("held")
    with (
        open_journal(replace(settings, journal_url=url), wait_seconds=0.2) as journal,
        psycopg.connect(url) as other,
    ):
        other.execute(f"select pg_advisory_xact_lock({database.ADVISORY_LOCK})")
        with pytest.raises(JournalBusyError, match="held by another program"):
            journal.append([measure(1)])
        other.rollback()
        assert len(journal.append([measure(1)])) == 1


def test_a_held_sqlite_journal_is_told_after_waiting(settings: Settings) -> None:
    with open_journal(settings, wait_seconds=0.2) as journal:
        other = sqlite3.connect(settings.home / "journal.sqlite", isolation_level=None)
        other.execute("begin immediate")
        with pytest.raises(JournalBusyError, match="held by another program"):
            journal.append([measure(1)])
        assert journal.last_seq() == 0, "reading goes on meanwhile"
        other.execute("rollback")
        assert len(journal.append([measure(1)])) == 1
        other.close()


def test_a_server_that_goes_away_and_comes_back(settings: Settings, postgres: Server) -> None:
    url = postgres.create_database("away")
    with open_journal(replace(settings, journal_url=url)) as journal:
        (entity,) = made(journal, measure(1))
        with psycopg.connect(postgres.url("postgres"), autocommit=True) as con:
            con.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = 'away'"
            )
        assert len(journal.append([edit(entity, people_count=1)])) == 1, "it connects anew"


def test_a_file_that_is_no_journal(settings: Settings) -> None:
    settings.home.mkdir(parents=True)
    (settings.home / "journal.sqlite").write_bytes(b"this is a text, not a database" * 100)
    with pytest.raises(JournalDamagedError, match="backup"):
        open_journal(settings)


def test_a_folder_that_cannot_be_made(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    url = f"sqlite:///{tmp_path}/file/journal.sqlite"
    with pytest.raises(JournalUnreachableError, match="SHORTBOARD_JOURNAL_URL"):
        open_journal(replace(settings, journal_url=url))


def test_a_folder_in_the_file_s_place(settings: Settings) -> None:
    (settings.home / "journal.sqlite").mkdir(parents=True)
    with pytest.raises(JournalUnreachableError, match="cannot be used"):
        open_journal(settings)


def _append_as_ordinary_user(settings: Settings, told: Connection) -> None:
    """In a child: root may write everything, so it becomes somebody else first."""
    if os.getuid() == 0:
        os.setgroups([])
        os.setuid(pwd.getpwnam("nobody").pw_uid)
    try:
        with open_journal(settings) as journal:
            found = len(journal.events())
            try:
                journal.append([measure(2)])
            except JournalError as error:
                told.send((found, type(error).__name__, str(error)))
                return
        told.send((found, "", "it was written"))
    except JournalError as error:
        told.send((None, type(error).__name__, str(error)))


def test_a_file_that_may_not_be_written(settings: Settings) -> None:
    # pytest's own folders are closed to others
    folder = Path(tempfile.mkdtemp(prefix="sbro", dir="/tmp"))
    try:
        url = f"sqlite:///{folder}/journal.sqlite"
        closed = replace(settings, journal_url=url)
        with open_journal(closed) as journal:
            journal.append([measure(1)])
        folder.chmod(0o777)
        (folder / "journal.sqlite").chmod(0o444)
        ours, theirs = multiprocessing.get_context("fork").Pipe()
        child = multiprocessing.get_context("fork").Process(
            target=_append_as_ordinary_user, args=(closed, theirs)
        )
        child.start()
        assert ours.poll(60), "the child said nothing"
        found, kind, told = ours.recv()
        child.join()
        assert (found, kind) == (1, "JournalReadOnlyError"), told
        assert "Check the rights" in told
        with open_journal(closed) as journal:
            assert journal.last_seq() == 1
    finally:
        shutil.rmtree(folder)
