"""Everything of a load that was rejected, counted by record and written to raw._rejects."""

from __future__ import annotations

import duckdb

from ingest.contract import Contract
from ingest.mapping import Mapped
from ingest.masking import mask_sql
from ingest.rejects import write_broken, write_rejects
from ingest.rows import BAD, Checked
from ingest.tables import literal, quote


def write_all_rejects(
    con: duckdb.DuckDBPyConnection, contract: Contract, load_id: int, checked: list[Checked]
) -> int:
    """Write the rejects of bad rows, broken records and mappings; returns the rejected rows."""
    rejected = 0
    for part in checked:
        table = part.source
        write_broken(con, contract, load_id, table.file_name, table.sheet, table.broken_rows)
        write_rejects(con, part, load_id)
        rejected += len(table.broken_rows) + part.count(con).get(BAD, 0)
        if isinstance(table, Mapped) and table.rejects:
            rejected += _write_mapping_rejects(con, contract, load_id, table)
    return rejected


def _write_mapping_rejects(
    con: duckdb.DuckDBPyConnection, contract: Contract, load_id: int, table: Mapped
) -> int:
    """Rows a mapping set aside: their texts come unmasked and are masked here."""
    con.execute(
        "insert into raw._rejects by name"
        f" select {load_id}::bigint as load_id, {literal(contract.source)} as source,"
        f" {literal(table.file_name)} as file_name, _sheet as sheet, _row as row_no, column_name,"
        f" left({mask_sql('value')}, 200) as value, reason_code, reason_zh, reason_en,"
        f" {mask_sql('raw_row')} as raw_row from {quote(table.rejects)}"
    )
    counted = con.execute(
        f"select count(*) from (select distinct _row, _sheet from {quote(table.rejects)})"
    ).fetchall()
    return int(counted[0][0])
