"""Measures done against plan, day by day: what was agreed, what should be done, what is done."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Literal

import altair as alt

from dashboards import figures
from dashboards.charts.frame import (
    DRAWINGS,
    Facts,
    Look,
    Spec,
    finish,
    tooltip,
    tooltip_fields,
    unchecked,
)

# What keeps two names at the right edge apart, as a share of the range.
APART = 0.09
# The word for today stands above the highest line.
HEADROOM = 1.2
# Windows longer than so many months name every second one.
CROWDED = 8


@dataclass(frozen=True)
class BurnDay:
    """Counts at the end of one day; `done` is None for days to come."""

    day: date
    scope: int
    due: int
    done: int | None
    facts: Facts


@dataclass(frozen=True)
class Names:
    """What stands at the end of each line and at the line of today."""

    scope: str
    due: str
    done: str
    today: str


@lru_cache(maxsize=DRAWINGS)
def burn_up(days: tuple[BurnDay, ...], today: date, names: Names, look: Look, height: int) -> Spec:
    """The chart of at least one day."""
    first = days[0].day
    rows = [
        {
            "at": (one.day - first).days,
            "scope": one.scope,
            "due": one.due,
            "done": one.done,
            **tooltip_fields(one.facts),
        }
        for one in days
    ]
    known = [row for row in rows if row["done"] is not None]
    top = max(one.scope for one in days) or 1
    last = days[-1]
    done = max((one.done for one in days if one.done is not None), default=0)
    # at its end a line is named beside it; the three may end close together
    marks = _apart(
        [
            ("scope", float(last.scope), names.scope),
            ("due", float(last.due), names.due),
            ("done", float(done), names.done),
        ],
        APART * top,
    )
    datasets = {
        "days": rows,
        "done": known,
        "last": known[-1:],
        "today": [{"at": (today - first).days, "label": names.today}]
        if first <= today <= last.day
        else [],
        **{f"name_{line}": [{"y": at, "label": label}] for line, at, label in marks},
    }
    with unchecked():
        layers = _layers(days, top, look)
        return finish(layers, look, height, datasets)


def _apart(marks: list[tuple[str, float, str]], room: float) -> list[tuple[str, float, str]]:
    """The marks with at least `room` between their heights, lowest first, order kept."""
    found: list[tuple[str, float, str]] = []
    for line, at, label in sorted(marks, key=lambda mark: mark[1]):
        lowest = found[-1][1] + room if found else at
        found.append((line, max(at, lowest), label))
    return found


def _axis(days: tuple[BurnDay, ...], look: Look) -> alt.X:
    first, last = days[0].day, days[-1].day
    starts = [one.day for one in days if one.day.day == 1] or [first]
    every = 2 if len(starts) > CROWDED or (look.is_phone and len(starts) > CROWDED // 2) else 1
    names = {
        (day - first).days: figures.month_tick(day, number == 0, look.language)
        for number, day in enumerate(starts)
        if number % every == 0
    }
    return alt.X(
        "at:Q",
        scale=alt.Scale(domain=[0, (last - first).days or 1], zero=False, nice=False),
        axis=alt.Axis(
            values=list(names),
            labelExpr=f"{json.dumps(names, ensure_ascii=False)}[datum.value]",
            labelAngle=0,
            labelOverlap=False,
            labelPadding=8,
            grid=False,
        ),
        title=None,
    )


def _layers(days: tuple[BurnDay, ...], top: int, look: Look) -> list[alt.Chart]:
    palette, x = look.palette, _axis(days, look)
    scale = alt.Scale(domain=[0, top * HEADROOM], nice=False)
    axis = alt.Axis(grid=True, tickCount=4, offset=4, format="d", tickMinStep=1)
    tips = tooltip(days[0].facts)

    def y(field: str) -> alt.Y:
        return alt.Y(f"{field}:Q", scale=scale, axis=axis, title=None)

    def line(field: str, data: str, **look_of: Any) -> alt.Chart:
        return (
            alt.Chart(alt.NamedData(name=data))
            .mark_line(interpolate="step-after", aria=False, **look_of)
            .encode(x=x, y=y(field))
        )

    def name(kind: str, colour: str, weight: Literal[400, 600]) -> alt.Chart:
        return (
            alt.Chart(alt.NamedData(name=f"name_{kind}"))
            .mark_text(align="left", dx=6, fontSize=12, fontWeight=weight, color=colour, aria=False)
            .encode(x=alt.value("width"), y=y("y"), text="label:N")
        )  # fmt: skip

    today = alt.Chart(alt.NamedData(name="today")).encode(x=x)
    back = alt.Chart(alt.NamedData(name="days")).mark_rule(strokeWidth=6, opacity=0, aria=False)
    return [
        today.mark_rule(color=palette.muted, strokeWidth=1, aria=False),
        today.mark_text(
            align="left", dx=4, dy=4, baseline="top", color=palette.muted, fontSize=12, aria=False
        ).encode(y=alt.value(0), text="label:N"),
        line("scope", "days", color=palette.faint, strokeWidth=1),
        line("due", "days", color=palette.accent, strokeWidth=1.2, strokeDash=[4, 3]),
        line("done", "done", color=palette.accent, strokeWidth=2.4),
        alt.Chart(alt.NamedData(name="last"))
        .mark_point(size=42, filled=True, opacity=1, color=palette.accent, aria=False)
        .encode(x=x, y=y("done")),
        back.encode(x=x, tooltip=tips),
        name("scope", palette.muted, 400),
        name("due", palette.accent, 400),
        name("done", palette.accent, 600),
    ]
