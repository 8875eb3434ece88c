"""Spoil a file the way field files are spoilt: a few bad rows, a repeated row, a totals row.

Bad rows are added to the good ones, never put in their place: the clean frame is what must survive.
"""

from dataclasses import dataclass

import polars as pl

from ingest.contract import Column, Contract
from ingest.sample.rendering import header
from ingest.sample.styles import Style

MIN_ROWS = 100
"""Files shorter than this stay clean: two bad rows in twenty would be refused as a whole."""
BAD_DATE = "2026-13-45"
BAD_CODE = "火星"
BAD_NUMBER = "一百二"


@dataclass(frozen=True)
class Blemishes:
    """What was put into one file besides its good rows."""

    bad_rows: tuple[str, ...] = ()
    """Reason of each row that must be rejected, in the order of the file."""
    repeated_rows: int = 0
    totals_rows: int = 0


def spoil(rows: pl.DataFrame, contract: Contract, style: Style) -> tuple[pl.DataFrame, Blemishes]:
    """The rendered rows with blemishes appended, and what they are."""
    if rows.height < MIN_ROWS or contract.key is None:
        return rows, Blemishes()
    titles = {column.name: header(column, style) for column in contract.columns}
    present = {name: title for name, title in titles.items() if title in rows.columns}
    bad: list[pl.DataFrame] = []
    reasons: list[str] = []
    for number, (reason, column, value) in enumerate(_faults(contract, present)):
        identity = _new_key(contract, present, rows, f"{number + 1}")
        bad.append(_changed(rows, number, {**identity, present[column]: value}))
        reasons.append(reason)
    if (quarrel := _quarrel(contract, present, rows)) is not None:
        bad += quarrel
        reasons += ["duplicate_key"] * len(quarrel)
    repeated = rows.slice(rows.height // 2, 1)
    totals = _totals(contract, present, rows)
    parts = [rows, *bad, repeated, *([] if totals is None else [totals])]
    return pl.concat(parts), Blemishes(tuple(reasons), 1, 0 if totals is None else 1)


def _faults(contract: Contract, present: dict[str, str]) -> list[tuple[str, str, str]]:
    """(reason, column, bad value): the first column of each kind that the file carries."""

    def first(kinds: tuple[str, ...], required: bool = False) -> str | None:
        wanted = [c for c in contract.columns if c.type in kinds and c.name in present]
        wanted = [
            c for c in wanted if (c.required or not required) and c.name not in _identity(contract)
        ]
        return wanted[0].name if wanted else None

    faults = []
    if (column := first(("date", "timestamp"), required=True)) is not None:
        faults.append(("not_a_date", column, BAD_DATE))
    if (column := first(("rating",))) is not None and contract.scale is not None:
        faults.append(("out_of_scale", column, str(contract.scale.default_max + 1.5)))
    partition = contract.partition.by if contract.partition else []
    if (column := first(("category",))) is not None and column not in partition:
        faults.append(("unknown_code", column, BAD_CODE))
    if (column := first(("integer",), required=True)) is not None:
        faults.append(("not_a_number", column, BAD_NUMBER))
    return faults


def _identity(contract: Contract) -> list[str]:
    return list(contract.key or [])


def _new_key(
    contract: Contract, present: dict[str, str], rows: pl.DataFrame, number: str
) -> dict[str, str]:
    """A key value no other row has: the last code column of the key with a mark behind it."""
    column = _code_of_key(contract, present)
    return {} if column is None else {present[column]: rows[present[column]][0] + "9" + number}


def _code_of_key(contract: Contract, present: dict[str, str]) -> str | None:
    codes = {column.name: column for column in contract.columns if column.type == "code"}
    named = [name for name in _identity(contract) if name in codes and name in present]
    preferred = [name for name in named if name.endswith(("_id", "_no"))]
    found = preferred or named
    return found[-1] if found else None


def _changed(rows: pl.DataFrame, position: int, cells: dict[str, str]) -> pl.DataFrame:
    row = rows.slice(position, 1)
    return row.with_columns(pl.lit(value).alias(title) for title, value in cells.items())


def _quarrel(
    contract: Contract, present: dict[str, str], rows: pl.DataFrame
) -> list[pl.DataFrame] | None:
    """Two rows under one new key that say different things: nobody can tell which is right."""
    identity = _new_key(contract, present, rows, "77")
    other = _free_column(contract, present)
    if not identity or other is None:
        return None
    return [_changed(rows, 0, {**identity, present[other.name]: value}) for value in ("4", "5")]


def _free_column(contract: Contract, present: dict[str, str]) -> Column | None:
    for column in contract.columns:
        is_measure = column.type in ("rating", "integer", "number") and column.name in present
        if is_measure and column.name not in (*_identity(contract), "scale_min", "scale_max"):
            return column
    return None


def _totals(contract: Contract, present: dict[str, str], rows: pl.DataFrame) -> pl.DataFrame | None:
    if contract.totals is None or contract.totals.column not in present:
        return None
    title = present[contract.totals.column]
    return rows.slice(0, 1).with_columns(
        pl.lit(contract.totals.values[0] if name == title else "").alias(name)
        for name in rows.columns
    )
