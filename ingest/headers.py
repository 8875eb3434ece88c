"""Which contract a table belongs to, by its header alone: zh and en aliases, folded."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ingest.contract import Contract
from ingest.errors import HeaderError
from ingest.folding import fold
from ingest.tables import SourceTable

_BRACKETED_TAIL = re.compile(r"[(\[{【].*[)\]}】]$")


@dataclass(frozen=True)
class Recognised:
    """A table read as one source: contract column -> header text, and headers nobody asked for.

    A header in `shared` stands for two columns: numbers for the first, words for the second.
    """

    contract: Contract
    header_of: dict[str, str]
    unknown: tuple[str, ...]
    shared: dict[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def missing_required(self) -> tuple[str, ...]:
        return tuple(
            column.name
            for column in self.contract.columns
            if column.required and column.default is None and column.name not in self.header_of
        )


def match(contract: Contract, headers: Iterable[str]) -> Recognised:
    """Match headers to the contract's columns; a unit in brackets after the name is tolerated.

    Raises HeaderError when two headers mean the same column.
    """
    header_of: dict[str, str] = {}
    unknown: list[str] = []
    for header in headers:
        column = _column_of(contract, header)
        if column is None:
            unknown.append(header)
        elif column in header_of:
            raise HeaderError(
                f"columns “{header_of[column]}” and “{header}” both mean {column}"
                f" ({contract.source}). Keep one of them, or name the right one in a mapping file."
            )
        else:
            header_of[column] = header
    shared: dict[str, tuple[str, str]] = {}
    for header in list(unknown):
        folded = _bare(header)
        if (pair := contract.shared_columns.get(folded)) and not header_of.keys() & set(pair):
            shared[header] = pair
        # one of the two has a header of its own: this one means the other, whatever it holds
        meant = [*(pair or ()), *contract.weak_columns.get(folded, [])]
        free = [column for column in meant if column not in header_of]
        for column in free if header in shared else free[:1]:
            header_of[column] = header
        if free:
            unknown.remove(header)
    return Recognised(contract, header_of, tuple(unknown), shared)


def _column_of(contract: Contract, header: str) -> str | None:
    by_alias = contract.column_by_alias
    if (column := by_alias.get(fold(header))) is not None:
        return column
    column = by_alias.get(_bare(header))
    if column is not None:
        units = contract.column(column).units
        unit = fold(header)[len(_bare(header)) + 1 : -1]
        # a sum in yuan read as 10,000 yuan is worse than a column left out
        return column if units is None or unit in map(fold, units) else None
    # A name made unique by the reader ("score_2") is a second column of that name.
    again = re.fullmatch(r"(.+) #\d+", header)
    return by_alias.get(fold(again.group(1))) if again else None


def _bare(header: str) -> str:
    return _BRACKETED_TAIL.sub("", fold(header))


def recognise(
    table: SourceTable, contracts: Mapping[str, Contract], source: str | None = None
) -> Recognised:
    """The contract this table fits best. `source` forces one.

    Raises HeaderError naming what is missing, with the nearest contract.
    """
    if source is not None:
        if source not in contracts:
            raise HeaderError(f"there is no source “{source}”. Known: {', '.join(contracts)}.")
        found = match(contracts[source], table.columns)
        if found.missing_required:
            raise HeaderError(_missing_message(found, table))
        return found
    candidates: list[Recognised] = []
    clash: HeaderError | None = None
    for contract in contracts.values():
        try:
            candidates.append(match(contract, table.columns))
        except HeaderError as error:
            clash = clash or error
    complete = [found for found in candidates if not found.missing_required and found.header_of]
    if complete:
        best = max(len(found.header_of) for found in complete)
        winners = [found for found in complete if len(found.header_of) == best]
        named = [found for found in winners if _is_named(found.contract, table.sheet)]
        if len(winners) == 1 or len(named) == 1:
            return named[0] if len(named) == 1 else winners[0]
        names = " / ".join(found.contract.source for found in winners)
        raise HeaderError(f"the header fits {names} equally well. Say which: --source NAME.")
    if clash is not None:
        raise clash
    nearest = max(candidates, key=_nearness)
    if len(nearest.header_of) < 2:
        raise HeaderError(
            f"row {table.header_row} is no header of a known source (found: "
            f"{_listed(table.columns)}). If the header is in another row, say --header-row N;"
            " if the layout is another company's, use a mapping file (--mapping)."
        )
    raise HeaderError(_missing_message(nearest, table))


def _is_named(contract: Contract, sheet: str | None) -> bool:
    if contract.sheet is None or sheet is None:
        return False
    return fold(sheet) in {fold(contract.sheet.zh), fold(contract.sheet.en)}


def count_known(cells: Iterable[str], known: frozenset[str]) -> int:
    """How many cells are known header names; used to find the header row under title rows."""
    return sum(1 for cell in cells if cell and fold(cell) in known)


def unique_headers(cells: Iterable[str | None]) -> tuple[str, ...]:
    """Header texts fit for column names: trimmed, blanks named by position, doubles numbered."""
    seen: dict[str, int] = {}
    names: list[str] = []
    for position, cell in enumerate(cells, start=1):
        text = unicodedata.normalize("NFC", cell or "").replace("\x00", "")
        text = re.sub(r"\s+", " ", text).strip() or f"column {position}"
        # DuckDB compares identifiers without case, so doubles are found without case too.
        key = text.casefold()
        seen[key] = seen.get(key, 0) + 1
        if seen[key] > 1:
            text = f"{text} #{seen[key]}"
            seen[text.casefold()] = 1
        names.append(text if text.casefold() != "_row" else "_row #2")
    return tuple(names)


def _nearness(found: Recognised) -> tuple[float, int]:
    required = sum(1 for column in found.contract.columns if column.required)
    share = 1 - len(found.missing_required) / max(required, 1)
    return share * len(found.header_of), len(found.header_of)


def _missing_message(found: Recognised, table: SourceTable) -> str:
    wanted = "; ".join(
        f"{name} ({', '.join(found.contract.column(name).aliases[:3])})"
        for name in found.missing_required
    )
    return (
        f"read as {found.contract.source}, header in row {table.header_row}: missing required "
        f"column {wanted}. Found: {_listed(table.columns)}."
        " Add the column, or translate the layout with a mapping file (--mapping)."
    )


def _listed(columns: tuple[str, ...]) -> str:
    shown = ", ".join(f"“{name[:40]}”" for name in columns[:12])
    return shown + (f" and {len(columns) - 12} more" if len(columns) > 12 else "")
