"""Percentages as people write them: 80 %, 80, or 0.8 as spreadsheets keep a cell shown as 80 %.

A sign settles it, and so does the size: nobody reports less than one per cent done, so a number
between 0 and 1 is a share. The one number that can be both is 1; the other numbers of its column
tell, and where they do not agree the cell is rejected.
"""

from __future__ import annotations

import duckdb

from ingest.contract import Contract
from ingest.folding import narrow_sql
from ingest.tables import MappedTable, quote

SHARE, PERCENT, UNCLEAR = "share", "percent", "unclear"
_WORDS_BEFORE = "^(已经|已|完成|进度|约|达到|达)+"
_WORDS_BEHIND = "(左右|完成)$"


def bare_sql(body: str) -> str:
    """SQL: the number in the text as text, without sign and the words around it."""
    plain = f"regexp_replace(regexp_replace({body}, '\\s+', '', 'g'), '{_WORDS_BEFORE}', '')"
    return f"rtrim(regexp_replace({plain}, '{_WORDS_BEHIND}', ''), '%')"


def percent_sql(body: str, style: str) -> str:
    """SQL: per cent (0-100) of a trimmed, half-width text; null where it is none, or unclear."""
    number, is_signed = f"try_cast({bare_sql(body)} as double)", f"contains({body}, '%')"
    return (
        f"case when {is_signed} then {number}"
        f" when {number} > 0 and {number} < 1 then round(100 * {number}, 6)"
        f" when {number} = 1 then case {style} when '{SHARE}' then 100 when '{PERCENT}' then 1 end"
        f" else {number} end"
    )


def percent_styles(
    con: duckdb.DuckDBPyConnection, contract: Contract, table: MappedTable
) -> tuple[dict[str, str], list[str]]:
    """What 1 means in every percentage column of the table, and warnings where that is a guess."""
    styles: dict[str, str] = {}
    warnings: list[str] = []
    for column in contract.columns:
        if column.type != "percent" or column.name not in table.columns:
            continue
        body = narrow_sql(quote(column.name))
        number = f"try_cast({bare_sql(body)} as double)"
        shares, ones, above, signed = con.execute(
            f"select count(*) filter (where number > 0 and number < 1 and not is_signed),"
            " count(*) filter (where number = 1 and not is_signed),"
            " count(*) filter (where number > 1 and not is_signed), count(*) filter (where is_signed)"
            f" from (select {number} as number, contains({body}, '%') as is_signed"
            f" from {quote(table.name)})"
        ).fetchall()[0]
        label = table.labels.get(column.name, column.name)
        if shares and above:
            warnings.append(
                f"{label}: {shares} cells like 0.8 and {above} like 80; both are read as 80 %."
                " Write all of them with %."
            )
        styles[column.name] = _style(shares, above, signed)
        if ones and not (shares or above or signed):
            warnings.append(
                f"{label}: {ones} cells say 1, and no other cell tells whether that is 1 % or 100 %;"
                " read as 100 %. Write 100 %."
            )
    return styles, warnings


def _style(shares: int, above: int, signed: int) -> str:
    if above and not shares:
        return PERCENT
    return SHARE if not above and not signed else UNCLEAR
