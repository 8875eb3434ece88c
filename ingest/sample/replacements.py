"""How many rows of earlier files each file replaces, by the rule of its contract."""

from collections.abc import Sequence

import polars as pl

from ingest.contract import Contract, load_contracts
from ingest.sample.deliveries import FieldFile


def replaced_rows(files: Sequence[FieldFile]) -> list[int]:
    """For each file, in order of arrival, the rows that were current until it came."""
    counts = [0] * len(files)
    for source in {file.source for file in files}:
        own = [number for number, file in enumerate(files) if file.source == source]
        contract = load_contracts()[source]
        keys = _partition_keys(contract) if contract.partition else _row_keys(contract)
        sent = pl.concat(
            [_keyed(files[number].rows, keys, contract, number) for number in own],
        )
        for number, count in _replaced(sent, list(keys)).iter_rows():
            counts[number] = count
    return counts


def _row_keys(contract: Contract) -> dict[str, pl.Expr]:
    return {name: pl.col(name).cast(pl.String) for name in contract.key or []}


def _partition_keys(contract: Contract) -> dict[str, pl.Expr]:
    assert contract.partition is not None
    keys = {name: pl.col(name).cast(pl.String) for name in contract.partition.by}
    if contract.partition.month_of is not None:
        keys["month_of"] = pl.col(contract.partition.month_of).dt.strftime("%Y-%m")
    return keys


def _keyed(
    rows: pl.DataFrame, keys: dict[str, pl.Expr], contract: Contract, number: int
) -> pl.DataFrame:
    """The key columns of a file; a column it does not send holds the contract's default."""
    missing = [name for name in keys if name not in rows.columns and name != "month_of"]
    rows = rows.with_columns(
        pl.lit(str(contract.column(name).default)).alias(name) for name in missing
    )
    return rows.select(**keys, file=pl.lit(number))


def _replaced(sent: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """(file, rows): what a key held before is gone when a later file holds the key."""
    held = sent.group_by(*keys, "file").len("rows").sort("file")
    before = held.with_columns(replaced=pl.col("rows").shift(1).over(keys))
    return before.group_by("file").agg(pl.col("replaced").sum()).sort("file")
