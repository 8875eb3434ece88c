"""Rows of dots with intervals: the league of units, and elements or blocks beside the parent.

Dot = estimate, translucent bar behind it = 95 % interval. Names left, values right, both outside
the plot. A row is coloured only where its interval excludes the reference value.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import altair as alt

from dashboards.charts.frame import (
    DRAWINGS,
    INTERVAL_OPACITY,
    Facts,
    Look,
    Spec,
    finish,
    shortened,
    tooltip,
    tooltip_fields,
    unchecked,
    value_range,
)

# Width of the column of names, px.
NAME_LIMIT, PHONE_NAME_LIMIT = 172, 124


@dataclass(frozen=True)
class DotRow:
    """One row, numbers as drawn (percent for rates). `verdict` is better, worse or none."""

    key: str
    name: str
    value: float | None
    low: float | None
    high: float | None
    shown: str
    facts: Facts
    verdict: str = "none"
    is_hollow: bool = False
    is_own: bool = False
    mark: float | None = None
    """A reference of this row alone (the parent's value), a short upright line."""


@lru_cache(maxsize=DRAWINGS)
def dot_rows(
    rows: tuple[DotRow, ...],
    look: Look,
    *,
    pitch: int,
    reference: float | None = None,
    target: float | None = None,
    selection: str | None = None,
    name_limit: int = NAME_LIMIT,
) -> Spec:
    """The chart, rows in the order given; `selection` names the click that returns a row's key."""
    size = 11.5 if pitch < 20 else 12
    frame = _frame(rows, look, size, PHONE_NAME_LIMIT if look.is_phone else name_limit)
    domain = value_range(
        [row.value for row in rows] + [row.mark for row in rows] + [reference, target],
        [row.low for row in rows] + [row.high for row in rows],
    )
    lines = {"reference": [{"at": reference}], "target": [{"at": target}]}
    with unchecked():
        x_scale = alt.Scale(domain=list(domain), zero=False, nice=False)
        layers = _dots(rows, look, size, x_scale, selection)
        layers[1:1] = _lines(look, x_scale, reference is not None, target is not None)
        return finish(layers, look, len(rows) * pitch + 28, {"rows": frame, **lines})


def _frame(rows: tuple[DotRow, ...], look: Look, size: float, limit: float) -> list[dict[str, Any]]:
    palette = look.palette
    colour = {"better": palette.better, "worse": palette.worse, "none": palette.neutral}
    return [
        {
            "key": row.key,
            "said": f"{row.name} {row.shown}",
            "name": shortened(row.name, limit, size),
            "value": row.value,
            "low": row.low,
            "high": row.high,
            "shown": row.shown,
            **tooltip_fields(row.facts),
            "mark": row.mark,
            "colour": colour[row.verdict],
            "fill": palette.surface if row.is_hollow else colour[row.verdict],
            "back": palette.soft if row.is_own else "transparent",
            "ink": colour[row.verdict] if row.verdict != "none" else palette.text,
        }
        for row in rows
    ]


def _dots(
    rows: tuple[DotRow, ...], look: Look, size: float, x_scale: alt.Scale, selection: str | None
) -> list[alt.Chart]:
    """Row background (which takes the clicks), interval, row's own mark, dot, name, value."""
    palette = look.palette
    y_scale = alt.Scale(domain=[row.key for row in rows], paddingInner=0, paddingOuter=0)
    axis = alt.Axis(orient="top", grid=True, tickCount=4, labelPadding=4)
    y = alt.Y("key:N", scale=y_scale, sort=None, axis=None)
    base = alt.Chart(alt.NamedData(name="rows")).encode(y=y)
    solid = alt.Color("colour:N", scale=None)
    tips = tooltip(rows[0].facts)

    def x(field: str) -> alt.X:
        return alt.X(f"{field}:Q", scale=x_scale, axis=axis, title=None)

    back = base.mark_bar(cursor="pointer" if selection else "default").encode(
        x=alt.value(0),
        x2=alt.value("width"),
        color=alt.Color("back:N", scale=None),
        description="said:N",
        tooltip=tips,
    )
    if selection:
        back = back.add_params(alt.selection_point(name=selection, fields=["key"], on="click"))
    return [
        back,
        base.mark_rule(strokeWidth=5, opacity=INTERVAL_OPACITY, clip=True, aria=False).encode(
            x=x("low"), x2="high:Q", color=solid, tooltip=tips
        ),
        base.mark_tick(thickness=1.5, size=12, color=palette.muted, aria=False).encode(x=x("mark")),
        base.mark_point(size=40, filled=True, opacity=1, strokeWidth=1.4, aria=False).encode(
            x=x("value"),
            fill=alt.Fill("fill:N", scale=None),
            stroke=alt.Stroke("colour:N", scale=None),
            tooltip=tips,
        ),
        base.mark_text(align="right", dx=-8, fontSize=size, baseline="middle", aria=False).encode(
            x=alt.value(0), text="name:N", color=alt.value(palette.text)
        ),
        base.mark_text(align="right", dx=52, fontSize=size, baseline="middle", aria=False).encode(
            x=alt.value("width"), text="shown:N", color=alt.Color("ink:N", scale=None)
        ),
    ]


def _lines(look: Look, scale: alt.Scale, has_reference: bool, has_target: bool) -> list[alt.Chart]:
    """The reference (solid) and the target (dashed) across all rows."""
    palette = look.palette
    wanted = (
        (has_reference, "reference", palette.muted, [1, 0], 1.0),
        (has_target, "target", palette.accent, [4, 3], 1.2),
    )
    return [
        alt.Chart(alt.NamedData(name=name))
        .mark_rule(strokeDash=dash, strokeWidth=width, color=colour, aria=False)
        .encode(x=alt.X("at:Q", scale=scale, title=None))
        for is_drawn, name, colour, dash, width in wanted
        if is_drawn
    ]
