"""Checks every row of a table against its contract: SQL made from the contract, run by DuckDB.

First pass: every cell by its quick cast (ingest.quick); odd cells are kept aside as lists. Second
pass: the distinct odd texts (ingest.odd), whose answers are put back. A row with a wrong cell is
`bad`, a sum is `total`, a row of blanks is `blank`; the others are `good`.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from ingest.contract import Column, Contract
from ingest.odd import Reading, judge, trimmed_sql
from ingest.quick import NUMERIC, TEMPORAL, bounds_sql, is_odd_sql, quick_sql
from ingest.row_rules import add_rule_faults
from ingest.tables import MappedTable, literal, quote, temp_name

GOOD, BAD, TOTAL, BLANK = "good", "bad", "total", "blank"


@dataclass(frozen=True)
class Checked:
    """A typed temp table: the contract columns in `columns`, `_row`, `_sheet`, `_state`.

    `faults` is a temp table of (row_id, column_name, content, reason_code) of its bad rows, where
    row_id is the rowid in `name`: a mapping may make several rows of one record.
    """

    contract: Contract
    name: str
    columns: tuple[str, ...]
    source: MappedTable
    faults: str

    def count(self, con: duckdb.DuckDBPyConnection) -> dict[str, int]:
        """Rows by state."""
        found = con.execute(f"select _state, count(*) from {self.name} group by _state").fetchall()
        return {str(state): int(count) for state, count in found}


def check(
    con: duckdb.DuckDBPyConnection, contract: Contract, table: MappedTable, reading: Reading
) -> Checked:
    """Write the typed rows of `table` into a temp table, every row with its state."""
    present = [column for column in contract.all_columns if column.name in table.columns]
    defaulted = [
        column
        for column in contract.all_columns
        if column.name not in table.columns and column.default is not None
    ]
    name, cells, faults = temp_name("checked"), temp_name("odd"), temp_name("faults")
    con.execute(f"create temp table {name} as {check_statement(contract, table, reading.zone)}")
    con.execute(
        f"create temp table {cells} as select rowid as row_id, unnest(_odd, recursive := true) from {name}"
        " where _odd is not null"
    )
    odd = {row[0] for row in con.execute(f"select distinct column_name from {cells}").fetchall()}
    odd_columns = [column for column in present if column.name in odd]
    answers = judge(con, contract, odd_columns, cells, reading)
    _put_back(con, name, cells, answers, present)
    con.execute(
        f"create temp table {faults} as select {cells}.row_id, {answers}.column_name,"
        f" {trimmed_sql(f'{answers}.content')} as content, {answers}.reason_code, {answers}.kind"
        f" from {cells} inner join {answers} on {_same_cell(cells, answers)}"
        f" where {answers}.kind in ('wrong', 'total')"
    )
    _add_scale_faults(con, contract, name, faults)
    add_rule_faults(con, contract, name, faults)
    _set_states(con, contract, name, faults)
    con.execute(f"drop table {cells}")
    con.execute(f"drop table {answers}")
    columns = tuple(column.name for column in [*present, *defaulted])
    return Checked(contract, name, columns, table, faults)


def check_statement(contract: Contract, table: MappedTable, zone: str) -> str:
    """The first pass as one statement: casts, values, the list of odd cells."""
    present = [column for column in contract.all_columns if column.name in table.columns]
    scale = _scale_sql(contract, table)
    names = ", ".join(quote(column.name) for column in present)
    casts = [
        f"try_cast({quote(column.name)} as double) as {_number(column)}"
        for column in present
        if column.type in NUMERIC
    ]
    values, odd, finals, structs = [], [], [], []
    for column in present:
        cell, value, number = quote(column.name), quote(f"v_{column.name}"), _number(column)
        bounds = bounds_sql(column, scale and ("scale_low", "scale_high"))
        values.append(f"{quick_sql(contract, column, cell, number, bounds, zone)} as {value}")
        flag = quote(f"o_{column.name}")
        odd.append(f"{is_odd_sql(contract, column, cell, value)} as {flag}")
        structs.append(
            f"case when {flag} then {{'column_name': {literal(column.name)}, 'content': {cell},"
            f" 'low': {bounds[0]}::double, 'high': {bounds[1]}::double}} end"
        )
        if column.default is not None:
            value = (
                f"case when {value} is null and not {flag} then {_default(column)} else {value} end"
            )
        finals.append(f"{value} as {cell}")
    finals += [
        f"{_default(column)} as {quote(column.name)}"
        for column in contract.all_columns
        if column.name not in table.columns and column.default is not None
    ]
    flags = " or ".join(quote(f"o_{column.name}") for column in present)
    filled = " or ".join(f"{quote(f'v_{column.name}')} is not null" for column in present)
    low, high = scale or ("0.0", "1.0")
    return (
        f"with quick as (select _row, _sheet, {', '.join([names, *casts])} from {quote(table.name)}"
        f" where coalesce({names}) is not null),"
        f" scaled as (select *, {low} as scale_low, {high} as scale_high from quick),"
        f" settled as (select *, {', '.join(values)} from scaled),"
        f" looked as (select *, {', '.join(odd)} from settled)"
        f" select {', '.join(finals)}, _row::bigint as _row,"
        " _sheet::varchar as _sheet,"
        f" ({filled}) as _has_value, scale_low < scale_high as _has_scale,"
        f" case when {flags} then list_filter([{', '.join(structs)}],"
        f" lambda found: found is not null) end as _odd,"
        f" case when scale_low < scale_high then '{GOOD}' else '{BAD}' end as _state from looked"
    )


def _put_back(
    con: duckdb.DuckDBPyConnection, name: str, cells: str, answers: str, columns: list[Column]
) -> None:
    """Write the values of odd cells (and defaults of missing ones) into the typed table."""
    found = con.execute(
        f"select distinct column_name from {answers} where kind in ('value', 'missing')"
    ).fetchall()
    with_answer = {row[0] for row in found}
    for column in columns:
        if column.name not in with_answer:
            continue
        kinds = "('value')" if column.default is None else "('value', 'missing')"
        value = f"({_answer(column, answers)})::{column.raw_type}"
        if column.default is not None:
            value = f"coalesce({value}, {_default(column)})"
        con.execute(
            f"update {name} set {quote(column.name)} = {value}"
            f" from {cells} inner join {answers} on {_same_cell(cells, answers)}"
            f" where {name}.rowid = {cells}.row_id and {cells}.column_name = {literal(column.name)}"
            f" and {answers}.kind in {kinds}"
        )


def _set_states(con: duckdb.DuckDBPyConnection, contract: Contract, name: str, faults: str) -> None:
    # A label of totals in any code or text column counts only where the totals column has no
    # code of its own: a hall may well be called “Total Fitness”.
    key = contract.totals.column if contract.totals else None
    con.execute(
        f"update {name} set _state = '{TOTAL}' from (select row_id, column_name from {faults}"
        f" where kind = 'total') as totals where {name}.rowid = totals.row_id"
        + (
            f" and (totals.column_name = {literal(key)} or {name}.{quote(key)} is null)"
            if key
            else ""
        )
    )
    con.execute(
        f"update {name} set _state = '{BAD}' from (select distinct row_id from {faults}"
        f" where kind = 'wrong') as faulty where {name}.rowid = faulty.row_id and _state = '{GOOD}'"
    )
    con.execute(
        f"update {name} set _state = '{BLANK}' from (select row_id, count(content) as filled"
        f" from {faults} group by row_id) as faulty where {name}.rowid = faulty.row_id"
        f" and faulty.filled = 0 and not {name}._has_value and _state = '{BAD}'"
    )
    con.execute(
        f"delete from {faults} where kind <> 'wrong'"
        f" or row_id in (select rowid from {name} where _state <> '{BAD}')"
    )


def _add_scale_faults(
    con: duckdb.DuckDBPyConnection, contract: Contract, name: str, faults: str
) -> None:
    if contract.scale is not None:
        con.execute(
            f"insert into {faults} select rowid, {literal(contract.scale.max_column)}, null,"
            f" 'bad_scale', 'wrong' from {name} where not _has_scale"
        )


def _scale_sql(contract: Contract, table: MappedTable) -> tuple[str, str] | None:
    """SQL of the row's scale from its columns, or constants where the file has none."""
    scale = contract.scale
    if scale is None:
        return None
    ends = ((scale.min_column, scale.default_min), (scale.max_column, scale.default_max))
    low, high = (
        f"coalesce({quote(f'n_{column}')}, {float(default)!r})"
        if column in table.columns
        else repr(float(default))
        for column, default in ends
    )
    return low, high


def _answer(column: Column, answers: str) -> str:
    if column.type in NUMERIC:
        return f"{answers}.number"
    if column.type in TEMPORAL:
        return f"{answers}.moment"
    return f"{answers}.word"


def _same_cell(cells: str, answers: str) -> str:
    same = (
        f"{cells}.{part} is not distinct from {answers}.{part}"
        for part in ("content", "low", "high")
    )
    return f"{cells}.column_name = {answers}.column_name and {' and '.join(same)}"


def _number(column: Column) -> str:
    return quote(f"n_{column.name}")


def _default(column: Column) -> str:
    return f"{literal(column.default)}::{column.raw_type}"
