"""A project's metric against its target path: line with interval band, dashed path to a ▲."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import altair as alt

from dashboards.charts.frame import (
    BAND_OPACITY,
    DRAWINGS,
    Look,
    Spec,
    finish,
    tooltip,
    tooltip_fields,
    unchecked,
    value_range,
)
from dashboards.charts.month_axis import month_x, months, position
from dashboards.charts.trend import Month


@dataclass(frozen=True)
class Goal:
    """The target path, numbers as drawn: corners by month, and what stands at its end."""

    corners: tuple[tuple[date, float], ...]
    label: str
    start: date | None = None


@lru_cache(maxsize=DRAWINGS)
def path(
    figures: tuple[Month, ...], goal: Goal, pace: tuple[date, float] | None, look: Look, height: int
) -> Spec:
    """The chart of at least one month with a value. `pace` is where the present pace leads to."""
    corners = goal.corners
    first = min([month.start for month in figures] + [day for day, _ in corners[:1]])
    last = max([month.start for month in figures] + [day for day, _ in corners[-1:]])
    shown = months(first, last)
    rows = [_row(month, position(month.start, first), look) for month in figures]
    closed = [row for row, month in zip(rows, figures, strict=True) if month.is_closed]
    still_open = [row for row, month in zip(rows, figures, strict=True) if not month.is_closed]
    known = [row for row in closed if row["value"] is not None]
    way = [{"at": position(day, first), "value": value} for day, value in corners]
    ahead = known[-1:] + (
        [{"at": position(pace[0], first), "value": pace[1]}] if pace and known else []
    )
    datasets = {
        "months": rows,
        "closed": closed,
        "open": known[-1:] + still_open if still_open else [],
        "last": known[-1:],
        "way": way,
        "end": [way[-1] | {"label": goal.label}] if way else [],
        "ahead": ahead if len(ahead) > 1 else [],
    }
    domain = value_range(
        [month.value for month in figures] + [value for _, value in corners]
        + ([pace[1]] if pace else []),
        [month.low for month in figures] + [month.high for month in figures],
        share=0.08,
    )  # fmt: skip
    # the value stands on the side of the line where the path is not
    beside = [corner["value"] for corner in way if known and corner["at"] <= known[-1]["at"]]
    goal_there = beside[-1] if beside else None
    is_below = goal_there is not None and goal_there >= known[-1]["value"]
    falls = bool(way) and way[-1]["value"] < way[0]["value"]
    beside_line = (17 if is_below else -14, 17 if falls else -6)
    with unchecked():
        scale = alt.Scale(domain=list(domain), zero=False, nice=True)
        layers = _layers(figures, look, scale, month_x(shown, look), beside_line)
        return finish(layers, look, height, datasets)


def _row(month: Month, at: int, look: Look) -> dict[str, Any]:
    return {
        "at": at,
        "value": month.value,
        "low": month.low,
        "high": month.high,
        "shown": month.shown,
        "said": f"{month.start:%Y-%m} {month.shown}",
        **tooltip_fields(month.facts),
        "fill": look.palette.accent if month.is_closed else look.palette.surface,
    }


def _layers(
    figures: tuple[Month, ...], look: Look, scale: alt.Scale, x: alt.X, dy: tuple[int, int]
) -> list[alt.Chart]:
    palette = look.palette
    axis = alt.Axis(grid=True, tickCount=4, offset=4)
    y = alt.Y("value:Q", scale=scale, axis=axis, title=None)
    named = {
        name: alt.Chart(alt.NamedData(name=name)).encode(x=x)
        for name in ("months", "closed", "open", "last", "way", "end", "ahead")
    }
    gaps = "break-paths-show-domains"
    return [
        named["closed"]
        .mark_area(opacity=BAND_OPACITY, aria=False, color=palette.accent, clip=True, invalid=gaps)
        .encode(y=alt.Y("low:Q", scale=scale, axis=axis, title=None), y2="high:Q"),
        named["way"].mark_line(
            color=palette.accent, strokeWidth=1.2, strokeDash=[4, 3], aria=False
        ).encode(y=y),
        named["ahead"].mark_line(
            color=palette.neutral, strokeWidth=1.2, strokeDash=[1, 3], aria=False
        ).encode(y=y),
        named["closed"].mark_line(
            color=palette.accent, strokeWidth=2, aria=False, invalid=gaps
        ).encode(y=y),
        named["open"].mark_line(
            color=palette.accent, strokeWidth=1.5, strokeDash=[3, 3], aria=False
        ).encode(y=y),
        named["months"]
        .mark_point(size=32, filled=True, opacity=1, stroke=palette.accent, strokeWidth=1.5)
        .encode(
            y=y,
            description="said:N",
            fill=alt.Fill("fill:N", scale=None),
            tooltip=tooltip(figures[0].facts),
        ),
        named["last"].mark_text(
            dy=dy[0], fontSize=13, fontWeight=600, color=palette.text, aria=False
        ).encode(y=y, text="shown:N"),
        named["end"].mark_point(
            shape="triangle-up", size=70, filled=True, opacity=1, color=palette.accent, aria=False
        ).encode(y=y),
        named["end"].mark_text(
            align="right", dx=-9, dy=dy[1], fontSize=12, color=palette.accent, aria=False
        ).encode(y=y, text="label:N"),
    ]  # fmt: skip
