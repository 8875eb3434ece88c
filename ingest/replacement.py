"""What a corrected file replaces: rows by their natural key, or a whole partition. Raw keeps all.

Raw is append-only; these functions write the bookkeeping from which staging tells current rows.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from ingest.contract import Contract, load_defaults
from ingest.tables import literal, quote

PASSED = "('passed', 'accepted')"
LIVE = "('loaded', 'passed', 'accepted')"


@dataclass(frozen=True)
class Shrunken:
    """A partition that came back smaller than allowed."""

    partition_key: str
    before: int
    now: int

    def __str__(self) -> str:
        return f"{self.partition_key}: {self.now} rows, {self.before} before"


def partition_sql(contract: Contract, columns: tuple[str, ...]) -> str:
    """SQL: the key text of a row's partition, e.g. province_code=330000|wave=2026-B5; or null."""
    if contract.partition is None:
        return "null::varchar"

    def part(name: str, value: str) -> str:
        if name not in columns:
            return literal(f"{name}=")
        return f"'{name}=' || coalesce({value}, '')"

    parts = [part(name, f"{quote(name)}::varchar") for name in contract.partition.by]
    if (month_of := contract.partition.month_of) is not None:
        shown = f"strftime({quote(month_of)}, '%Y-%m')"
        parts.append(part(month_of, shown).replace(f"{month_of}=", "month="))
    return f"concat_ws('|', {', '.join(parts)})"


def record_partitions(con: duckdb.DuckDBPyConnection, contract: Contract, load_id: int) -> None:
    """Write the partitions of a load and their sizes to raw._load_partitions."""
    if contract.partition is not None:
        con.execute(
            "insert into raw._load_partitions (load_id, source, partition_key, row_count)"
            f" select {load_id}, {literal(contract.source)}, _partition, count(*)"
            f" from raw.{contract.source} where _load_id = {load_id} group by _partition"
        )


@dataclass(frozen=True)
class Replaced:
    """What the partitions of a load replace: rows so far live, and those that came back smaller."""

    rows: int
    shrunken: list[Shrunken]


def replaced_partitions(
    con: duckdb.DuckDBPyConnection, contract: Contract, load_id: int
) -> Replaced:
    """Compare the partitions of this load with their last live version."""
    if contract.partition is None:
        return Replaced(0, [])
    own = contract.max_shrink_rate
    limit = load_defaults().max_shrink_rate if own is None else own
    found = con.execute(
        f"""
        with before as (
            select partitions.partition_key, partitions.row_count
            from raw._load_partitions as partitions
            inner join raw._loads as loads on partitions.load_id = loads.load_id
            where partitions.source = ? and loads.status in {LIVE} and loads.load_id < ?
            qualify row_number() over (
                partition by partitions.partition_key order by loads.load_id desc) = 1
        )
        select now.partition_key, before.row_count, now.row_count
        from raw._load_partitions as now inner join before using (partition_key)
        where now.load_id = ? order by now.partition_key
        """,
        [contract.source, load_id, load_id],
    ).fetchall()
    pairs = [Shrunken(str(key), int(before), int(now)) for key, before, now in found]
    return Replaced(
        sum(pair.before for pair in pairs),
        [pair for pair in pairs if pair.now < pair.before * (1 - limit)],
    )


def record_superseded(con: duckdb.DuckDBPyConnection, contract: Contract, load_id: int) -> int:
    """Note earlier rows with a key of this load; returns how many of them were live until now.

    Every earlier row of a key is noted, not only the latest: if a load in between loses its
    status later, the oldest row must not come back beside the newest.
    """
    if contract.replaces != "rows" or not contract.key:
        return 0
    table = f"raw.{contract.source}"
    # a blank part of the key is a value of its own: a standard without a tier replaces its like
    same = " and ".join(
        f"earlier.{quote(name)} is not distinct from newer.{quote(name)}" for name in contract.key
    )
    columns = ", ".join(quote(name) for name in contract.key)
    con.execute(
        f"""
        insert into raw._superseded (source, load_id, row_no, sheet, by_load_id, part_no)
        select
            {literal(contract.source)}, earlier._load_id, earlier._row, earlier._sheet, {load_id},
            earlier._part
        from {table} as earlier
        inner join (select {columns} from {table} where _load_id = {load_id}) as newer on {same}
        where earlier._load_id < {load_id}
        """
    )
    live = con.execute(
        f"""
        select count(*) from raw._superseded as superseded
        inner join raw._loads as loads on superseded.load_id = loads.load_id
        where superseded.by_load_id = ? and loads.status in {LIVE} and not exists (
            select 1 from raw._superseded as other
            inner join raw._loads as by_load on other.by_load_id = by_load.load_id
            where other.load_id = superseded.load_id and other.row_no = superseded.row_no
            and other.source = superseded.source and other.part_no = superseded.part_no
            and other.sheet is not distinct from superseded.sheet
            and other.by_load_id <> ? and by_load.status in {LIVE})
        """,
        [load_id, load_id],
    ).fetchall()
    return int(live[0][0])
