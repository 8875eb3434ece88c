"""Control chart: a metric by month within its limits, what is outside, where watching began."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import altair as alt

from dashboards.charts.frame import DRAWINGS, Look, Spec, finish, tooltip, unchecked, value_range
from dashboards.charts.trend import Month, month_axis, month_row

# Limits nearer to each other than this share of the plot cannot both be named.
NAMED_APART = 0.06


@dataclass(frozen=True)
class Limits:
    """Centre and limits of one month as drawn, and what they say; words for the right edge."""

    centre: float
    low: float
    high: float
    is_beyond: bool
    is_better: bool
    is_run: bool


@dataclass(frozen=True)
class Event:
    """Something that happened in a month, by its place among the months."""

    position: int
    text: str


@lru_cache(maxsize=DRAWINGS)
def control(
    months: tuple[Month, ...],
    limits: tuple[Limits | None, ...],
    look: Look,
    *,
    height: int,
    edge: tuple[str, str, str],
    events: tuple[Event, ...] = (),
) -> Spec:
    """The chart of at least one month with limits; `edge` names lower limit, centre, upper limit."""
    frame = [month_row(month, position, look) for position, month in enumerate(months)]
    bounds = [
        {"month": row["month"], "low": one.low, "high": one.high, "centre": one.centre}
        for row, one in zip(frame, limits, strict=True)
        if one is not None
    ]
    closed = [row for row, month in zip(frame, months, strict=True) if month.is_closed]
    domain = value_range(
        [month.value for month in months]
        + [end for row in bounds for end in (row["low"], row["high"])],
        [],
        share=0.12,
    )
    datasets = {
        "months": frame,
        "closed": closed,
        "open": closed[-1:]
        + [row for row, month in zip(frame, months, strict=True) if not month.is_closed],
        "bounds": bounds,
        "edge": _edge(bounds[-1], edge, domain),
        "beyond": _beyond(frame, limits, look),
        "runs": [
            row
            for row, one in zip(frame, limits, strict=True)
            if one is not None and one.is_run and row["value"] is not None
        ],
        "last": _last(closed, frame, limits),
        "events": [
            {"month": frame[event.position]["month"], "text": event.text} for event in events
        ],
    }
    with unchecked():
        scale = alt.Scale(domain=list(domain), zero=False, nice=False)
        layers = [*_band(look, scale, month_axis(frame, look)), *_points(months, look, scale)]
        return finish(layers, look, height, datasets)


def _edge(
    last: dict[str, Any], edge: tuple[str, str, str], domain: tuple[float, float]
) -> list[dict[str, Any]]:
    """Names of the lines at the right; the centre alone where the limits lie close together."""
    named = dict(zip(("low", "centre", "high"), edge, strict=True))
    apart = (last["high"] - last["low"]) / 2 >= NAMED_APART * (domain[1] - domain[0])
    return [
        {"at": last[name], "text": text}
        for name, text in named.items()
        if apart or name == "centre"
    ]


def _beyond(
    frame: list[dict[str, Any]], limits: tuple[Limits | None, ...], look: Look
) -> list[dict[str, Any]]:
    palette = look.palette
    return [
        row
        | {
            "colour": palette.better if one.is_better else palette.worse,
            "dy": 18 if row["value"] < one.centre else -18,
        }
        for row, one in zip(frame, limits, strict=True)
        if one is not None and one.is_beyond and row["value"] is not None
    ]


def _last(
    closed: list[dict[str, Any]], frame: list[dict[str, Any]], limits: tuple[Limits | None, ...]
) -> list[dict[str, Any]]:
    """The last closed month, unless a point outside already says its value there."""
    said = {
        row["month"]
        for row, one in zip(frame, limits, strict=True)
        if one is not None and one.is_beyond
    }
    shown = [row for row in closed if row["value"] is not None][-1:]
    return [row for row in shown if row["month"] not in said]


def _band(look: Look, scale: alt.Scale, x: alt.X) -> list[alt.Chart]:
    """Soft band, dotted limits, solid centre, their names, and the events."""
    palette = look.palette
    axis = alt.Axis(grid=True, tickCount=4, offset=4)

    def y(field: str) -> alt.Y:
        return alt.Y(f"{field}:Q", scale=scale, axis=axis, title=None)

    bounds = alt.Chart(alt.NamedData(name="bounds")).encode(x=x)
    events = alt.Chart(alt.NamedData(name="events")).encode(x=x)
    dotted = {"strokeDash": [2, 3], "strokeWidth": 1.2, "color": palette.faint, "aria": False}
    return [
        bounds.mark_area(color=palette.soft, opacity=1, aria=False).encode(y=y("low"), y2="high:Q"),
        bounds.mark_line(**dotted).encode(y=y("low")),
        bounds.mark_line(**dotted).encode(y=y("high")),
        bounds.mark_line(strokeWidth=1, color=palette.muted, aria=False).encode(y=y("centre")),
        alt.Chart(alt.NamedData(name="edge"))
        .mark_text(align="left", dx=6, fontSize=12, color=palette.muted, aria=False)
        .encode(x=alt.value("width"), y=alt.Y("at:Q", scale=scale, title=None), text="text:N"),
        events.mark_rule(color=palette.faint, strokeWidth=1, aria=False),
        events.mark_text(align="left", dx=5, fontSize=12, color=palette.muted).encode(
            y=alt.value(6), text="text:N"
        ),
    ]


def _points(months: tuple[Month, ...], look: Look, scale: alt.Scale) -> list[alt.Chart]:
    """The months: line, rings of a run, dots, marks outside the limits, values."""
    palette = look.palette
    x, y = alt.X("month:O"), alt.Y("value:Q", scale=scale, title=None)
    beyond = alt.Chart(alt.NamedData(name="beyond")).encode(
        x=x, y=y, color=alt.Color("colour:N", scale=None)
    )
    values = [
        beyond.transform_filter(f"datum.dy {sign} 0")
        .mark_text(dy=dy, fontSize=13, fontWeight=600, aria=False)
        .encode(text="shown:N")
        for sign, dy in (("<", -16), (">", 17))
    ]
    return [
        alt.Chart(alt.NamedData(name="closed"))
        .mark_line(
            color=palette.accent, aria=False, strokeWidth=2, invalid="break-paths-show-domains"
        )
        .encode(x=x, y=y),
        alt.Chart(alt.NamedData(name="open"))
        .mark_line(color=palette.accent, strokeWidth=1.5, strokeDash=[3, 3], aria=False)
        .encode(x=x, y=y),
        alt.Chart(alt.NamedData(name="runs"))
        .mark_point(size=130, filled=False, strokeWidth=1.5, color=palette.neutral, aria=False)
        .encode(x=x, y=y),
        alt.Chart(alt.NamedData(name="months"))
        .mark_point(size=36, filled=True, opacity=1, stroke=palette.accent, strokeWidth=1.5)
        .encode(
            x=x, y=y, description="said:N", fill=alt.Fill("fill:N", scale=None),
            tooltip=tooltip(months[0].facts),
        ),
        beyond.mark_point(shape="diamond", size=110, filled=True, opacity=1, aria=False),
        *values,
        alt.Chart(alt.NamedData(name="last"))
        .mark_text(dy=-13, fontSize=13, fontWeight=600, color=palette.text, aria=False)
        .encode(x=x, y=y, text="shown:N"),
    ]  # fmt: skip
