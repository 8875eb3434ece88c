"""Files under a mapping: the chosen sheets as one table of trimmed text, missing codes as null."""

from __future__ import annotations

import fnmatch
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from ingest.folding import fold
from ingest.mapping.frame import Frame, Statement, clean_sql, create, file_columns
from ingest.mapping.model import JoinedFile, Mapping, Reading
from ingest.mapping.yaml_text import MappingError
from ingest.readers import open_tables
from ingest.tables import BrokenRow, SourceTable, quote


@dataclass(frozen=True)
class Opened:
    """A file as one table, and what the reader knows about it."""

    path: Path
    frame: Frame
    decimal: str
    sheet: str | None
    broken_rows: tuple[BrokenRow, ...]

    def with_frame(self, frame: Frame) -> Opened:
        return replace(self, frame=frame)


class Files:
    """The files of a mapping by name, each read once, when it is first asked for."""

    def __init__(
        self,
        con: duckdb.DuckDBPyConnection,
        mapping: Mapping,
        path: Path,
        prepare: Callable[[str], Opened],
    ) -> None:
        self._con, self._mapping, self._main, self._prepare = con, mapping, path, prepare
        self._opened: dict[str, Opened] = {}
        self._under_way: list[str] = []

    @property
    def paths(self) -> tuple[Path, ...]:
        """Every file read so far."""
        return tuple(opened.path for opened in self._opened.values())

    def frame(self, name: str) -> Frame:
        return self.opened(name).frame

    def opened(self, name: str) -> Opened:
        """A file after its own steps. Raises MappingError if the files' steps need one another."""
        if name not in self._opened:
            if name in self._under_way:
                circle = " → ".join([*self._under_way, name])
                raise MappingError(f"{self._place(name)}: files joined in a circle: {circle}")
            self._under_way.append(name)
            self._opened[name] = self._prepare(name)
            self._under_way.remove(name)
        return self._opened[name]

    def read(self, name: str) -> Opened:
        """A file as it is, before any step."""
        spec: Reading = self._mapping.files.get(name, self._mapping.file)
        path = self._main if name == "main" else self._path_beside(name)
        # one sheet is asked for by name, so that no other sheet can spoil the reading
        one = spec.sheet[0] if spec.sheet and len(spec.sheet) == 1 else None
        tables = open_tables(
            self._con,
            path,
            encoding=spec.encoding,
            sheet=one if one and "*" not in one else None,
            header_row=spec.header_row,
            delimiter=spec.delimiter,
        )
        chosen = _choose(tables, spec, self._place(name))
        return Opened(
            path=path,
            frame=_base_frame(self._con, chosen, spec, path.name),
            decimal=spec.decimal or ("," if chosen[0].decimal_comma else "."),
            sheet=chosen[0].sheet if len(chosen) == 1 else None,
            broken_rows=tuple(row for table in chosen for row in table.broken_rows),
        )

    def _path_beside(self, name: str) -> Path:
        path = joined_path(self._mapping, self._mapping.files[name], self._main)
        if not path.is_file():
            raise MappingError(f"{self._mapping.where('files', name, 'path')}: no file {path}")
        return path

    def _place(self, name: str) -> str:
        at = ("file",) if name == "main" else ("files", name)
        return self._mapping.where(*at)


def joined_path(mapping: Mapping, spec: JoinedFile, main: Path) -> Path:
    """Where a further file lies: beside the data, or beside the mapping file."""
    base = main.parent if spec.relative_to == "data" else mapping.path.parent
    return base / spec.path


def _choose(tables: list[SourceTable], spec: Reading, place: str) -> list[SourceTable]:
    chosen = [t for t in tables if spec.sheet is None or _sheet_fits(t.sheet, spec.sheet)]
    there = ", ".join(repr(table.sheet or table.file_name) for table in tables)
    if not chosen:
        wanted = ", ".join(spec.sheet or [])
        raise MappingError(f"{place}: no sheet {wanted!r}; there are: {there}")
    if spec.sheet is None and len(chosen) > 1:
        raise MappingError(
            f"{place}: the file has several tables ({there}); "
            "say which: `sheet: NAME`, or `sheet: '*'` for all"
        )
    for table in chosen[1:]:
        if [fold(name) for name in table.columns] != [fold(name) for name in chosen[0].columns]:
            raise MappingError(
                f"{place}: {chosen[0].sheet!r} and {table.sheet!r} have different columns"
            )
    return chosen


def _sheet_fits(sheet: str | None, patterns: list[str]) -> bool:
    name = (sheet or "").strip().casefold()
    return any(fnmatch.fnmatchcase(name, pattern.strip().casefold()) for pattern in patterns)


def _base_frame(
    con: duckdb.DuckDBPyConnection, tables: list[SourceTable], spec: Reading, file_name: str
) -> Frame:
    columns = file_columns(tables[0].columns)
    statement = Statement()
    codes = [item.strip().lower() for item in spec.missing or []]
    missing = statement.bind(codes) if codes else None
    selects = []
    for table in tables:
        items = []
        for column, name in zip(columns, table.columns, strict=True):
            text = clean_sql(quote(name))
            if missing:
                # without `fold`: full-width missing codes are rare, and this runs over every cell
                text = f"case when not list_contains({missing}, lower({text})) then {text} end"
            items.append(f"{text} as {quote(column.name)}")
        sheet = f"cast({statement.bind(table.sheet)} as varchar)"
        stem = statement.bind(Path(table.file_name).stem)
        selects.append(
            f"select _row, {sheet} as _sheet, {stem} as _file, {', '.join(items)} "
            f"from {quote(table.name)}"
        )
    base = create(con, "base", " union all ".join(selects), statement)
    label = (
        file_name if len(tables) > 1 or not tables[0].sheet else f"{file_name} [{tables[0].sheet}]"
    )
    return Frame(base, columns, label)
