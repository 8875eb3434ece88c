"""Two traits and one cut: which of four types each unit is; undetermined ones are hollow."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import altair as alt

from dashboards.charts import placed
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
from dashboards.charts.labels import Label, place

WIDTH, PHONE_WIDTH = 430, 250


@dataclass(frozen=True)
class Dot:
    """One unit at its two values."""

    key: str
    name: str
    x: float
    y: float
    is_hollow: bool
    is_low: bool
    """Surely in the corner that is tinted."""
    is_own: bool
    facts: Facts


@lru_cache(maxsize=DRAWINGS)
def traits(
    dots: tuple[Dot, ...], cut: float, corners: tuple[str, str, str, str], look: Look, *,
    height: int, selection: str,
) -> Spec:  # fmt: skip
    """The chart; `corners` name low-low, right-low, low-up and right-up."""
    bounds = [_range([dot.x for dot in dots], cut), _range([dot.y for dot in dots], cut)]
    (left, right), (bottom, top) = bounds
    names = [
        {"x": left, "y": bottom, "text": corners[0], "align": "left", "dy": -8},
        {"x": right, "y": bottom, "text": corners[1], "align": "right", "dy": -8},
        {"x": left, "y": top, "text": corners[2], "align": "left", "dy": 10},
        {"x": right, "y": top, "text": corners[3], "align": "right", "dy": 10},
    ]
    datasets = {
        "dots": [_row(dot, look) for dot in dots],
        "cut": [{"x": cut, "y": cut, "left": left, "bottom": bottom}],
        "corners": names,
        "labels": _labels(dots, bounds, look, height),
    }
    with unchecked():
        scales = [alt.Scale(domain=list(ends), zero=False, nice=False) for ends in bounds]
        return finish(_layers(dots, look, scales, names, selection), look, height, datasets)


def _range(values: list[float], cut: float) -> tuple[float, float]:
    low, high = min([*values, cut]), max([*values, cut])
    room = max(high - low, 2.0) * 0.14
    return low - room, high + room


def _row(dot: Dot, look: Look) -> dict[str, Any]:
    ink = look.palette.worse if dot.is_low else look.palette.neutral
    return {
        "key": dot.key,
        "said": f"{dot.name} {dot.x:.1f} {dot.y:.1f}",
        "x": dot.x,
        "y": dot.y,
        "ink": look.palette.accent if dot.is_own else ink,
        "fill": look.palette.surface if dot.is_hollow else ink,
        "size": 100 if dot.is_own else 44,
        **tooltip_fields(dot.facts),
    }


def _labels(
    dots: tuple[Dot, ...], bounds: list[tuple[float, float]], look: Look, height: int
) -> list[dict[str, Any]]:
    """Names of the own unit and of those surely in a corner, where they find room."""
    width, tall = (PHONE_WIDTH if look.is_phone else WIDTH), height - 30
    (left, right), (bottom, top) = bounds
    ordered = sorted(
        (dot for dot in dots if dot.is_own or not dot.is_hollow), key=lambda dot: not dot.is_own
    )
    asked = [
        Label(
            dot.name, (dot.x - left) / (right - left) * width,
            (1 - (dot.y - bottom) / (top - bottom)) * tall,
        )
        for dot in ordered
    ]  # fmt: skip
    return [
        {"text": found.text, "x": left + found.x / width * (right - left),
         "y": top - found.y / tall * (top - bottom), "dx": found.dx, "dy": found.dy}
        for found in place(asked, width, tall, beside=True)
    ]  # fmt: skip


def _layers(
    dots: tuple[Dot, ...], look: Look, scales: list[alt.Scale], names: list[dict[str, Any]],
    selection: str,
) -> list[alt.Chart]:  # fmt: skip
    palette = look.palette
    axis = alt.Axis(grid=False, tickCount=5)
    x = alt.X("x:Q", scale=scales[0], axis=axis, title=None)
    y = alt.Y("y:Q", scale=scales[1], axis=axis, title=None)
    cut = alt.Chart(alt.NamedData(name="cut"))
    picked = alt.selection_point(name=selection, fields=["key"], on="click")
    layers = [
        cut.mark_rect(color=palette.soft_worse, aria=False).encode(
            x=alt.X("left:Q", scale=scales[0], axis=axis, title=None), x2="x:Q",
            y=alt.Y("bottom:Q", scale=scales[1], axis=axis, title=None), y2="y:Q",
        ),
        cut.mark_rule(color=palette.faint, aria=False).encode(x=x),
        cut.mark_rule(color=palette.faint, aria=False).encode(y=y),
        alt.Chart(alt.NamedData(name="dots"))
        .mark_point(filled=True, opacity=1, strokeWidth=1.5, cursor="pointer")
        .encode(
            x=x, y=y, fill=alt.Fill("fill:N", scale=None), stroke=alt.Stroke("ink:N", scale=None),
            size=alt.Size("size:Q", scale=None), description="said:N",
            tooltip=tooltip(dots[0].facts),
        )
        .add_params(picked),
    ]  # fmt: skip
    for corner in names:
        layers.append(
            alt.Chart(alt.NamedData(name="corners"))
            .transform_filter(f"datum.x == {corner['x']!r} && datum.y == {corner['y']!r}")
            .mark_text(align=corner["align"], dy=corner["dy"], fontSize=12, color=palette.muted,
                       dx=6 if corner["align"] == "left" else -6, aria=False)
            .encode(x=x, y=y, text="text:N")
        )  # fmt: skip
    return layers + placed.names(look, x, y)
