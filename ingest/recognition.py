"""Tables that speak our headers become tables of contract columns - or say why they do not."""

from __future__ import annotations

from collections.abc import Mapping

import duckdb

from ingest.contract import Contract
from ingest.errors import HeaderError
from ingest.headers import Recognised, recognise
from ingest.tables import MappedTable, SourceTable, literal, quote, temp_name

SHOWN_UNKNOWN = 8


def map_by_header(
    con: duckdb.DuckDBPyConnection,
    tables: list[SourceTable],
    contracts: Mapping[str, Contract],
    source: str | None,
) -> list[MappedTable]:
    """Recognise each table; sheets that fit no source are left out if another sheet does.

    Raises HeaderError with file, sheet and what to do when no table fits.
    """
    mapped: list[MappedTable] = []
    left_out: list[str] = []
    for table in tables:
        try:
            found = recognise(table, contracts, source)
        except HeaderError as error:
            left_out.append(f"{_place(table)}: {error}")
            continue
        mapped.append(_as_mapped(con, table, found))
    if not mapped:
        raise HeaderError("\n".join(left_out))
    if left_out:
        note = f"left out: {'; '.join(text.splitlines()[0] for text in left_out)}"
        first = mapped[0]
        mapped[0] = MappedTable(**{**vars(first), "notes": (*first.notes, note)})
    return mapped


def _as_mapped(
    con: duckdb.DuckDBPyConnection, table: SourceTable, found: Recognised
) -> MappedTable:
    name = temp_name("recognised")
    columns = ", ".join(
        f"{quote(header)} as {quote(column)}" for column, header in found.header_of.items()
    )
    con.execute(
        f"create temp view {name} as select _row, {literal(table.sheet)}::varchar as _sheet,"
        f" {columns} from {quote(table.name)}"
    )
    notes = list(table.notes)
    if found.unknown:
        shown = ", ".join(f"“{header[:40]}”" for header in found.unknown[:SHOWN_UNKNOWN])
        more = len(found.unknown) - SHOWN_UNKNOWN
        notes.append(
            f"columns not in {found.contract.source}, not loaded: {shown}"
            + (f" and {more} more" if more > 0 else "")
        )
    return MappedTable(
        source=found.contract.source,
        name=name,
        columns=tuple(found.header_of),
        file_name=table.file_name,
        sheet=table.sheet,
        decimal_comma=table.decimal_comma,
        labels=dict(found.header_of),
        broken_rows=table.broken_rows,
        notes=tuple(notes),
    )


def _place(table: SourceTable) -> str:
    return table.file_name + (f", sheet {table.sheet}" if table.sheet else "")
