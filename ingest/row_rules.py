"""Rules over several cells of a row: one of these must be filled, this must not be above that."""

from __future__ import annotations

import duckdb

from ingest.contract import Contract
from ingest.tables import literal, quote

NONE_OF, NOT_IN_ORDER, BAD_KEY = "none_of", "not_in_order", "bad_key"
# parts of an entity's id are joined by slashes, and the journal keeps ids of two such codes
MAX_KEY_CHARACTERS = 100


def add_rule_faults(
    con: duckdb.DuckDBPyConnection, contract: Contract, checked: str, faults: str
) -> None:
    """Add a fault for every broken rule of a typed row; `checked` and `faults` as in ingest.rows.

    Rows with an odd cell are judged too: a wrong date is null here and breaks no order.
    """
    present = {row[0] for row in con.execute(f"describe {checked}").fetchall()}
    for group in contract.any_of:
        blank = " and ".join(f"{quote(name)} is null" for name in group if name in present)
        # a cell that was filled in but wrong has its own fault
        wrong = ", ".join(literal(name) for name in group)
        con.execute(
            f"insert into {faults} select rowid, {literal(group[0])}, null, '{NONE_OF}', 'wrong'"
            f" from {checked} where _has_value and {blank or 'true'} and rowid not in"
            f" (select row_id from {faults} where kind = 'wrong' and column_name in ({wrong}))"
        )
    for low, high in contract.ordered:
        if low in present and high in present:
            con.execute(
                f"insert into {faults} select rowid, {literal(high)},"
                f" concat({quote(high)}, ' < ', {quote(low)}), '{NOT_IN_ORDER}', 'wrong'"
                f" from {checked} where {quote(low)} > {quote(high)}"
            )
    if contract.journal_entity is not None:
        for name in (name for name in contract.key or [] if contract.column(name).type == "code"):
            con.execute(
                f"insert into {faults} select rowid, {literal(name)}, {quote(name)}, '{BAD_KEY}',"
                f" 'wrong' from {checked} where contains({quote(name)}, '/')"
                f" or length({quote(name)}) > {MAX_KEY_CHARACTERS}"
            )


def rule_words(contract: Contract, column: str, code: str) -> tuple[str, str]:
    """What to do about a broken rule whose fault stands at `column`: (zh, en)."""
    if code == NONE_OF:
        groups = [group for group in contract.any_of if group[0] == column]
        zh = "；".join("、".join(_name_zh(contract, name) for name in group) for group in groups)
        en = "; ".join(", ".join(group) for group in groups)
        return f"至少填写其一：{zh}", f"fill in at least one of: {en}"
    if code == BAD_KEY:
        return (
            f"编号中不能有“/”，且不超过 {MAX_KEY_CHARACTERS} 个字符；请改用“-”",
            f"may hold no slash and at most {MAX_KEY_CHARACTERS} characters; write - instead",
        )
    lows = [low for low, high in contract.ordered if high == column]
    zh = "、".join(_name_zh(contract, low) for low in lows)
    return (
        f"{_name_zh(contract, column)}不得小于（早于）{zh}；请核对两列",
        f"{column} must not be below (before) {', '.join(lows)}; check both columns",
    )


def _name_zh(contract: Contract, name: str) -> str:
    return contract.column(name).aliases[0]
