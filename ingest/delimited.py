"""Delimited text (CSV, TSV, semicolons) into a temp table of text, at DuckDB's own speed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from ingest import encoding as encodings
from ingest.errors import HeaderError, LimitError, UnreadableFileError
from ingest.headers import count_known, unique_headers
from ingest.limits import HEADER_SEARCH_ROWS, MAX_COLUMNS, MAX_HEADER_CHARACTERS
from ingest.repair import read_records, rewrite
from ingest.tables import BrokenRow, SourceTable, literal, quote, row_count, temp_name

DELIMITERS = (",", "\t", ";", "|", "，")
SAMPLE_RECORDS = 200
# three digits behind a comma may be thousands, so they are no evidence
_COMMA_DECIMAL = re.compile(r"^-?\d+,(\d{1,2}|\d{4,})$")
_POINT_DECIMAL = re.compile(r"^-?\d+\.\d+$")


@dataclass(frozen=True)
class Layout:
    """How a delimited file is laid out."""

    delimiter: str
    header_row: int
    headers: tuple[str, ...]
    decimal_comma: bool


def read_delimited(
    con: duckdb.DuckDBPyConnection,
    path: Path,
    *,
    file_name: str,
    encoding: str | None,
    header_row: int | None,
    known: frozenset[str],
    delimiter: str | None = None,
) -> SourceTable:
    """One delimited file as a SourceTable; raises UnreadableFileError, HeaderError, LimitError."""
    text = encodings.detect(path, encoding)
    with TemporaryDirectory(prefix="shortboard-") as folder:
        utf8, is_damaged = encodings.to_utf8(path, text, Path(folder))
        layout = sniff(
            utf8, file_name=file_name, header_row=header_row, known=known, forced=delimiter
        )
        name = temp_name("csv")
        broken: tuple[BrokenRow, ...] = ()
        is_plain = text.is_clean and not is_damaged and layout.delimiter != "，"
        if not (is_plain and _read_fast(con, utf8, layout, name)):
            clean = Path(folder) / "repaired.csv"
            broken = rewrite(
                utf8,
                clean,
                delimiter=layout.delimiter,
                width=len(layout.headers),
                header_row=layout.header_row,
            )
            _read_repaired(con, clean, layout, name)
    return SourceTable(
        name=name,
        columns=layout.headers,
        row_count=row_count(con, name),
        file_name=file_name,
        kind="delimited",
        encoding=text.encoding,
        delimiter=layout.delimiter,
        header_row=layout.header_row,
        decimal_comma=layout.decimal_comma,
        broken_rows=broken,
    )


def sniff(
    path: Path,
    *,
    file_name: str,
    header_row: int | None,
    known: frozenset[str],
    forced: str | None = None,
) -> Layout:
    """Delimiter, header row and decimal sign from the first records of a UTF-8 file."""
    best: tuple[float, Layout] | None = None
    for delimiter in (forced,) if forced is not None else DELIMITERS:
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
            records = [
                record or []
                for _, record, _ in islice(read_records(lines, delimiter), SAMPLE_RECORDS)
            ]
        position = header_row - 1 if header_row is not None else find_header(records, known)
        if position is None or position >= len(records):
            continue
        header = _without_blank_tail(records[position])
        layout = Layout(delimiter, position + 1, unique_headers(header), False)
        same_width = sum(1 for record in records[position + 1 :] if len(record) == len(header))
        hits = count_known(header, known)
        score = hits * 1000 + (len(header) > 1) * (100 + same_width) + min(len(header), 50) / 100
        if best is None or score > best[0]:
            layout = replace(layout, decimal_comma=_has_decimal_comma(records[position + 1 :]))
            best = (score, layout)
    if best is None:
        raise HeaderError(
            f"{file_name}: no header row in the first {HEADER_SEARCH_ROWS} rows"
            + (f" (row {header_row} was asked for)" if header_row else "")
            + ". Say which row holds the column names: --header-row N."
        )
    check_headers(best[1].headers, file_name)
    return best[1]


def find_header(records: Sequence[Sequence[str | None]], known: frozenset[str]) -> int | None:
    """Index of the header row: most known names, else the first row that looks like names."""
    first = records[:HEADER_SEARCH_ROWS]
    hits = [count_known((cell or "" for cell in record), known) for record in first]
    if hits and max(hits) >= 2:
        return hits.index(max(hits))
    filled = [sum(1 for cell in record if (cell or "").strip()) for record in first]
    if not any(filled):
        return None
    widest = max(filled)
    for index, record in enumerate(first):
        if filled[index] >= max(1, 0.6 * widest) and _looks_like_names(record):
            return index
    return next(index for index, count in enumerate(filled) if count)


def check_headers(headers: Sequence[str], where: str) -> None:
    """Raise LimitError when a header is beyond anything a person would write."""
    if len(headers) > MAX_COLUMNS:
        raise LimitError(
            f"{where}: {len(headers)} columns; at most {MAX_COLUMNS} are accepted."
            " Is the delimiter or the header row right (--header-row)?"
        )
    longest = max(headers, key=len, default="")
    if len(longest) > MAX_HEADER_CHARACTERS:
        raise LimitError(
            f"{where}: a column name of {len(longest)} characters (“{longest[:40]}…”); the row "
            "taken as header is data or free text. Say --header-row N."
        )


def _looks_like_names(record: Sequence[str | None]) -> bool:
    cells = [cell.strip() for cell in record if cell and cell.strip()]
    numeric = sum(1 for cell in cells if re.fullmatch(r"[-+]?[\d.,:/ %-]+", cell))
    return bool(cells) and numeric <= len(cells) * 0.3


def _without_blank_tail(cells: Sequence[str]) -> list[str]:
    last = max((index for index, cell in enumerate(cells) if cell.strip()), default=-1)
    return list(cells[: last + 1])


def _has_decimal_comma(records: Sequence[Sequence[str]]) -> bool:
    commas = points = 0
    for record in records:
        for cell in record:
            commas += _COMMA_DECIMAL.match(cell.strip()) is not None
            points += _POINT_DECIMAL.match(cell.strip()) is not None
    return commas > points


def _read_fast(con: duckdb.DuckDBPyConnection, path: Path, layout: Layout, name: str) -> bool:
    """DuckDB's strict reader; False when the file is not strictly well formed."""
    columns = ", ".join(f"{literal(header)}: 'VARCHAR'" for header in layout.headers)
    raw = f"{name}_raw"
    try:
        con.execute(
            f"create temp table {raw} as select * from read_csv({literal(str(path))},"
            f" auto_detect = false, header = false, skip = {layout.header_row},"
            f" delim = {literal(layout.delimiter)}, quote = '\"', escape = '\"',"
            f" columns = {{{columns}}}, allow_quoted_nulls = true)"
        )
    except (duckdb.InvalidInputException, duckdb.ConversionException):
        return False
    # rowid counts the inserted records in file order, at no cost
    con.execute(
        f"create temp view {name} as select rowid + {layout.header_row + 1} as _row, * from {raw}"
    )
    return True


def _read_repaired(con: duckdb.DuckDBPyConnection, path: Path, layout: Layout, name: str) -> None:
    columns = ", ".join(f"{quote(header)} varchar" for header in layout.headers)
    types = ", ".join(f"{literal(header)}: 'VARCHAR'" for header in layout.headers)
    con.execute(f"create temp table {name} (_row bigint, {columns})")
    if path.stat().st_size == 0:
        return
    try:
        con.execute(
            f"insert into {name} select * from read_csv({literal(str(path))}, auto_detect = false,"
            " header = false, delim = ',', quote = '\"', escape = '\"', new_line = '\\n',"
            f" columns = {{'_row': 'BIGINT', {types}}},"
            " parallel = false, strict_mode = false, max_line_size = 8000000)"
        )
    except duckdb.Error as error:
        raise UnreadableFileError(
            f"the file cannot be read as delimited text: {str(error).splitlines()[0]}"
        ) from error
