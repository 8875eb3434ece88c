"""The rows of one source in one file: checked, deduplicated, written to raw with a ledger line."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from ingest.contract import Contract, load_contract, load_defaults
from ingest.duplicates import settle_duplicates
from ingest.ledger import next_load_id, utc_now
from ingest.load_rejects import write_all_rejects
from ingest.mapping import Mapped, register_elements
from ingest.odd import Reading
from ingest.percents import percent_styles
from ingest.plausibility import changed_scales, date_orders, swapped_days
from ingest.replacement import (
    partition_sql,
    record_partitions,
    record_superseded,
    replaced_partitions,
)
from ingest.rows import GOOD, TOTAL, Checked, check
from ingest.tables import MappedTable, literal, quote, row_count
from warehouse.settings import Settings


@dataclass(frozen=True)
class Origin:
    """The file a load comes from."""

    path: Path
    sha256: str
    size_bytes: int
    mapping_sha256: str | None
    fingerprint: str
    started_at: datetime


@dataclass(frozen=True)
class SourceLoad:
    """Counts and verdict of one source in one file: the ledger line, in short."""

    load_id: int
    source: str
    status: str
    reason: str | None
    rows_read: int
    rows_accepted: int
    rows_rejected: int
    rows_collapsed: int
    rows_superseded: int
    warnings: tuple[str, ...]

    @property
    def summary(self) -> str:
        counts = f"{self.source}: {self.rows_accepted:,} of {self.rows_read:,} rows"
        if self.rows_rejected:
            counts += f", {self.rows_rejected:,} rejected"
        if self.rows_superseded:
            counts += f", {self.rows_superseded:,} replaced"
        verdict = f" - {self.status}: {self.reason}" if self.reason else ""
        return f"{counts} (load {self.load_id}){verdict}"


def write_source(
    con: duckdb.DuckDBPyConnection,
    settings: Settings,
    origin: Origin,
    source: str,
    tables: list[MappedTable],
    tell: object,
) -> SourceLoad:
    """Check and write the tables of one source, inside the caller's transaction."""
    contract = load_contract(source)
    load_id = next_load_id(con)
    warnings = [f"{_place(table)}: {note}" for table in tables for note in table.notes]
    checked: list[Checked] = []
    for table in tables:
        if callable(tell):
            tell(f"checking {source} ({row_count(con, table.name):,} rows)")
        orders, doubts = date_orders(con, contract, table)
        styles, unclear = percent_styles(con, contract, table)
        reading = Reading(table.decimal_comma, orders, settings.timezone, styles)
        checked.append(check(con, contract, table, reading))
        warnings += [f"{_place(table)}: {doubt}" for doubt in (*doubts, *unclear)]
    collapsed = settle_duplicates(con, contract, checked)
    if collapsed:
        warnings.append(f"{collapsed:,} row(s) repeat another row of the file; kept once")
    rejected = write_all_rejects(con, contract, load_id, checked)
    states: dict[str, int] = {}
    for part in checked:
        for state, count in part.count(con).items():
            states[state] = states.get(state, 0) + count
        warnings += [
            f"{_place(part.source)}: {doubt}"
            for doubt in (*swapped_days(con, part), *changed_scales(con, part))
        ]
    if states.get(TOTAL):
        warnings.append(f"{states[TOTAL]:,} row(s) of totals left out")
    accepted = states.get(GOOD, 0)
    read = accepted + collapsed + rejected
    reason = _refusal(contract, read, rejected, origin.path.name)
    superseded, status = 0, "refused" if reason else "loaded"
    if reason is None:
        if callable(tell):
            tell(f"writing {source} ({accepted:,} rows)")
        _insert(con, contract, checked, load_id)
        _register_elements(con, tables, origin)
        record_partitions(con, contract, load_id)
        superseded = record_superseded(con, contract, load_id)
        replaced = replaced_partitions(con, contract, load_id)
        superseded += replaced.rows
        if replaced.shrunken:
            status = "quarantined"
            reason = "shrank by more than a fifth: " + "; ".join(map(str, replaced.shrunken[:5]))
    load = SourceLoad(
        load_id, source, status, reason, read, accepted if status != "refused" else 0,
        rejected, collapsed, superseded, tuple(warnings),
    )  # fmt: skip
    _write_ledger(con, settings, contract, origin, load)
    return load


def write_refusal(
    con: duckdb.DuckDBPyConnection, origin: Origin, source: str | None, reason: str
) -> None:
    """A ledger line for a file that could not be read at all; the same refusal is noted once."""
    known = con.execute(
        "select load_id from raw._loads where sha256 = ? and status = 'refused'"
        " and status_reason = ?",
        [origin.sha256, reason],
    ).fetchall()
    if known:
        return
    con.execute(
        "insert into raw._loads (load_id, source, path, file_name, sha256, size_bytes,"
        " mapping_sha256, rows_read, rows_accepted, rows_rejected, rows_collapsed, rows_superseded,"
        " status, status_reason, started_at, ended_at, warnings)"
        " values (?, ?, ?, ?, ?, ?, ?, 0, 0, 0, 0, 0, 'refused', ?, ?, ?, '[]')",
        [next_load_id(con), source or "unknown", str(origin.path), origin.path.name, origin.sha256,
         origin.size_bytes, origin.mapping_sha256, reason, origin.started_at, utc_now()],
    )  # fmt: skip


