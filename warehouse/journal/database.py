"""The journal's database: opening SQLite or PostgreSQL, one writer at a time, errors in words.

SQLite runs in WAL mode with full syncs; a writer takes the write lock before it reads. PostgreSQL
writers queue at an advisory lock that lasts to the end of their transaction. Either way an event is
numbered, written and committed before the next writer looks, so that a reader who has seen event n
has seen all before it.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from warehouse.journal import tables
from warehouse.journal.errors import (
    JournalBusyError,
    JournalDamagedError,
    JournalError,
    JournalReadOnlyError,
    JournalUnreachableError,
    JournalUrlError,
)

VARIABLE = "SHORTBOARD_JOURNAL_URL"
POSTGRES_DRIVER = "postgresql+psycopg"
# a writer holds the journal for milliseconds; who waits longer than this waits for something broken
WAIT_SECONDS = 30.0
CONNECT_SECONDS = 5
ADVISORY_LOCK = 0x53484F5254  # "SHORT": the same number for every writer of this product
FORMS = (
    "Write it like sqlite:////data/shortboard/journal.sqlite or"
    " postgresql://user:password@host:5432/database."
)


def parse(url: str) -> URL:
    """The URL of a database the journal can live in; raises JournalUrlError without showing it."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        # the text may hold a password, so it is not repeated
        raise JournalUrlError(f"{VARIABLE} is no database address. {FORMS}") from error
    backend = parsed.drivername.split("+")[0]
    if backend in {"postgresql", "postgres"}:
        if "@" in f"{parsed.host}{parsed.database}":
            # what stands behind the first @ of a password would be taken, and told, for the host
            raise JournalUrlError(
                f"{VARIABLE}: an @ in the user name or password is written %40. {FORMS}"
            )
        return parsed.set(drivername=POSTGRES_DRIVER)
    if backend != "sqlite":
        raise JournalUrlError(f"{VARIABLE} names {backend!r}. {FORMS}")
    if not parsed.database or parsed.database == ":memory:":
        raise JournalUrlError(f"{VARIABLE} names no file, so nothing would be kept. {FORMS}")
    return parsed.set(drivername="sqlite")


def shown(url: str) -> str:
    """The URL as people may see it: the password is starred out."""
    parsed = parse(url)
    backend = "sqlite" if parsed.drivername == "sqlite" else "postgresql"
    # a password may also come as a query parameter
    kept = {name: value for name, value in parsed.query.items() if "pass" not in name}
    return parsed.set(drivername=backend, query=kept).render_as_string(hide_password=True)


def open_engine(url: URL, *, wait_seconds: float = WAIT_SECONDS) -> Engine:
    """An engine whose connections keep what they acknowledge; nothing is opened yet."""
    if url.drivername == "sqlite":
        engine = create_engine(url, connect_args={"timeout": wait_seconds})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    milliseconds = int(wait_seconds * 1000)
    return create_engine(
        url,
        # a server that was restarted meanwhile is noticed before anything is said to it
        pool_pre_ping=True,
        connect_args={
            "connect_timeout": CONNECT_SECONDS,
            "options": f"-c lock_timeout={milliseconds} -c synchronous_commit=on",
            "application_name": "shortboard journal",
        },
    )


def make_ready(engine: Engine) -> None:
    """Make the journal's table and triggers where they are missing."""
    if engine.dialect.name == "sqlite":
        path = Path(str(engine.url.database))
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise JournalUnreachableError(
                f"The journal's folder {path.parent} cannot be made: {error.strerror}."
                f" Check its rights, or set {VARIABLE}."
            ) from error
    with reading(engine) as con:
        if tables.is_there(con):
            return
    with writing(engine) as con:
        if not tables.is_there(con):  # another process may have been quicker
            tables.create(con)


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One consistent look at the journal; errors of the database become a JournalError."""
    with _in_words(engine), engine.connect() as con, con.begin():
        yield con


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """The one writer's transaction: committed at the end, rolled back on any error."""
    with _in_words(engine), engine.connect() as con:
        con.execution_options(journal_writes=True)
        with con.begin():
            if engine.dialect.name == "postgresql":
                con.exec_driver_sql(f"select pg_advisory_xact_lock({ADVISORY_LOCK})")
            yield con


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # the driver's own transaction handling is off: _begin_sqlite says what begins and how
    connection.isolation_level = None
    cursor = connection.cursor()
    try:
        _use_wal(cursor)
        cursor.execute("pragma synchronous = full")
    finally:
        cursor.close()


def _use_wal(cursor: Any) -> None:
    """Switch to WAL; the switch does not wait for other openers by itself, so it is tried again."""
    if cursor.execute("pragma journal_mode").fetchone()[0] == "wal":
        return
    waited_until = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            cursor.execute("pragma journal_mode = wal")
            return
        except Exception as error:
            if "locked" not in str(error) or time.monotonic() > waited_until:
                raise
            time.sleep(0.02)


def _begin_sqlite(con: Connection) -> None:
    # taking the write lock first: a reader that became a writer halfway could be refused
    writes = con.get_execution_options().get("journal_writes")
    con.exec_driver_sql("begin immediate" if writes else "begin")


@contextmanager
def _in_words(engine: Engine) -> Iterator[None]:
    try:
        yield
    except JournalError:
        raise
    except (SQLAlchemyError, OSError) as error:
        raise explain(error, engine.url) from error


def explain(error: Exception, url: URL) -> JournalError:
    """The database's complaint as a message that says what to do; never with the password."""
    where = shown(url.render_as_string(hide_password=False))
    cause = error.orig if isinstance(error, DBAPIError) else error
    says = " ".join(str(cause).split())
    if url.password:
        says = says.replace(str(url.password), "***")
    text = says.lower()
    if "locked" in text or "lock timeout" in text or "lock_not_available" in text:
        return JournalBusyError(
            f"The journal {where} is held by another program. Wait, or close what holds it"
            " (a database tool, a backup), then try again."
        )
    if "readonly" in text or "read-only" in text or "permission denied for" in text:
        return JournalReadOnlyError(
            f"The journal {where} may not be written: {says}. Check the rights of the file, its"
            " folder and the database user; nothing was written."
        )
    if "append-only" in text:
        return JournalError(f"Refused: {says}. Say what is right in a new event instead.")
    if "not a database" in text or "malformed" in text:
        return JournalDamagedError(
            f"{where} is no journal or is damaged: {says}. Put its backup in place"
            " (docs/operations.md, Journal)."
        )
    if url.drivername == "sqlite":
        return JournalUnreachableError(
            f"The journal {where} cannot be used: {says}. Check that the folder exists, may be"
            f" written and has room, or set {VARIABLE}."
        )
    return JournalUnreachableError(
        f"The journal {where} cannot be reached: {says}. Check that the server runs and that"
        f" {VARIABLE} names host, database and user rightly."
    )
