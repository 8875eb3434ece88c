"""Units as points of two figures, each with the mean as a hairline; a click returns the unit."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import altair as alt

from dashboards.charts.frame import (
    DRAWINGS,
    Facts,
    Look,
    Spec,
    finish,
    tooltip,
    tooltip_fields,
    unchecked,
    value_range,
)


@dataclass(frozen=True)
class Point:
    """One unit."""

    key: str
    x: float
    y: float
    said: str
    facts: Facts
    is_own: bool = False


@lru_cache(maxsize=DRAWINGS)
def scatter(
    points: tuple[Point, ...],
    look: Look,
    *,
    height: int,
    names: tuple[str, str],
    selection: str | None = None,
) -> Spec:
    """The chart of at least two points; `names` are the titles of the axes."""
    palette = look.palette
    rows = [
        {
            "key": point.key,
            "x": point.x,
            "y": point.y,
            "said": point.said,
            "colour": palette.accent if point.is_own else palette.neutral,
            **tooltip_fields(point.facts),
        }
        for point in points
    ]
    middle = {
        "x": sum(point.x for point in points) / len(points),
        "y": sum(point.y for point in points) / len(points),
    }
    with unchecked():
        scales = {
            axis: alt.Scale(
                domain=list(value_range([getattr(point, axis) for point in points], [])),
                zero=False,
                nice=True,
            )
            for axis in ("x", "y")
        }
        axis = alt.Axis(grid=True, tickCount=4, titleFontWeight=400, titleColor=palette.muted)
        x = alt.X("x:Q", scale=scales["x"], axis=axis, title=names[0])
        y = alt.Y("y:Q", scale=scales["y"], axis=axis, title=names[1])
        dots = (
            alt.Chart(alt.NamedData(name="points"))
            .mark_point(
                size=46, filled=True, opacity=0.75, cursor="pointer" if selection else "default"
            )
            .encode(
                x=x,
                y=y,
                color=alt.Color("colour:N", scale=None),
                description="said:N",
                tooltip=tooltip(points[0].facts),
            )
        )
        if selection:
            dots = dots.add_params(alt.selection_point(name=selection, fields=["key"], on="click"))
        mean = alt.Chart(alt.NamedData(name="mean"))
        rule: dict[str, Any] = {"strokeWidth": 1, "color": palette.muted, "aria": False}
        layers = [
            mean.mark_rule(**rule).encode(x=alt.X("x:Q", scale=scales["x"], title=names[0])),
            mean.mark_rule(**rule).encode(y=alt.Y("y:Q", scale=scales["y"], title=names[1])),
            dots,
        ]
        return finish(layers, look, height, {"points": rows, "mean": [middle]})
