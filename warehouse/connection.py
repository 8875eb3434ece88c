"""The only place that opens DuckDB files (dbt's own connection aside).

DuckDB's file lock is the authority: one writer, or many readers, per file. It cannot say *what*
the other process is doing, so a writer leaves a holder file (pid, command, since) beside the
warehouse. The holder file is itself held by the operating system's advisory lock, which vanishes
with its process: a holder left by a killed run is recognised as stale and simply overwritten.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from warehouse.settings import Settings

# Nothing may reach the network: an extension that is not built in is an error, not a download.
OFFLINE = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}


class WarehouseBusyError(RuntimeError):
    """Another process has the file open; the message says which, and what to do."""


class WarehouseUnreadableError(RuntimeError):
    """The file is missing or is no DuckDB file."""


@dataclass(frozen=True)
class Holder:
    """Who writes to the warehouse right now."""

    pid: int
    command: str
    since: str

    def __str__(self) -> str:
        return f"`{self.command}` (process {self.pid}, since {self.since} UTC)"


def connect(
    path: Path | None,
    *,
    read_only: bool = False,
    threads: int | None = None,
    memory_limit: str | None = None,
    holder_file: Path | None = None,
) -> duckdb.DuckDBPyConnection:
    """Open a DuckDB file (None: in memory) with UTC as its clock.

    Raises WarehouseBusyError when another process holds the file, WarehouseUnreadableError when it
    is missing (read-only) or damaged.
    """
    config: dict[str, str | bool | int | float | list[str]] = dict(OFFLINE)
    if threads:
        config["threads"] = threads
    if memory_limit:
        config["memory_limit"] = memory_limit
    if path is not None and not read_only:
        path.parent.mkdir(parents=True, exist_ok=True)
    try:
        con = duckdb.connect(str(path or ":memory:"), read_only=read_only, config=config)
    except duckdb.IOException as error:
        raise _explain(error, path, holder_file) from error
    con.execute("set global timezone = 'UTC'")
    return con


@contextmanager
def writer(settings: Settings, command: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """The warehouse, open for writing by `command`; closed and released at the end."""
    with hold(settings, command):
        con = connect(
            settings.warehouse,
            threads=settings.threads,
            memory_limit=settings.memory_limit,
            holder_file=settings.holder_file,
        )
        try:
            yield con
        finally:
            con.close()


@contextmanager
def reader(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """The warehouse, open for reading; it must exist."""
    con = connect(
        settings.warehouse,
        read_only=True,
        threads=settings.threads,
        memory_limit=settings.memory_limit,
        holder_file=settings.holder_file,
    )
    try:
        yield con
    finally:
        con.close()


_held: dict[Path, int] = {}


@contextmanager
def hold(settings: Settings, command: str) -> Iterator[None]:
    """Announce `command` as the one that writes; nested calls of one process share the hold.

    Raises WarehouseBusyError when another live process holds it.
    """
    path = settings.holder_file
    if path in _held:
        yield
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise WarehouseBusyError(_busy_message(path, read_holder(path))) from error
        since = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S")
        note = json.dumps({"pid": os.getpid(), "command": command, "since": since})
        os.ftruncate(descriptor, 0)
        os.write(descriptor, note.encode())
        _held[path] = descriptor
        try:
            yield
        finally:
            del _held[path]
            # Emptied, not removed: removing would let two processes lock two files of one name.
            os.ftruncate(descriptor, 0)
    finally:
        os.close(descriptor)


def read_holder(path: Path) -> Holder | None:
    """The holder written in the file, or None when nobody announced itself."""
    try:
        note = json.loads(path.read_text())
        return Holder(int(note["pid"]), str(note["command"]), str(note["since"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _explain(error: duckdb.IOException, path: Path | None, holder_file: Path | None) -> Exception:
    text = str(error)
    if "lock" in text.lower():
        return WarehouseBusyError(
            _busy_message(path, read_holder(holder_file) if holder_file else None, text)
        )
    if "does not exist" in text:
        return WarehouseUnreadableError(
            f"There is no warehouse at {path} yet. Load files first: shortboard ingest PATH"
        )
    if "not a valid DuckDB" in text:
        return WarehouseUnreadableError(
            f"{path} is not a DuckDB file. Move it away, or point SHORTBOARD_WAREHOUSE elsewhere."
        )
    return error


def _busy_message(path: Path | None, holder: Holder | None, duckdb_says: str = "") -> str:
    if holder is not None and _is_alive(holder.pid):
        who = str(holder)
    else:
        found = re.search(r"PID (\d+)", duckdb_says)
        who = f"process {found.group(1)}" if found else "another process"
    return f"The warehouse {path} is in use by {who}. Wait until it ends, then run again."


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
