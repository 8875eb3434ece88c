"""What passes between reading, mapping and checking: temp tables of text and their origin."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

import duckdb

_counter = itertools.count(1)


def temp_name(purpose: str) -> str:
    """A fresh name for a temp table; unique within the process, so nested loads never clash."""
    return f"ingest_{purpose}_{next(_counter)}"


def quote(identifier: str) -> str:
    """A SQL identifier, quoted: header texts hold spaces, quotes and anything else."""
    return '"' + identifier.replace('"', '""') + '"'


def literal(value: str | int | float | bool | None) -> str:
    """A SQL literal."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    return "'" + value.replace("'", "''") + "'"


@dataclass(frozen=True)
class BrokenRow:
    """A record that could not be split into the header's columns; it becomes a reject."""

    row_no: int
    reason_code: str
    text: str


@dataclass(frozen=True)
class SourceTable:
    """One sheet or delimited file as text.

    `name` is a DuckDB temp table: the columns in `columns` (header texts, made unique), VARCHAR,
    plus `_row` BIGINT, the row as a person counts it in the file (header row included).
    """

    name: str
    columns: tuple[str, ...]
    row_count: int
    file_name: str
    kind: str
    sheet: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    header_row: int = 1
    decimal_comma: bool = False
    broken_rows: tuple[BrokenRow, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class MappedTable:
    """A temp table whose columns are contract columns of `source`, still VARCHAR, plus `_row`
    and `_sheet`. A mapping may make several rows of one record: `_row` need not be unique.

    `columns` are the contract columns present. `labels` gives the header text a person sees for a
    contract column (for reject messages). `date_order` fixes 'dmy' or 'mdy' per column where the
    mapping knows it; otherwise the column's own values decide.
    """

    source: str
    name: str
    columns: tuple[str, ...]
    file_name: str
    sheet: str | None = None
    decimal_comma: bool = False
    labels: dict[str, str] = field(default_factory=dict)
    date_order: dict[str, str] = field(default_factory=dict)
    broken_rows: tuple[BrokenRow, ...] = ()
    notes: tuple[str, ...] = ()


def row_count(con: duckdb.DuckDBPyConnection, table: str) -> int:
    """Number of rows of a temp table."""
    # fetchall, not fetchone: DuckDB 2 refuses further work while a result is half fetched
    return int(con.execute(f"select count(*) from {quote(table)}").fetchall()[0][0])
