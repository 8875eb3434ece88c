"""One file into raw: read, recognise or map, check, write - in one transaction, or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from ingest.contract import load_contracts
from ingest.ddl import ensure_raw
from ingest.errors import HashKeyError, IngestError, UnreadableFileError
from ingest.hash_key import load_key, use_key
from ingest.ledger import find_same, utc_now
from ingest.mapping import Mapping, apply_mapping, load_mapping, mapping_sha256
from ingest.readers import open_tables
from ingest.recognition import map_by_header
from ingest.source_load import Origin, SourceLoad, write_refusal, write_source
from ingest.tables import MappedTable
from warehouse.settings import Settings

CHUNK = 4 * 1024 * 1024
Progress = Callable[[str], None]
"""Called with the stage a file has reached: 'reading', 'checking complaint_log (12,000 rows)' …"""


@dataclass(frozen=True)
class LoadResult:
    """What became of a file. `status`: loaded, quarantined, refused, unchanged, checked (dry run).

    `loads` has one entry per source found in the file; `message` is one line for the sender.
    """

    path: Path
    status: str
    message: str
    loads: tuple[SourceLoad, ...] = ()
    warnings: tuple[str, ...] = ()
    seconds: float = 0.0

    @property
    def rows(self) -> int:
        return sum(load.rows_read for load in self.loads)


def load_file(
    settings: Settings,
    con: duckdb.DuckDBPyConnection,
    path: Path,
    *,
    source: str | None = None,
    mapping: Path | None = None,
    encoding: str | None = None,
    sheet: str | None = None,
    header_row: int | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> LoadResult:
    """Load one file; a file that cannot be loaded is refused with a ledger line, not an exception.

    Raises only what no file can be blamed for: ContractError, HashKeyError, a broken mapping file.
    """
    started = utc_now()
    tell = progress or _silent
    chosen = load_mapping(mapping) if mapping is not None else None
    key = load_key(settings.home, settings.hash_key)
    ensure_raw(con)
    try:
        fingerprint = use_key(con, key, remember=False)
        origin = _origin(path, chosen, fingerprint, started)
        is_forced = any(option is not None for option in (encoding, sheet, header_row))
        if (same := _unchanged(con, origin, source, is_forced)) is not None:
            return LoadResult(path, "unchanged", same)
        tell("reading")
        # Before the transaction: the reader tries one way, then another, and a failed statement
        # would abort the transaction it stands in.
        tables = _tables(
            con,
            path,
            settings,
            source,
            chosen,
            encoding=encoding,
            sheet=sheet,
            header_row=header_row,
        )
        loads = _write(con, settings, key, origin, tables, dry_run, tell)
    except HashKeyError:
        raise
    except IngestError as error:
        return _refuse(con, path, chosen, source, started, str(error), dry_run)
    finally:
        _drop_temp_tables(con)
    return _result(path, loads, dry_run, (utc_now() - started).total_seconds())


def _write(
    con: duckdb.DuckDBPyConnection,
    settings: Settings,
    key: bytes,
    origin: Origin,
    tables: list[MappedTable],
    dry_run: bool,
    tell: Progress,
) -> list[SourceLoad]:
    """The transaction: everything of the file, or nothing."""
    con.execute("begin transaction")
    try:
        use_key(con, key, remember=not dry_run)
        loads = [
            write_source(con, settings, origin, name, group, tell)
            for name, group in _by_source(tables).items()
        ]
    except BaseException:
        con.execute("rollback")
        raise
    con.execute("rollback" if dry_run else "commit")
    return loads


def sha256_of(path: Path) -> str:
    """Fingerprint of a file's bytes; raises UnreadableFileError."""
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                digest.update(chunk)
    except OSError as error:
        raise UnreadableFileError(f"{path} cannot be read: {error.strerror}.") from error
    return digest.hexdigest()


def _silent(stage: str) -> None:
    return None


def _origin(path: Path, mapping: Mapping | None, fingerprint: str, started: datetime) -> Origin:
    return Origin(
        path=path,
        sha256=sha256_of(path),
        size_bytes=path.stat().st_size,
        mapping_sha256=mapping_sha256(mapping, path) if mapping is not None else None,
        fingerprint=fingerprint,
        started_at=started,
    )


def _unchanged(
    con: duckdb.DuckDBPyConnection, origin: Origin, source: str | None, is_forced: bool
) -> str | None:
    """Why the file need not be loaded: the same bytes under the same contract and mapping."""
    contracts = load_contracts()
    for load in find_same(con, origin.sha256):
        contract = contracts.get(load.source)
        if load.status == "refused" or contract is None or is_forced:
            continue
        if load.mapping_sha256 != origin.mapping_sha256 or source not in {None, load.source}:
            continue
        if load.contract_version == contract.version:
            return (
                f"{origin.path.name}: the same bytes were loaded before (load {load.load_id},"
                f" {load.ended_at:%Y-%m-%d %H:%M} UTC, {load.status}); nothing to do."
            )
    return None


def _tables(
    con: duckdb.DuckDBPyConnection,
    path: Path,
    settings: Settings,
    source: str | None,
    mapping: Mapping | None,
    *,
    encoding: str | None,
    sheet: str | None,
    header_row: int | None,
) -> list[MappedTable]:
    if mapping is not None:
        return list(apply_mapping(con, mapping, path, timezone=settings.timezone, only=source))
    tables = open_tables(con, path, encoding=encoding, sheet=sheet, header_row=header_row)
    return map_by_header(con, tables, load_contracts(), source)


def _by_source(tables: list[MappedTable]) -> dict[str, list[MappedTable]]:
    groups: dict[str, list[MappedTable]] = {}
    for table in tables:
        groups.setdefault(table.source, []).append(table)
    return groups


def _refuse(
    con: duckdb.DuckDBPyConnection,
    path: Path,
    mapping: Mapping | None,
    source: str | None,
    started: datetime,
    reason: str,
    dry_run: bool,
) -> LoadResult:
    seconds = (utc_now() - started).total_seconds()
    message = reason if path.name in reason else f"{path.name}: {reason}"
    if not dry_run:
        try:
            write_refusal(con, _origin(path, mapping, "", started), source, message)
        except UnreadableFileError:
            return LoadResult(path, "refused", message, seconds=seconds)
    return LoadResult(path, "refused", message, seconds=seconds)


def _result(path: Path, loads: list[SourceLoad], dry_run: bool, seconds: float) -> LoadResult:
    warnings = tuple(warning for load in loads for warning in load.warnings)
    statuses = {load.status for load in loads}
    worst = next(status for status in ("refused", "quarantined", "loaded") if status in statuses)
    message = "; ".join(load.summary for load in loads)
    if dry_run:
        return LoadResult(
            path,
            "checked",
            f"{path.name}: would be {worst}: {message}",
            tuple(loads),
            warnings,
            seconds,
        )
    return LoadResult(path, worst, f"{path.name}: {message}", tuple(loads), warnings, seconds)


def _drop_temp_tables(con: duckdb.DuckDBPyConnection) -> None:
    found = con.execute(
        "select view_name, 'view' from duckdb_views() where temporary and view_name like 'ingest\\_%'"
        " escape '\\' union all select table_name, 'table' from duckdb_tables() where temporary"
        " and table_name like 'ingest\\_%' escape '\\'"
    ).fetchall()
    for name, kind in found:
        con.execute(f'drop {kind} if exists "{name}"')
