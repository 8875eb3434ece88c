"""Pilot cities beside the others, month by month: thin lines the cities, thick ones their means."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import altair as alt

from dashboards.charts.frame import DRAWINGS, Look, Spec, finish, unchecked, value_range
from dashboards.charts.month_axis import beginning, month_x, months, position

# Two lines of text beside the end of a mean, px.
LABEL_HEIGHT = 36
# Height that axis and margins take of the chart, px.
AROUND = 56


@dataclass(frozen=True)
class Trace:
    """One city, numbers as drawn; None where a month is missing: the line breaks."""

    name: str
    is_pilot: bool
    values: tuple[tuple[date, float | None, str], ...]
    """Month, number, the number as written."""


@dataclass(frozen=True)
class Side:
    """The mean of pilots or of the others, with what stands at its end."""

    is_pilot: bool
    label: str
    shown: str
    values: tuple[tuple[date, float | None], ...]


@lru_cache(maxsize=DRAWINGS)
def trajectories(
    cities: tuple[Trace, ...],
    sides: tuple[Side, ...],
    start: tuple[date, str] | None,
    look: Look,
    height: int,
) -> Spec:
    """The chart; `start` is the day the first pilot began and the words beside it."""
    days = [day for city in cities for day, _, _ in city.values]
    first = min(days)
    shown = months(first, max(days))
    palette = look.palette
    colour = {True: palette.better, False: palette.neutral}
    lines = [
        {"city": city.name, "at": position(day, first), "value": value, "shown": text,
         "month": f"{day:%Y-%m}", "colour": colour[city.is_pilot]}
        for city in cities
        for day, value, text in city.values
    ]  # fmt: skip
    domain = value_range([row["value"] for row in lines], [], share=0.05)
    means = [
        {"side": side.label, "at": position(day, first), "value": value,
         "colour": colour[side.is_pilot]}
        for side in sides
        for day, value in side.values
    ]  # fmt: skip
    begun = [{"at": beginning(start[0], first), "label": start[1]}] if start else []
    datasets = {
        "lines": lines,
        "means": means,
        "ends": _ends(sides, first, domain, height, colour),
        "begun": begun,
    }
    with unchecked():
        scale = alt.Scale(domain=list(domain), zero=False, nice=False)
        return finish(_layers(look, scale, month_x(shown, look)), look, height, datasets)


def _ends(
    sides: tuple[Side, ...],
    first: date,
    domain: tuple[float, float],
    height: int,
    colour: dict[bool, str],
) -> list[dict[str, Any]]:
    """Labels at the ends of the means, moved apart where they would overlap."""
    found = []
    for side in sides:
        known = [(day, value) for day, value in side.values if value is not None]
        if known:
            day, value = known[-1]
            found.append({"at": position(day, first), "value": value, "label": side.label,
                          "shown": side.shown, "colour": colour[side.is_pilot]})  # fmt: skip
    found.sort(key=lambda end: end["value"])
    room = (domain[1] - domain[0]) * LABEL_HEIGHT / max(height - AROUND, 1)
    for lower, upper in itertools.pairwise(found):
        lack = room - (upper["value"] - lower["value"])
        if lack > 0:
            lower["value"] -= lack / 2
            upper["value"] += lack / 2
    return found


def _layers(look: Look, scale: alt.Scale, x: alt.X) -> list[alt.Chart]:
    palette = look.palette
    y = alt.Y("value:Q", scale=scale, axis=alt.Axis(grid=True, tickCount=4, offset=4), title=None)
    ink = alt.Color("colour:N", scale=None)
    begun = alt.Chart(alt.NamedData(name="begun")).encode(x=x)
    ends = alt.Chart(alt.NamedData(name="ends")).encode(x=x, y=y, color=ink)
    gaps = "break-paths-show-domains"
    return [
        alt.Chart(alt.NamedData(name="lines"))
        .mark_line(strokeWidth=1, opacity=0.3, invalid=gaps, aria=False)
        .encode(x=x, y=y, color=ink, detail="city:N"),
        begun.mark_rule(strokeWidth=1, color=palette.muted, aria=False),
        begun.mark_text(
            align="right", dx=-5, dy=2, baseline="top", fontSize=12, color=palette.muted, aria=False
        ).encode(y=alt.value(0), text="label:N"),
        # dots too small to be seen take the pointer: which city, which month, how much
        alt.Chart(alt.NamedData(name="lines"))
        .mark_point(size=60, filled=True, opacity=0)
        .encode(x=x, y=y, description="city:N", tooltip=["city:N", "month:N", "shown:N"]),
        alt.Chart(alt.NamedData(name="means"))
        .mark_line(strokeWidth=2.6, invalid=gaps, aria=False)
        .encode(x=x, y=y, color=ink, detail="side:N"),
        ends.mark_text(align="left", dx=9, dy=-7, fontSize=12, fontWeight=600, aria=False).encode(
            text="label:N"
        ),
        ends.mark_text(align="left", dx=9, dy=8, fontSize=12, aria=False).encode(text="shown:N"),
    ]
