"""What can be loaded but looks wrong: day and month swapped, a changed scale. Only warnings."""

from __future__ import annotations

import duckdb

from ingest.contract import Contract, load_defaults
from ingest.dates import YEAR_LAST_PARTS
from ingest.quick import TEMPORAL
from ingest.rows import GOOD, Checked
from ingest.tables import MappedTable, quote

MIN_ROWS_SWAP = 5
MIN_ANSWERS_SCALE = 30


def date_orders(
    con: duckdb.DuckDBPyConnection, contract: Contract, table: MappedTable
) -> tuple[dict[str, str], list[str]]:
    """'dmy' or 'mdy' per date column, and warnings where the values cannot or do not agree.

    A part above 12 is a day and decides for its column; with none the contract's default holds.
    """
    names = [
        column.name
        for column in contract.columns
        if column.type in TEMPORAL and column.name in table.columns
    ]
    if not names:
        return {}, []
    counts = ", ".join(
        f"count(*) filter (where {_part(name, 1)} > 12),"
        f" count(*) filter (where {_part(name, 2)} > 12),"
        f" count({_part(name, 1)})"
        for name in names
    )
    found = con.execute(f"select {counts} from {quote(table.name)}").fetchall()[0]
    default = contract.date_order or load_defaults().date_order
    orders, warnings = {}, []
    for index, name in enumerate(names):
        first, second, written = (int(count) for count in found[3 * index : 3 * index + 3])
        if not written:
            continue
        label = table.labels.get(name, name)
        if name in table.date_order:
            orders[name] = table.date_order[name]
            continue
        orders[name] = "dmy" if first > second else "mdy" if second > first else default
        if first and second:
            warnings.append(
                f"{label}: {first} dates put the day first, {second} the month; read as"
                f" {_spoken(orders[name])}, the others are rejected. Set date_order in a mapping."
            )
        elif not first and not second:
            warnings.append(
                f"{label}: {written} dates like 3/4/2026 could be read both ways; read as"
                f" {_spoken(orders[name])}. If that is wrong, set date_order in a mapping."
            )
    return orders, warnings


def swapped_days(con: duckdb.DuckDBPyConnection, checked: Checked) -> list[str]:
    """Warn where every day is at most 12 and swapping day and month brings the dates together.

    Dates that are all firsts of a month (registers, monthly feeds) say nothing.
    """
    name = checked.contract.period_column
    if name is None or name not in checked.columns:
        return []
    if checked.contract.column(name).type == "month":
        return []
    column = quote(name)
    rows, last_day, months, swapped = con.execute(
        f"select count(*), max(day({column})), count(distinct strftime({column}, '%Y-%m')),"
        f" count(distinct (year({column}), day({column})))"
        f" from {checked.name} where _state = '{GOOD}' and {column} is not null"
    ).fetchall()[0]
    if rows < MIN_ROWS_SWAP or not 1 < last_day <= 12 or months < 3 or swapped * 2 > months:
        return []
    written = quote(checked.source.name)
    if not con.execute(
        f"select 1 from {written} where not regexp_full_match(trim({column}), '[0-9]{{8}}') limit 1"
    ).fetchall():
        return []  # 20260305 everywhere: no spreadsheet has read these as dates
    label = checked.source.labels.get(name, name)
    return [
        f"{label}: no day is above 12 and the dates spread over {months} months; with day and month"
        f" swapped they lie in {swapped}. Day and month may have been swapped in a spreadsheet."
    ]


def changed_scales(con: duckdb.DuckDBPyConnection, checked: Checked) -> list[str]:
    """Warn of answers on another scale than stated: 0-100 on 1-10, or half of it unused now."""
    contract = checked.contract
    ratings = [name for name in checked.columns if contract.column(name).type == "rating"]
    if contract.scale is None or not ratings:
        return []
    warnings = []
    counted = ", ".join(f"count({quote(name)}), max({quote(name)}::double)" for name in ratings)
    now = con.execute(f"select {counted} from {checked.name} where _state = '{GOOD}'").fetchall()[0]
    top = _scale_top(con, checked)
    suspects = [
        (name, now[2 * index + 1])
        for index, name in enumerate(ratings)
        if now[2 * index] >= MIN_ANSWERS_SCALE and now[2 * index + 1] <= top / 2
    ]
    if suspects:
        listed = ", ".join(f"max({quote(name)})" for name, _ in suspects)
        # the scale's own column may differ from load to load: compare within the same scale only
        before = con.execute(
            f"select {listed} from raw.{contract.source}"
            f" where coalesce({quote(contract.scale.max_column)},"
            f" {contract.scale.default_max}) = {top}"
        ).fetchall()[0]
        for (name, highest), earlier in zip(suspects, before, strict=True):
            if earlier is not None and earlier > top / 2:
                label = checked.source.labels.get(name, name)
                warnings.append(
                    f"{label}: no answer above {highest:g} on a scale up to {top:g}, earlier files"
                    f" reach {earlier:g}. Was a shorter scale used? State it in the scale columns."
                )
    outside = con.execute(
        f"select column_name, count(*), max(try_cast(content as double)) from {checked.faults}"
        " where reason_code = 'out_of_scale' group by column_name order by column_name"
    ).fetchall()
    for name, count, highest in outside:
        good = now[2 * ratings.index(name)]
        if count > good and highest is not None and highest > top:
            label = checked.source.labels.get(name, name)
            warnings.append(
                f"{label}: most answers ({count}) lie above the scale's top {top:g}, up to"
                f" {highest:g}. Answers on 0–100? State the scale in its columns or a mapping."
            )
    return warnings


def _scale_top(con: duckdb.DuckDBPyConnection, checked: Checked) -> float:
    scale = checked.contract.scale
    assert scale is not None
    if scale.max_column not in checked.columns:
        return scale.default_max
    found = con.execute(
        f"select max({quote(scale.max_column)}) from {checked.name} where _state = '{GOOD}'"
    ).fetchall()[0][0]
    return float(found) if found is not None else scale.default_max


def _part(name: str, group: int) -> str:
    column = quote(name)
    # a separator after one or two characters: only texts with the year last reach the pattern
    return (
        f"case when {column}[2] in ('-', '/', '.') or {column}[3] in ('-', '/', '.') then"
        f" try_cast(regexp_extract({column}, '{YEAR_LAST_PARTS}', {group}) as integer) end"
    )


def _spoken(order: str) -> str:
    return "day/month/year" if order == "dmy" else "month/day/year"
