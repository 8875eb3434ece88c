"""Dates and times of foreign files: stated formats, and numbers that mean moments."""

from __future__ import annotations

import itertools

from ingest.mapping.frame import Statement

_TIMES = ("", " %H:%M", " %H:%M:%S", " %H:%M:%S.%f", " %I:%M %p", " %I:%M:%S %p")
_DAYS = {"dmy": ("%d", "%m", "%Y"), "mdy": ("%m", "%d", "%Y"), "ymd": ("%Y", "%m", "%d")}

ORDER_FORMATS: dict[str, list[str]] = {
    order: [
        separator.join(parts) + time
        for separator, time in itertools.product(("/", "-", ".", " "), _TIMES)
    ]
    for order, parts in _DAYS.items()
}
ORDER_FORMATS["ymd"] += ["%Y%m%d", "%Y-%m-%dT%H:%M:%S", "%Y年%m月%d日"]

# words for numbers that stand for a moment
EPOCHS = {
    "epoch_seconds": "make_timestamp(cast(try_cast({0} as double) * 1000000 as bigint))",
    "epoch_milliseconds": "make_timestamp(cast(try_cast({0} as double) * 1000 as bigint))",
    # spreadsheets count days from 1899-12-30; seconds are rounded, as their floats are not exact
    "spreadsheet_serial": (
        "(timestamp '1899-12-30' + to_seconds(round(try_cast({0} as double) * 86400)))"
    ),
}


def moment_sql(text: str, formats: list[str], statement: Statement) -> str:
    """A text as TIMESTAMP by the first format that fits, else null; ISO where none is stated."""
    patterns = [item for item in formats if item not in EPOCHS]
    tries = [EPOCHS[item].format(text) for item in formats if item in EPOCHS]
    if patterns:
        tries.insert(0, f"try_strptime({text}, {statement.bind(patterns)})")
    if not tries:
        tries = [f"try_cast({text} as timestamp)"]
    return f"coalesce({', '.join(tries)})"


def iso_sql(moment: str) -> str:
    """A moment as the text that every contract reads: a bare date where the time is midnight."""
    return (
        f"case when {moment} = date_trunc('day', {moment}) then strftime({moment}, '%Y-%m-%d') "
        f"else strftime({moment}, '%Y-%m-%d %H:%M:%S') end"
    )


def part_sql(moment: str, part: str) -> str:
    """One part of a moment as text; weekday 1 = Monday … 7 = Sunday."""
    if part == "date":
        return f"strftime({moment}, '%Y-%m-%d')"
    if part == "time":
        return f"strftime({moment}, '%H:%M:%S')"
    if part == "month":
        return f"strftime({moment}, '%Y-%m')"
    if part == "weekday":
        return f"cast(isodow({moment}) as varchar)"
    return f"cast({part}({moment}) as varchar)"
