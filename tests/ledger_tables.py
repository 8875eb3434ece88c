"""A warehouse with the raw bookkeeping tables and nothing else, for tests that need no ingest."""

from __future__ import annotations

import duckdb

LEDGER = """
create schema if not exists raw;
create table raw._loads (
    load_id bigint, source varchar, file_name varchar, rows_accepted bigint,
    period_min date, period_max date, data_through_at timestamp, status varchar,
    status_reason varchar, rows_rejected bigint default 0,
    ended_at timestamp default '2026-11-20 01:00:00'
);
create table raw._rejects (
    load_id bigint, source varchar, file_name varchar, sheet varchar, row_no bigint,
    column_name varchar, value varchar, reason_code varchar, reason_zh varchar, reason_en varchar,
    raw_row varchar
);
create table raw._load_partitions (
    load_id bigint, source varchar, partition_key varchar, row_count bigint
);
create table raw._superseded (
    source varchar, load_id bigint, row_no bigint, sheet varchar, by_load_id bigint,
    part_no integer default 0
);
"""


def create_ledger(con: duckdb.DuckDBPyConnection) -> None:
    con.execute(LEDGER)


def add_load(
    con: duckdb.DuckDBPyConnection,
    load_id: int,
    source: str,
    status: str,
    *,
    period_max: str | None = None,
    rows: int = 1,
) -> None:
    con.execute(
        "insert into raw._loads (load_id, source, file_name, rows_accepted, period_max, status)"
        " values (?, ?, ?, ?, ?, ?)",
        [load_id, source, f"{source}_{load_id}.csv", rows, period_max, status],
    )
