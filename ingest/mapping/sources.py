"""Files under a mapping: which sheets, as one table of trimmed text with declared missing codes as null."""

from __future__ import annotations

import fnmatch
from pathlib import Path

import duckdb

from ingest.folding import fold
from ingest.mapping.frame import Frame, Statement, clean_sql, create, file_columns
from ingest.mapping.model import JoinedFile, Mapping, Reading
from ingest.mapping.yaml_text import MappingError
from ingest.readers import open_tables
from ingest.tables import SourceTable, quote


def open_reading(con: duckdb.DuckDBPyConnection, path: Path, spec: Reading) -> list[SourceTable]:
    """Open a file as the mapping says it is to be read."""
    one_sheet = spec.sheet[0] if spec.sheet and len(spec.sheet) == 1 else None
    return open_tables(
        con,
        path,
        encoding=spec.encoding,
        sheet=one_sheet if one_sheet and "*" not in one_sheet else None,
        header_row=spec.header_row,
    )


def joined_path(mapping: Mapping, spec: JoinedFile, name: str, data_path: Path) -> Path:
    base = data_path.parent if spec.relative_to == "data" else mapping.path.parent
    path = base / spec.path
    if not path.is_file():
        raise MappingError(f"{mapping.where('files', name, 'path')}: no file {path}")
    return path


def base_frame(
    con: duckdb.DuckDBPyConnection, opened: list[SourceTable], spec: Reading, place: str
) -> Frame:
    """The chosen sheets as one table of trimmed text, declared missing codes as null."""
    chosen = [t for t in opened if spec.sheet is None or _sheet_fits(t.sheet, spec.sheet)]
    if not chosen:
        there = ", ".join(repr(table.sheet) for table in opened)
        raise MappingError(f"{place}: no sheet {', '.join(spec.sheet or [])!r}; there are: {there}")
    if spec.sheet is None and len(chosen) > 1:
        there = ", ".join(repr(table.sheet) for table in opened)
        raise MappingError(
            f"{place}: the file has several sheets ({there}); say which: sheet: NAME, or '*' for all"
        )
    first = chosen[0]
    for table in chosen[1:]:
        if [fold(name) for name in table.columns] != [fold(name) for name in first.columns]:
            raise MappingError(
                f"{place}: sheets {first.sheet!r} and {table.sheet!r} have different columns"
            )
    columns = file_columns(first.columns)
    statement = Statement()
    label = first.file_name if first.sheet is None else f"{first.file_name} [{first.sheet}]"
    missing = statement.bind([item.strip().lower() for item in spec.missing]) if spec.missing else None
    selects = []
    for table in chosen:
        items = []
        for column, name in zip(columns, table.columns, strict=True):
            text = clean_sql(quote(name))
            if missing:
                # without `fold`: full-width missing codes are rare, and this runs over every cell
                text = f"case when not list_contains({missing}, lower({text})) then {text} end"
            items.append(f"{text} as {quote(column.name)}")
        sheet = f"cast({statement.bind(table.sheet)} as varchar)"
        selects.append(
            f"select _row, {sheet} as _sheet, {statement.bind(Path(table.file_name).stem)} as _file, "
            f"{', '.join(items)} from {quote(table.name)}"
        )
    return Frame(create(con, "base", " union all ".join(selects), statement), columns, label)


def _sheet_fits(sheet: str | None, patterns: list[str]) -> bool:
    return any(fnmatch.fnmatchcase((sheet or "").strip(), pattern.strip()) for pattern in patterns)
