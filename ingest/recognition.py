"""Tables that speak our headers become tables of contract columns - or say why they do not."""

from __future__ import annotations

from collections.abc import Mapping

import duckdb

from ingest.contract import CLEARED, Contract, load_defaults
from ingest.errors import HeaderError
from ingest.folding import fold, fold_sql
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
    filled = [part for part in mapped if _has_rows(con, part)]
    if filled:
        # a workbook with a sheet per source need not fill them all
        empty = [str(part.sheet or part.file_name) for part in mapped if part not in filled]
        left_out += [f"nothing below the header of {', '.join(empty)}"] if empty else []
        mapped = filled
    if left_out:
        note = f"left out: {'; '.join(text.splitlines()[0] for text in left_out)}"
        first = mapped[0]
        mapped[0] = MappedTable(**{**vars(first), "notes": (*first.notes, note)})
    return mapped


def _has_rows(con: duckdb.DuckDBPyConnection, table: MappedTable) -> bool:
    if table.broken_rows:
        return True
    cells = ", ".join(map(quote, table.columns))
    return bool(
        con.execute(
            f"select 1 from {quote(table.name)} where coalesce({cells}) is not null limit 1"
        ).fetchall()
    )


def _as_mapped(
    con: duckdb.DuckDBPyConnection, table: SourceTable, found: Recognised
) -> MappedTable:
    name = temp_name("recognised")
    cells = {column: _cell(found, column, header) for column, header in found.header_of.items()}
    if found.contract.journal_entity is not None:
        cells = _with_emptied(cells)
    columns = ", ".join(f"{cell} as {quote(column)}" for column, cell in cells.items())
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
        columns=tuple(cells),
        file_name=table.file_name,
        sheet=table.sheet,
        decimal_comma=table.decimal_comma,
        labels=dict(found.header_of),
        broken_rows=table.broken_rows,
        notes=tuple(notes),
    )


def _cell(found: Recognised, column: str, header: str) -> str:
    """SQL of a column's cell: of a shared header, the cells that are meant for this column."""
    if header not in found.shared:
        return quote(header)
    negation = "" if column == found.shared[header][0] else "not "
    return f"case when {negation}regexp_matches({quote(header)}, '[0-9０-９]') then {quote(header)} end"


def _with_emptied(cells: dict[str, str]) -> dict[str, str]:
    """Cells that say “清空” become blank, and their columns are listed in one more."""
    words = ", ".join(literal(fold(word)) for word in load_defaults().clear_texts)
    is_emptied = {column: f"{fold_sql(cell)} in ({words})" for column, cell in cells.items()}
    blanked = {
        column: f"case when {is_emptied[column]} then null else {cell} end"
        for column, cell in cells.items()
    }
    told = ", ".join(
        f"case when {test} then {literal(name)} end" for name, test in is_emptied.items()
    )
    return blanked | {CLEARED: f"nullif(concat_ws(',', {told}), '')"}


def _place(table: SourceTable) -> str:
    return table.file_name + (f", sheet {table.sheet}" if table.sheet else "")
