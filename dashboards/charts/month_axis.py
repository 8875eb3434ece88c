"""A line of months as numbers: month i stands at i, a day between two months stands between them.

Charts of projects mark days (a start, a target's date) among monthly figures; an axis of names could
only mark the months themselves.
"""

from __future__ import annotations

import json
from datetime import date, timedelta

import altair as alt

from dashboards import figures
from dashboards.charts.frame import Look

# From so many months on a phone names every second one.
CROWDED = 8


def months(first: date, last: date) -> list[date]:
    """First days of the months from that of `first` to that of `last`."""
    found = [first.replace(day=1)]
    while (following := _next(found[-1])) <= last:
        found.append(following)
    return found


def position(month: date, first: date) -> int:
    """Where the figure of a month stands on an axis that begins with `first`."""
    return (month.year - first.year) * 12 + month.month - first.month


def beginning(day: date, first: date) -> float:
    """Where a day stands: a month reaches half a step to either side of its figure."""
    start = day.replace(day=1)
    share = (day - start).days / (_next(start) - start).days
    return position(start, first) - 0.5 + share


def month_x(shown: list[date], look: Look, *, right: float = 0.35) -> alt.X:
    """The axis of these months; fields are called `at`. `right` is room after the last, in months."""
    names = [
        figures.month_tick(month, number == 0, look.language) for number, month in enumerate(shown)
    ]
    every = 2 if look.is_phone and len(shown) > CROWDED else 1
    return alt.X(
        "at:Q",
        scale=alt.Scale(domain=[-0.35, len(shown) - 1 + right], zero=False, nice=False),
        axis=alt.Axis(
            values=list(range(0, len(shown), every)),
            labelExpr=f"{json.dumps(names, ensure_ascii=False)}[datum.value]",
            labelAngle=0,
            labelOverlap=False,
            labelPadding=8,
            grid=False,
        ),
        title=None,
    )


def _next(month: date) -> date:
    return (month + timedelta(days=32)).replace(day=1)
