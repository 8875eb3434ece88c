"""Bad rows as lines of raw._rejects: which cell, what was found (masked), why, zh and en."""

from __future__ import annotations

import json
from collections.abc import Iterable

import duckdb

from ingest.contract import Contract
from ingest.limits import MAX_REJECTS_KEPT
from ingest.masking import HIDDEN, mask_sql, mask_text
from ingest.reasons import ROW_REASONS, Reason, cell_reason
from ingest.rows import BAD, Checked
from ingest.tables import BrokenRow, literal, quote

KEPT_CHARACTERS = 200
_BETWEEN = "chr(30)"


def write_rejects(con: duckdb.DuckDBPyConnection, checked: Checked, load_id: int) -> None:
    """Explain every bad row of a checked table in raw._rejects, one line per bad cell."""
    contract, table = checked.contract, checked.source
    pairs = con.execute(
        f"select distinct column_name, reason_code from {checked.faults}"
    ).fetchall()
    if not pairs:
        return
    reasons = [(name, _reason(contract, name, code)) for name, code in pairs]
    words = ", ".join(
        f"({literal(name)}, {literal(reason.code)}, {literal(reason.zh)}, {literal(reason.en)},"
        f" {literal(table.labels.get(name or '', name))}, {literal(_is_hidden(contract, name))})"
        for name, reason in reasons
    )
    content = mask_sql(f"left(faults.content, {KEPT_CHARACTERS})")
    con.execute(
        "insert into raw._rejects by name with words as (select * from"
        f" (values {words}) as words(column_name, code, zh, en, label, is_hidden)),"
        f" faults as (select rows._row as row_no, rows._sheet as sheet, found.* exclude (row_id)"
        f" from {checked.faults} as found inner join {checked.name} as rows"
        f" on found.row_id = rows.rowid"
        f" order by row_no, column_name limit {_room(con, load_id)})"
        f" select {load_id}::bigint as load_id, {literal(contract.source)} as source,"
        f" {literal(table.file_name)} as file_name, faults.sheet,"
        " faults.row_no, words.label as column_name,"
        f" case when words.is_hidden and faults.content is not null then '{HIDDEN}'"
        f" else {content} end as value,"
        " words.code as reason_code, words.zh as reason_zh, words.en as reason_en,"
        f" {_row_json(contract, checked)} as raw_row from faults"
        " inner join words on faults.column_name is not distinct from words.column_name"
        " and faults.reason_code = words.code"
        f" inner join (select *, {_masked_cells(checked)} as _masked from"
        f" (select * from {quote(table.name)} where _row in (select row_no from faults)"
        " qualify row_number() over (partition by _row, _sheet) = 1))"
        " as source_rows on faults.row_no = source_rows._row"
        " and faults.sheet is not distinct from source_rows._sheet"
    )


def write_broken(
    con: duckdb.DuckDBPyConnection,
    contract: Contract,
    load_id: int,
    file_name: str,
    sheet: str | None,
    broken: Iterable[BrokenRow],
) -> None:
    """Records that could not be split into cells."""
    lines = [
        (load_id, contract.source, file_name, sheet, row.row_no, mask_text(row.text.strip()),
         row.reason_code, ROW_REASONS[row.reason_code].zh, ROW_REASONS[row.reason_code].en)
        for row in list(broken)[: _room(con, load_id)]
    ]  # fmt: skip
    if lines:
        con.executemany(
            "insert into raw._rejects (load_id, source, file_name, sheet, row_no, value,"
            " reason_code, reason_zh, reason_en) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            lines,
        )


def add_duplicate_faults(con: duckdb.DuckDBPyConnection, checked: Checked, key_sql: str) -> None:
    """Turn rows already marked as duplicates into faults, with their key as what was found."""
    con.execute(
        f"insert into {checked.faults} select rowid, null, {key_sql}, 'duplicate_key', 'wrong'"
        f" from {checked.name} where _state = '{BAD}' and rowid not in"
        f" (select row_id from {checked.faults})"
    )


def _reason(contract: Contract, column: str | None, code: str) -> Reason:
    if code in ROW_REASONS and (column is None or code == "bad_scale"):
        return ROW_REASONS[code]
    assert column is not None
    return cell_reason(contract, contract.column(column), code)


def _is_hidden(contract: Contract, column: str | None) -> bool:
    return column is not None and contract.column(column).type == "customer"


def _row_json(contract: Contract, checked: Checked) -> str:
    """SQL: the row as JSON with the file's own header texts, masked, customers hidden."""
    parts = []
    for position, name in enumerate(checked.source.columns, start=1):
        cell = f"source_rows.{quote(name)}"
        label = json.dumps(checked.source.labels.get(name, name), ensure_ascii=False)
        masked = (
            f"'\"{HIDDEN}\"'"
            if _is_hidden(contract, name)
            else f"to_json(source_rows._masked[{position}])::varchar"
        )
        parts.append(f"case when {cell} is not null then {literal(label + ': ')} || {masked} end")
    return f"'{{' || concat_ws(', ', {', '.join(parts)}) || '}}'"


def _masked_cells(checked: Checked) -> str:
    """SQL: the row's cells as a list, masked.

    Masked in one text: the patterns over each of a hundred columns take longer to plan than to run.
    """
    cells = ", ".join(
        f"coalesce(replace(left({quote(name)}, {KEPT_CHARACTERS}), {_BETWEEN}, ' '), '')"
        for name in checked.source.columns
    )
    return f"string_split({mask_sql(f'concat_ws({_BETWEEN}, {cells})')}, {_BETWEEN})"


def _room(con: duckdb.DuckDBPyConnection, load_id: int) -> int:
    kept = con.execute("select count(*) from raw._rejects where load_id = ?", [load_id]).fetchall()
    return max(0, MAX_REJECTS_KEPT - int(kept[0][0]))
