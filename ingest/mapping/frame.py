"""Temp tables under a mapping: columns found as people write them, names quoted, values bound.

Every table on the way is a DuckDB temp table of VARCHAR columns plus `_row` (row as a person counts
in the file), `_sheet` and `_file`. Nothing from a YAML file reaches SQL other than as a quoted
identifier that exists, or as a bound parameter.
"""

from __future__ import annotations

import difflib
import fnmatch
import re
from dataclasses import dataclass
from typing import Any

import duckdb

from ingest.folding import fold
from ingest.mapping.yaml_text import MappingError
from ingest.tables import quote, temp_name

SYSTEM_COLUMNS = ("_row", "_sheet", "_file")
_BLANKS = " \t\r\n\u00a0\u3000\ufeff\u200b"
_NUMBERED = re.compile(r"(.+) #(\d+)", re.DOTALL)


def clean_sql(expression: str) -> str:
    """Trimmed text, null where nothing is left."""
    return f"nullif(trim({expression}, '{_BLANKS}'), '')"


class Statement:
    """Collects the bound values of one SQL statement."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}

    def bind(self, value: Any) -> str:
        """Add a value and return its placeholder."""
        name = f"v{len(self.values) + 1}"
        self.values[name] = value
        return f"${name}"


@dataclass(frozen=True)
class Column:
    """A column: SQL name, header as written in the file (None if derived), position from 1."""

    name: str
    header: str | None = None
    position: int | None = None


@dataclass(frozen=True)
class Frame:
    """A temp table and the columns a mapping may speak of; `label` names the file in messages."""

    table: str
    columns: tuple[Column, ...]
    label: str

    @property
    def names(self) -> list[str]:
        return [column.name for column in self.columns]

    def resolve(self, reference: str) -> str:
        """The SQL name of one column. Raises MappingError where none or several fit."""
        found = self._candidates(reference)
        if len(found) == 1:
            return found[0].name
        if found:
            listed = ", ".join(f"@{c.position} {c.header!r}" for c in found[:10])
            raise MappingError(
                f"column {reference!r} is not unique in {self.label}: {listed}. "
                f"Write {reference}#1, {reference}#2 … or the position, @{found[0].position}"
            )
        raise MappingError(f"no column {reference!r} in {self.label}. {self._advice(reference)}")

    def resolve_many(self, references: list[str]) -> list[str]:
        """SQL names for references that may be patterns; order kept, each once."""
        found: dict[str, None] = {}
        for reference in references:
            candidates = self._candidates(reference) if "*" in reference else []
            names = [column.name for column in candidates] or [self.resolve(reference)]
            found.update(dict.fromkeys(names))
        return list(found)

    def has(self, reference: str) -> bool:
        """Whether at least one column fits."""
        return bool(self._candidates(reference))

    def _candidates(self, reference: str) -> list[Column]:
        if reference in SYSTEM_COLUMNS:
            return [Column(name=reference)]
        by_header = self._with_header(reference)
        exact = [column for column in by_header if (column.header or column.name) == reference]
        if by_header:
            return exact or by_header
        if named := [column for column in self.columns if column.name == reference]:
            return named
        if numbered := re.fullmatch(r"(.+)#(\d+)", reference, re.DOTALL):
            same = self._with_header(numbered[1])
            index = int(numbered[2])
            return same[index - 1 : index] if index else []
        if placed := re.fullmatch(r"@(\d+|[A-Za-z]{1,3})", reference):
            position = _position(placed[1])
            return [column for column in self.columns if column.position == position]
        if "*" in reference:
            pieces = (
                fold(piece).replace("[", "[[]").replace("?", "[?]")
                for piece in reference.split("*")
            )
            pattern = "*".join(pieces)
            return [
                c for c in self.columns if fnmatch.fnmatchcase(fold(c.header or c.name), pattern)
            ]
        return []

    def _with_header(self, text: str) -> list[Column]:
        wanted = fold(text)
        return [
            c for c in self.columns if fold(c.header if c.header is not None else c.name) == wanted
        ]

    def _advice(self, reference: str) -> str:
        shown = [column.header or column.name for column in self.columns]
        close = difflib.get_close_matches(reference, shown, n=3, cutoff=0.6)
        hint = f"Did you mean {' or '.join(repr(name) for name in close)}? " if close else ""
        more = " …" if len(shown) > 30 else ""
        return f"{hint}There are: {', '.join(repr(name) for name in shown[:30])}{more}"


def _position(text: str) -> int:
    """17 or Q, as spreadsheets count."""
    if text.isdigit():
        return int(text)
    number = 0
    for letter in text.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def file_columns(names: tuple[str, ...]) -> tuple[Column, ...]:
    """Columns of a file as read: the reader numbers a repeated header, "score #2" is "score"."""
    columns: list[Column] = []
    for position, name in enumerate(names, start=1):
        numbered = _NUMBERED.fullmatch(name)
        repeated = numbered is not None and any(fold(c.name) == fold(numbered[1]) for c in columns)
        header = numbered[1] if numbered and repeated else name
        columns.append(Column(name=name, header=header, position=position))
    return tuple(columns)


def create(
    con: duckdb.DuckDBPyConnection, stem: str, query: str, statement: Statement | None = None
) -> str:
    """Store a query's result as a temp table and return the table's name."""
    table = temp_name(f"mapping_{stem}")
    con.execute(f"create temp table {quote(table)} as {query}", (statement or Statement()).values)
    return table


def refuse_existing(frame: Frame, names: list[str], place: str) -> None:
    """New columns must not hide old ones; `place` is the key of the mapping for the message."""
    for name in names:
        if any(fold(column.name) == fold(name) for column in frame.columns):
            raise MappingError(
                f"{place}: a column {name!r} exists already in {frame.label}; choose another name"
            )
