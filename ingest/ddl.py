"""Raw tables from contracts: the same statements for a load and for a bare `dbt build`.

`python -m ingest.ddl` writes dbt_project/macros/raw_tables.sql; a test keeps it up to date.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from ingest.contract import Contract, load_contracts

MACRO_FILE = Path(__file__).resolve().parent.parent / "dbt_project" / "macros" / "raw_tables.sql"
LOAD_COLUMNS = {
    "_load_id": "bigint",
    "_row": "bigint",
    "_sheet": "varchar",
    "_partition": "varchar",
    # tells rows made of one record apart; 0 in files with one row per record
    "_part": "integer default 0",
}
# the journal's events as pulled (ingest/journal_pull.py); JSON stays text, as it was written
JOURNAL_EVENTS = {
    "seq": "bigint",
    "event_id": "varchar",
    "recorded_at": "timestamp",
    "actor": "varchar",
    "source": "varchar",
    "source_ref": "varchar",
    "release_id": "varchar",
    "entity_type": "varchar",
    "entity_id": "varchar",
    "project_id": "varchar",
    "version": "integer",
    "action": "varchar",
    "changes": "varchar",
    "stated": "varchar",
    "conflicts": "varchar",
    "settles": "varchar",
    "undoes": "varchar",
    "reason": "varchar",
    "_load_id": "bigint",
}
BOOKKEEPING: dict[str, dict[str, str]] = {
    "_loads": {
        "load_id": "bigint",
        "source": "varchar",
        "path": "varchar",
        "file_name": "varchar",
        "sha256": "varchar",
        "size_bytes": "bigint",
        "contract_version": "integer",
        "mapping_sha256": "varchar",
        "rows_read": "bigint",
        "rows_accepted": "bigint",
        "rows_rejected": "bigint",
        "rows_collapsed": "bigint",
        "rows_superseded": "bigint",
        "period_min": "date",
        "period_max": "date",
        "data_through_at": "timestamp",
        "status": "varchar",
        "status_reason": "varchar",
        "hash_key_fingerprint": "varchar",
        "started_at": "timestamp",
        "ended_at": "timestamp",
        "accepted_by": "varchar",
        "accepted_reason": "varchar",
        "warnings": "varchar",
    },
    "_rejects": {
        "load_id": "bigint",
        "source": "varchar",
        "file_name": "varchar",
        "sheet": "varchar",
        "row_no": "bigint",
        "column_name": "varchar",
        "value": "varchar",
        "reason_code": "varchar",
        "reason_zh": "varchar",
        "reason_en": "varchar",
        "raw_row": "varchar",
    },
    "_load_partitions": {
        "load_id": "bigint",
        "source": "varchar",
        "partition_key": "varchar",
        "row_count": "bigint",
    },
    "_superseded": {
        "source": "varchar",
        "load_id": "bigint",
        "row_no": "bigint",
        "sheet": "varchar",
        "by_load_id": "bigint",
        "part_no": "integer default 0",
    },
    # loads of project workbooks that the journal has, and its newest event then
    "_recorded": {
        "load_id": "bigint",
        "recorded_at": "timestamp",
        "journal_seq": "bigint",
        "journal_event_id": "varchar",
        "note": "varchar",
    },
    "_elements": {
        "element_set": "varchar",
        "element_id": "varchar",
        "slot": "varchar",
        "name_zh": "varchar",
        "name_en": "varchar",
        "sort_order": "integer",
        "is_reversed": "boolean",
        "mapping_sha256": "varchar",
    },
    "_settings": {"key": "varchar", "value": "varchar"},
}


def raw_columns(contract: Contract) -> dict[str, str]:
    """Column -> type of a source's raw table, in order."""
    own = {column.name: column.raw_type.lower() for column in contract.all_columns}
    return own | LOAD_COLUMNS


def raw_tables() -> dict[str, dict[str, str]]:
    """Every table of schema raw: the sources, the journal's events, then the bookkeeping."""
    sources = {name: raw_columns(contract) for name, contract in load_contracts().items()}
    return sources | {"journal_events": JOURNAL_EVENTS} | BOOKKEEPING


def create_statement(table: str, columns: dict[str, str]) -> str:
    """`create table if not exists`, one column per line."""
    lines = ",\n".join(f"    {name} {kind}" for name, kind in columns.items())
    return f"create table if not exists raw.{table} (\n{lines}\n)"


def ensure_raw(con: duckdb.DuckDBPyConnection) -> None:
    """Create what is missing; a column that a newer contract added is added at the table's end."""
    con.execute("create schema if not exists raw")
    found = con.execute(
        "select table_name, column_name from information_schema.columns where table_schema = 'raw'"
    ).fetchall()
    existing: dict[str, set[str]] = {}
    for table, column in found:
        existing.setdefault(table, set()).add(column)
    for table, columns in raw_tables().items():
        if table not in existing:
            con.execute(create_statement(table, columns))
            continue
        for name, kind in columns.items():
            if name not in existing[table]:
                con.execute(f"alter table raw.{table} add column {name} {kind}")


def macro_text() -> str:
    """The dbt macro that creates the same tables, so that a fresh clone builds empty marts.

    Columns with a default, and those a later version of a contract brought, came later: a warehouse
    made before them gets them on its next build.
    """
    tables = raw_tables()
    younger = {
        (contract.source, column.name)
        for contract in load_contracts().values()
        for column in contract.columns
        if column.since > 1
    }
    statements = ";\n".join(
        [create_statement(table, columns) for table, columns in tables.items()]
        + [
            f"alter table raw.{table} add column if not exists {name} {kind}"
            for table, columns in tables.items()
            for name, kind in columns.items()
            if " default " in kind or (table, name) in younger
        ]
    )
    return (
        "{# Written by `python -m ingest.ddl` from ingest/contracts; do not edit. #}\n"
        "{% macro create_raw_tables() %}\n"
        "create schema if not exists raw;\n"
        f"{statements};\n"
        "{% endmacro %}\n"
    )


def write() -> Path:
    """Write the macro file; returns its path."""
    MACRO_FILE.parent.mkdir(parents=True, exist_ok=True)
    MACRO_FILE.write_text(macro_text(), encoding="utf-8")
    return MACRO_FILE


if __name__ == "__main__":
    print(f"wrote {write()}")
