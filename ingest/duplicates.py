"""The same key twice in one file: identical rows collapse, differing ones are all rejected."""

from __future__ import annotations

import duckdb

from ingest.contract import Contract
from ingest.rejects import add_duplicate_faults
from ingest.rows import BAD, GOOD, Checked
from ingest.tables import quote

COLLAPSED = "collapsed"


def settle_duplicates(
    con: duckdb.DuckDBPyConnection, contract: Contract, tables: list[Checked]
) -> int:
    """Mark duplicates over all tables of one source in one file; returns the collapsed rows.

    In a source replaced by rows a blank part of the key is a value of its own (a standard without
    a tier holds for all tiers). Elsewhere rows with a blank part are not compared: an optional
    response number left empty says nothing about sameness.
    """
    key = [name for name in contract.key or [] if all(name in table.columns for table in tables)]
    is_identity = contract.replaces == "rows"
    if not key or (len(key) < len(contract.key or []) and not is_identity):
        return 0
    parts = ", ".join(quote(name) for name in key)
    filled = "true" if is_identity else " and ".join(f"{quote(name)} is not null" for name in key)
    hashes = " union all ".join(
        f"select hash({parts}) as key_hash from {table.name} where _state = '{GOOD}' and {filled}"
        for table in tables
    )
    suspects = con.execute(
        f"select count(*) from (select key_hash from ({hashes})"
        " group by key_hash having count(*) > 1)"
    ).fetchall()
    if not suspects[0][0]:
        return 0
    con.execute("drop table if exists ingest_duplicates")
    content = {name for table in tables for name in table.columns}
    rows = " union all by name ".join(
        f"select {index} as table_no, rowid as row_id, _row, {', '.join(map(quote, table.columns))}"
        f" from {table.name} where _state = '{GOOD}' and {filled} and hash({parts}) in"
        f" (select key_hash from ({hashes}) group by key_hash having count(*) > 1)"
        for index, table in enumerate(tables)
    )
    listed = ", ".join(quote(name) for name in sorted(content))
    con.execute(
        "create temp table ingest_duplicates as"
        f" with suspects as ({rows}), packed as (select table_no, row_id, _row, row({parts}) as key,"
        f" row({listed}) as content from suspects)"
        " select table_no, row_id,"
        " row_number() over (partition by key order by table_no, _row, row_id) as nth,"
        " count(*) over (partition by key) as times,"
        " min(content) over (partition by key) = max(content) over (partition by key) as is_same"
        " from packed"
    )
    collapsed = 0
    key_text = f"concat_ws(' / ', {parts})"
    for index, table in enumerate(tables):
        for state, condition in ((BAD, "not is_same"), (COLLAPSED, "is_same and nth > 1")):
            con.execute(
                f"update {table.name} set _state = '{state}' from ingest_duplicates"
                f" where {table.name}.rowid = ingest_duplicates.row_id"
                f" and table_no = {index} and times > 1 and {condition}"
            )
        collapsed += table.count(con).get(COLLAPSED, 0)
        add_duplicate_faults(con, table, key_text)
    con.execute("drop table ingest_duplicates")
    return collapsed
