"""The current release, opened read-only: a publish is seen at the next click, an old one is let go.

Every rerun reads the pointer file (one line). A release is opened once per process, behind views
that show only the columns dashboards.access allows; the two newest stay open, so that a page which
is still being drawn from the former release finishes without an error.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from pathlib import Path
from typing import Any

import duckdb

from dashboards import access
from warehouse import releases
from warehouse.connection import connect
from warehouse.settings import load_settings

KEPT_OPEN = 2
Row = dict[str, Any]

_open: OrderedDict[Path, duckdb.DuckDBPyConnection] = OrderedDict()
_lock = threading.Lock()


class NoReleaseError(RuntimeError):
    """Nothing has been published yet."""


def current_id() -> str:
    """The id in the pointer file; raises NoReleaseError before the first publish."""
    settings = load_settings()
    release_id = releases.current_id(settings)
    if release_id is None:
        raise NoReleaseError(f"No release in {settings.releases}: run shortboard refresh")
    if not _file(release_id).is_file():
        raise NoReleaseError(f"{settings.releases} names {release_id}, which is not there")
    return release_id


def read(release_id: str, sql: str, parameters: dict[str, Any]) -> list[Row]:
    """Rows of one query on a release; one cursor per query, fetched whole."""
    cursor = _connection(release_id).cursor()
    try:
        cursor.execute(sql, parameters)
        names = [column[0] for column in cursor.description or []]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    finally:
        cursor.close()


def close_all() -> None:
    """Close every open release: for the end of a process and for tests."""
    with _lock:
        while _open:
            _open.popitem()[1].close()


def _connection(release_id: str) -> duckdb.DuckDBPyConnection:
    path = _file(release_id)
    with _lock:
        if path not in _open:
            _open[path] = _open_release(path)
            while len(_open) > KEPT_OPEN:
                _open.popitem(last=False)[1].close()
        _open.move_to_end(path)
        return _open[path]


def _file(release_id: str) -> Path:
    return load_settings().releases / release_id / releases.MAIN_FILE


def _open_release(path: Path) -> duckdb.DuckDBPyConnection:
    """An in-memory database of views on the release's allowed columns."""
    connection = connect(None, threads=2)
    quoted = str(path).replace("'", "''")
    connection.execute(f"attach '{quoted}' as release (read_only)")
    found: dict[str, list[str]] = {}
    for table, column in connection.execute(
        "select table_name, column_name from duckdb_columns() where database_name = 'release'"
    ).fetchall():
        found.setdefault(table, []).append(column)
    for table, allowed in access.COLUMNS.items():
        # a release of an earlier version may lack a column or a table
        columns = [column for column in found.get(table, []) if column in allowed]
        if columns:
            listed = ", ".join(f'"{column}"' for column in columns)
            connection.execute(f'create view "{table}" as select {listed} from release."{table}"')
    return connection