def _refusal(contract: Contract, read: int, rejected: int, name: str) -> str | None:
    if read == 0:
        return f"{name} has a header but no rows of data. Send the file with its rows."
    own = contract.max_reject_rate
    limit = load_defaults().max_reject_rate if own is None else own
    if rejected / read > limit:
        return (
            f"{rejected:,} of {read:,} rows break the contract ({rejected / read:.0%}, at most"
            f" {limit:.0%}). See: shortboard rejects; mend the file and send it again."
        )
    return None


def _insert(
    con: duckdb.DuckDBPyConnection, contract: Contract, checked: list[Checked], load_id: int
) -> None:
    """Write the good rows. Load, row, sheet and part name a row in raw once and for all."""
    first_part = 0
    for number, part in enumerate(checked, start=1):
        columns = ", ".join(quote(name) for name in part.columns)
        # a mapping may make several rows of one record, and an archive hold the same row twice
        nth = "row_number() over (partition by _row, _sheet order by rowid) - 1 + "
        which = f"{nth if isinstance(part.source, Mapped) else ''}{first_part}"
        con.execute(
            f"insert into raw.{contract.source} by name select {columns},"
            f" {load_id}::bigint as _load_id, _row, _sheet,"
            f" {partition_sql(contract, part.columns)} as _partition, {which} as _part"
            f" from {part.name} where _state = '{GOOD}'"
        )
        if number < len(checked):
            first_part = con.execute(
                f"select coalesce(max(_part) + 1, 0) from raw.{contract.source}"
                f" where _load_id = {load_id}"
            ).fetchall()[0][0]


def _register_elements(
    con: duckdb.DuckDBPyConnection, tables: list[MappedTable], origin: Origin
) -> None:
    for table in tables:
        if isinstance(table, Mapped) and table.elements:
            register_elements(con, table.elements, origin.mapping_sha256 or "")


def _write_ledger(
    con: duckdb.DuckDBPyConnection,
    settings: Settings,
    contract: Contract,
    origin: Origin,
    load: SourceLoad,
) -> None:
    period_min, period_max = _period(con, settings, contract, load.load_id)
    con.execute(
        "insert into raw._loads (load_id, source, path, file_name, sha256, size_bytes,"
        " contract_version, mapping_sha256, rows_read, rows_accepted, rows_rejected,"
        " rows_collapsed, rows_superseded, period_min, period_max, data_through_at, status,"
        " status_reason, hash_key_fingerprint, started_at, ended_at, warnings)"
        " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [load.load_id, load.source, str(origin.path), origin.path.name, origin.sha256,
         origin.size_bytes, contract.version, origin.mapping_sha256, load.rows_read,
         load.rows_accepted, load.rows_rejected, load.rows_collapsed, load.rows_superseded,
         period_min, period_max, _data_through(con, contract, load.load_id), load.status,
         load.reason, origin.fingerprint, origin.started_at, utc_now(),
         json.dumps(load.warnings, ensure_ascii=False)],
    )  # fmt: skip


def _period(
    con: duckdb.DuckDBPyConnection, settings: Settings, contract: Contract, load_id: int
) -> tuple[object, object]:
    if contract.period_column is None:
        return None, None
    day = quote(contract.period_column)
    if contract.column(contract.period_column).type == "timestamp":
        day = f"timezone({literal(settings.timezone)}, timezone('UTC', {day}))"
    found = con.execute(
        f"select min(({day})::date), max(({day})::date) from raw.{contract.source}"
        f" where _load_id = {load_id}"
    ).fetchall()[0]
    return found[0], found[1]


def _data_through(
    con: duckdb.DuckDBPyConnection, contract: Contract, load_id: int
) -> datetime | None:
    """The source's own data-through time, else the latest event in the file."""
    moments = [column.name for column in contract.columns if column.type == "timestamp"]
    if not moments:
        return None
    stated = [name for name in moments if name == "data_through_at"]
    events = ", ".join(f"max({quote(name)})" for name in moments if name not in stated)
    own = f"max({quote(stated[0])})" if stated else "null"
    found = con.execute(
        f"select coalesce({own}, greatest({events})) from raw.{contract.source}"
        f" where _load_id = {load_id}"
    ).fetchall()[0][0]
    return found if isinstance(found, datetime) else None


def _place(table: MappedTable) -> str:
    return table.file_name + (f", sheet {table.sheet}" if table.sheet else "")
