"""Rows of dots with intervals: the league of units, and elements or blocks beside the parent.

Dot = estimate, translucent bar behind it = 95 % interval. Names left, values right, both outside
the plot. A row is coloured only where its interval excludes the reference value.
"""

from __future__ import annotations

from dataclasses import dataclass

import altair as alt

from dashboards.charts.frame import (
    INTERVAL_OPACITY,
    Facts,
    Look,
    data,
    finish,
    shortened,
    tooltip,
    tooltip_fields,
    value_range,
)

NAME_LIMIT = 150


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


def dot_rows(
    rows: list[DotRow],
    look: Look,
    *,
    pitch: int,
    reference: float | None = None,
    target: float | None = None,
    selection: str | None = None,
) -> alt.LayerChart:
    """The chart, rows in the order given; `selection` names the click that returns a row's key."""
    palette = look.palette
    colour = {"better": palette.better, "worse": palette.worse, "none": palette.neutral}
    limit = 92 if look.is_phone else NAME_LIMIT
    size = 11.5 if pitch < 20 else 12
    frame = [
        {
            "key": row.key,
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
            "weight": 600 if row.is_own else 400,
        }
        for row in rows
    ]
    domain = value_range(
        [row.value for row in rows] + [row.mark for row in rows] + [reference, target],
        [row.low for row in rows] + [row.high for row in rows],
    )
    x_scale = alt.Scale(domain=list(domain), zero=False, nice=False, clamp=False)
    y_scale = alt.Scale(domain=[row.key for row in rows], paddingInner=0, paddingOuter=0)
    axis = alt.Axis(orient="top", grid=True, tickCount=4, labelPadding=4)
    x = alt.X("value:Q", scale=x_scale, axis=axis, title=None)
    y = alt.Y("key:N", scale=y_scale, sort=None, axis=None)
    base = alt.Chart(data(frame)).encode(y=y)
    solid = alt.Color("colour:N", scale=None)

    back = base.mark_bar(cursor="pointer" if selection else "default").encode(
        x=alt.value(0),
        x2=alt.value("width"),
        color=alt.Color("back:N", scale=None),
        tooltip=tooltip(rows[0].facts),
    )
    if selection:
        back = back.add_params(alt.selection_point(name=selection, fields=["key"], on="click"))
    layers: list[alt.Chart] = [back]
    layers += _lines(look, x_scale, reference, target)
    layers += [
        base.mark_rule(strokeWidth=5, opacity=INTERVAL_OPACITY, clip=True, strokeCap="butt").encode(
            x=alt.X("low:Q", scale=x_scale, axis=axis, title=None), x2="high:Q", color=solid
        ),
        base.mark_rule(strokeWidth=1.5).encode(
            x=alt.X("mark:Q", scale=x_scale, axis=axis, title=None),
            y=alt.Y("key:N", scale=y_scale, sort=None, axis=None, bandPosition=0.2),
            y2=alt.Y2("key:N", bandPosition=0.8),
            color=alt.value(palette.muted),
        ),
        base.mark_point(size=40, filled=True, opacity=1, strokeWidth=1.4).encode(
            x=x,
            fill=alt.Fill("fill:N", scale=None),
            stroke=alt.Stroke("colour:N", scale=None),
            tooltip=tooltip(rows[0].facts),
        ),
        base.mark_text(align="right", dx=-8, fontSize=size, baseline="middle").encode(
            x=alt.value(0), text="name:N", color=alt.value(palette.text)
        ),
        base.mark_text(align="right", dx=52, fontSize=size, baseline="middle").encode(
            x=alt.value("width"), text="shown:N", color=alt.Color("ink:N", scale=None)
        ),
    ]
    return finish(alt.layer(*layers), look, len(rows) * pitch + 28)


def _lines(
    look: Look, scale: alt.Scale, reference: float | None, target: float | None
) -> list[alt.Chart]:
    """The reference (solid) and the target (dashed) across all rows."""
    palette = look.palette
    lines = []
    for number, colour, dash, width in (
        (reference, palette.muted, [1, 0], 1.0),
        (target, palette.accent, [4, 3], 1.2),
    ):
        if number is not None:
            lines.append(
                alt.Chart(data([{"at": number}]))
                .mark_rule(strokeDash=dash, strokeWidth=width, color=colour)
                .encode(x=alt.X("at:Q", scale=scale, title=None))
            )
    return lines
