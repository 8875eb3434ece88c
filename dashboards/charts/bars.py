"""Bars from zero, one a row: Pareto, funnel, ages. Name left, figure and a remark right of the plot."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import altair as alt

from dashboards.charts.frame import (
    DRAWINGS,
    Facts,
    Look,
    Spec,
    finish,
    shortened,
    text_width,
    tooltip,
    tooltip_fields,
    unchecked,
)

Tone = Literal["strong", "plain", "worse"]
NAME_LIMIT, PHONE_NAME_LIMIT = 210, 124
SIZE = 12


@dataclass(frozen=True)
class BarRow:
    """One row, `value` as drawn. `mark` is a reference of this row, a short upright line."""

    key: str
    name: str
    value: float
    shown: str
    facts: Facts
    remark: str = ""
    tone: Tone = "plain"
    mark: float | None = None
    is_chosen: bool = False


@lru_cache(maxsize=DRAWINGS)
def bar_rows(
    rows: tuple[BarRow, ...], look: Look, *, pitch: int, selection: str | None = None
) -> Spec:
    """The chart; `selection` names the click that returns a row's key."""
    top = max([row.value for row in rows] + [row.mark or 0 for row in rows]) or 1.0
    with unchecked():
        layers = _layers(
            rows, look, pitch, alt.Scale(domain=[0, top * 1.02], nice=False), selection
        )
        return finish(layers, look, len(rows) * pitch + 8, {"rows": _frame(rows, look)})


def _frame(rows: tuple[BarRow, ...], look: Look) -> list[dict[str, Any]]:
    palette = look.palette
    colour = {"strong": palette.accent, "plain": palette.neutral, "worse": palette.worse}
    limit = PHONE_NAME_LIMIT if look.is_phone else NAME_LIMIT
    return [
        {
            "key": row.key,
            "name": shortened(row.name, limit, SIZE),
            "value": row.value,
            "zero": 0,
            "shown": row.shown,
            "remark": row.remark,
            "mark": row.mark,
            "said": f"{row.name} {row.shown} {row.remark}",
            "colour": colour[row.tone],
            "back": palette.soft if row.is_chosen else "transparent",
            **tooltip_fields(row.facts),
        }
        for row in rows
    ]


def _layers(
    rows: tuple[BarRow, ...], look: Look, pitch: int, x_scale: alt.Scale, selection: str | None
) -> list[alt.Chart]:
    palette = look.palette
    y_scale = alt.Scale(domain=[row.key for row in rows], paddingInner=0, paddingOuter=0)
    y = alt.Y("key:N", scale=y_scale, sort=None, axis=None)
    base = alt.Chart(alt.NamedData(name="rows")).encode(y=y)
    tips = tooltip(rows[0].facts)
    figure_end = max(text_width(row.shown, SIZE) for row in rows) + 10
    remark_end = figure_end + max(text_width(row.remark, SIZE) for row in rows) + 12
    back = base.mark_bar(cursor="pointer" if selection else "default").encode(
        x=alt.value(0),
        x2=alt.value("width"),
        color=alt.Color("back:N", scale=None),
        description="said:N",
        tooltip=tips,
    )
    if selection:
        back = back.add_params(alt.selection_point(name=selection, fields=["key"], on="click"))
    layers = [
        back,
        base.mark_bar(height=min(pitch * 0.6, 18), cornerRadiusEnd=2, aria=False).encode(
            x=alt.X("zero:Q", scale=x_scale, axis=None),
            x2="value:Q",
            color=alt.Color("colour:N", scale=None),
            tooltip=tips,
        ),
        base.mark_text(align="right", dx=-8, fontSize=SIZE, baseline="middle", aria=False).encode(
            x=alt.value(0), text="name:N", color=alt.value(palette.text)
        ),
        base.mark_text(
            align="right", dx=figure_end, fontSize=SIZE, baseline="middle", aria=False
        ).encode(x=alt.value("width"), text="shown:N", color=alt.value(palette.text)),
    ]
    if any(row.mark is not None for row in rows):
        # a halo in the colour of the card keeps the line readable on a bar
        layers += [
            base.mark_tick(thickness=width, size=pitch * 0.8, color=colour, aria=False).encode(
                x=alt.X("mark:Q", scale=x_scale, axis=None)
            )
            for width, colour in ((5, palette.surface), (1.5, palette.text))
        ]
    if any(row.remark for row in rows):
        layers.append(
            base.mark_text(
                align="right", dx=remark_end, fontSize=SIZE, baseline="middle", aria=False
            ).encode(x=alt.value("width"), text="remark:N", color=alt.value(palette.muted))
        )
    return layers
