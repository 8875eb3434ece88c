"""XLSX sheets into temp tables of text (calamine through fastexcel), bombs refused beforehand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb
import fastexcel
import pyarrow as pa

from ingest.delimited import check_headers, find_header
from ingest.errors import HeaderError, UnreadableFileError
from ingest.headers import unique_headers
from ingest.limits import HEADER_SEARCH_ROWS
from ingest.tables import SourceTable, literal, quote, row_count, temp_name
from ingest.workbook_guard import check_workbook


def read_workbook(
    con: duckdb.DuckDBPyConnection,
    path: Path,
    *,
    file_name: str,
    sheet: str | None,
    header_row: int | None,
    known: frozenset[str],
) -> list[SourceTable]:
    """Every sheet that holds a table (or the one named); empty and title-only sheets are skipped.

    Raises UnreadableFileError for a damaged workbook, HeaderError when no sheet has a header.
    """
    check_workbook(path, file_name)
    try:
        reader = fastexcel.read_excel(path)
        names = reader.sheet_names
    except fastexcel.FastExcelError as error:
        raise UnreadableFileError(
            f"{file_name} cannot be opened as a workbook ({_short(error)})."
            " Open it in Excel, save it as .xlsx without a password and send it again."
        ) from error
    if sheet is not None:
        names = [_chosen(names, sheet, file_name)]
    tables = [
        table
        for name in names
        if (table := _read_sheet(con, reader, name, file_name, header_row, known)) is not None
    ]
    if not tables:
        raise HeaderError(
            f"{file_name}: no table with a header and at least one column in"
            f" {'sheet ' + sheet if sheet else 'any of its sheets'} ({', '.join(names)})."
            " Say where it is: --sheet NAME --header-row N."
        )
    return tables


def _read_sheet(
    con: duckdb.DuckDBPyConnection,
    reader: fastexcel.ExcelReader,
    sheet: str,
    file_name: str,
    header_row: int | None,
    known: frozenset[str],
) -> SourceTable | None:
    where = f"{file_name}, sheet {sheet}"
    try:
        # skip_rows=0 keeps blank rows at the top, so that rows count as in Excel
        batch, errors = reader.load_sheet(
            sheet, header_row=None, skip_rows=0, dtypes="string"
        ).to_arrow_with_errors()
    except fastexcel.FastExcelError as error:
        if "no data" in str(error).lower() or "empty" in str(error).lower():
            return None
        raise UnreadableFileError(f"{where} cannot be read ({_short(error)}).") from error
    if batch.num_rows == 0 or batch.num_columns == 0:
        return None
    head = [
        list(row.values())
        for row in batch.slice(0, max(HEADER_SEARCH_ROWS, header_row or 0)).to_pylist()
    ]
    position = header_row - 1 if header_row is not None else find_header(head, known)
    if position is None or position >= len(head):
        return None
    cells = head[position]
    used = [
        index
        for index in range(batch.num_columns)
        if (cells[index] or "").strip() or batch.column(index).null_count < batch.num_rows
    ]
    headers = unique_headers(cells[index] for index in used)
    if not headers:
        return None
    check_headers(headers, where)
    name = temp_name("sheet")
    data = pa.table(
        [
            pa.array(range(position + 2, batch.num_rows + 1), pa.int64()),
            *(batch.column(index).slice(position + 1) for index in used),
        ],
        names=["_row", *headers],
    )
    con.register("ingest_arrow_sheet", data)
    try:
        con.execute(f"create temp table {name} as select * from ingest_arrow_sheet")
    finally:
        con.unregister("ingest_arrow_sheet")
    _write_errors(con, name, headers, used, errors.errors if errors else [])
    return SourceTable(
        name=name,
        columns=headers,
        row_count=row_count(con, name),
        file_name=file_name,
        kind="workbook",
        sheet=sheet,
        header_row=position + 1,
    )


def _write_errors(
    con: duckdb.DuckDBPyConnection,
    table: str,
    headers: Sequence[str],
    used: Sequence[int],
    errors: Sequence[fastexcel.CellError],
) -> None:
    """Put Excel's error cells back as text: calamine's string view leaves them empty."""
    texts = {"NA": "#N/A", "Div0": "#DIV/0!", "Ref": "#REF!", "Name": "#NAME?", "Null": "#NULL!",
             "Num": "#NUM!", "Value": "#VALUE!"}  # fmt: skip
    by_column: dict[int, list[tuple[int, str]]] = {}
    for error in errors:
        row, column = error.position
        code = error.detail.partition("Error(")[2].partition(")")[0]
        by_column.setdefault(column, []).append((row + 1, texts.get(code, "#ERROR!")))
    for column, found in by_column.items():
        if column not in used:
            continue
        header = quote(headers[used.index(column)])
        rows = ", ".join(f"({row}, {literal(text)})" for row, text in found)
        con.execute(
            f"update {table} set {header} = broken.content from (values {rows})"
            f" as broken(at_row, content) where {table}._row = broken.at_row"
        )


def _chosen(names: Sequence[str], sheet: str, file_name: str) -> str:
    for name in names:
        if name.strip().casefold() == sheet.strip().casefold():
            return name
    raise HeaderError(f"{file_name} has no sheet “{sheet}”. Its sheets: {', '.join(names)}.")


def _short(error: Exception) -> str:
    return str(error).splitlines()[0][:160]
