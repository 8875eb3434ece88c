"""A heat map of units × elements with the value in every cell, which is the legend.

Framed cells are significant. Columns stand in groups with a gap between them.
"""

from __future__ import annotations

import json
from collections.abc import Callable
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
    shortened,
    text_width,
    tooltip,
    tooltip_fields,
    unchecked,
)

PITCH, ROOMY_PITCH, HEAD, PHONE_HEAD = 22, 28, 42, 96
# Up to this many rows stand further apart.
FEW_ROWS = 14
NAME_LIMIT, PHONE_NAME_LIMIT = 190, 84
COLUMN_LIMIT, PHONE_COLUMN_LIMIT = 78, 112
# What stands between two groups of columns, and its width and that of a seam in columns.
GAP = "|"
GAP_WIDTH, SEAM = 0.25, 0.03


@dataclass(frozen=True)
class HeatCell:
    """One unit and element, which the first two facts name.

    `colour` is None where there is nothing to judge; then `text` says why.
    """

    row: str
    column: str
    text: str
    colour: str | None
    is_framed: bool
    facts: Facts
    is_dotted: bool = False
    """A cell that may not be shown: dotted outline."""


@lru_cache(maxsize=DRAWINGS)
def heat(
    cells: tuple[HeatCell, ...],
    rows: tuple[tuple[str, str], ...],
    columns: tuple[tuple[str, str], ...],
    look: Look,
    selection: str,
) -> Spec:
    """The chart; rows and columns are (key, name), a column GAP is a space."""
    pitch = ROOMY_PITCH if len(rows) <= FEW_ROWS else PITCH
    places: dict[str, float] = {}
    at = 0.0
    for key, _ in columns:
        places[key] = at
        at += GAP_WIDTH if key == GAP else 1
    heads = [
        {"middle": places[key] + (1 - SEAM) / 2, **_head(name, look)}
        for key, name in columns
        if key != GAP
    ]
    frame = [_cell(cell, places[cell.column], look) for cell in cells]
    head = PHONE_HEAD if look.is_phone else HEAD
    with unchecked():
        layers = _layers(rows, at - SEAM, look, selection, cells[0].facts)
        height = len(rows) * pitch + head
        return finish(layers, look, height, {"cells": frame, "heads": heads})


def ink_on(colour: str, look: Look) -> str:
    """The text colour that reads better on a fill: the theme's ink or its surface."""
    choices = (look.palette.text, look.palette.surface)
    return max(choices, key=lambda ink: _contrast(ink, colour))


def _contrast(a: str, b: str) -> float:
    """WCAG 2 contrast ratio."""
    light, dark = sorted((_luminance(a), _luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _cell(cell: HeatCell, left: float, look: Look) -> dict[str, Any]:
    palette = look.palette
    frame = palette.text if cell.is_framed else "transparent"
    return {
        "key": cell.row,
        "row": cell.row,
        "left": left,
        "middle": left + (1 - SEAM) / 2,
        "right": left + 1 - SEAM,
        "text": cell.text,
        "said": " ".join([*(text for _, text in cell.facts[:2]), cell.text]),
        "fill": cell.colour or palette.surface,
        "ink": ink_on(cell.colour, look) if cell.colour else palette.muted,
        "edge": palette.map_edge if cell.is_dotted else frame,
        "dash": "dotted" if cell.is_dotted else "solid",
        **tooltip_fields(cell.facts),
    }


def _layers(
    rows: tuple[tuple[str, str], ...], width: float, look: Look, selection: str, facts: Facts
) -> list[alt.Chart]:
    palette = look.palette
    limit = PHONE_NAME_LIMIT if look.is_phone else NAME_LIMIT
    names = {key: shortened(name, limit) for key, name in rows}
    y = alt.Y(
        "row:N",
        sort=None,
        scale=alt.Scale(domain=list(names), paddingInner=0.08, paddingOuter=0),
        axis=alt.Axis(
            grid=False, labelOverlap=False, labelColor=palette.text, labelLimit=limit + 8,
            labelExpr=f"{json.dumps(names, ensure_ascii=False)}[datum.label]",
        ),
        title=None,
    )  # fmt: skip
    scale = alt.Scale(domain=[0, width], zero=False, nice=False)

    def x(field: str) -> alt.X:
        return alt.X(f"{field}:Q", scale=scale, axis=None, title=None)

    base = alt.Chart(alt.NamedData(name="cells")).encode(y=y)
    picked = alt.selection_point(name=selection, fields=["key"], on="click")
    return [
        base.mark_rect(cornerRadius=2, cursor="pointer", strokeWidth=1.3)
        .encode(
            x=x("left"),
            x2="right:Q",
            fill=alt.Fill("fill:N", scale=None),
            stroke=alt.Stroke("edge:N", scale=None),
            strokeDash=alt.StrokeDash(
                "dash:N", legend=None,
                scale=alt.Scale(domain=["solid", "dotted"], range=[[1, 0], [2, 2]]),
            ),
            description="said:N",
            tooltip=tooltip(facts),
        )
        .add_params(picked),
        base.mark_text(fontSize=11.5, baseline="middle", aria=False).encode(
            x=x("middle"), text="text:N", color=alt.Color("ink:N", scale=None)
        ),
        *_heads(look, x),
    ]  # fmt: skip


def _heads(look: Look, x: Callable[[str], alt.X]) -> list[alt.Chart]:
    """Names of the columns: upright and on two lines where long, on a phone on a slope."""
    style = {"fontSize": 12, "color": look.palette.text, "aria": False}
    heads = alt.Chart(alt.NamedData(name="heads")).encode(x=x("middle"))
    if look.is_phone:
        slope = heads.mark_text(**style, angle=310, align="left", baseline="middle", dx=4)
        return [slope.encode(y=alt.value(-6), text="lower:N")]
    return [
        heads.mark_text(**style).encode(y=alt.value(-24), text="upper:N"),
        heads.mark_text(**style).encode(y=alt.value(-10), text="lower:N"),
    ]


def _head(name: str, look: Look) -> dict[str, str]:
    """A column's name, cut where it does not fit."""
    if look.is_phone:
        return {"upper": "", "lower": shortened(name, PHONE_COLUMN_LIMIT)}
    if text_width(name) <= COLUMN_LIMIT or " " not in name:
        return {"upper": "", "lower": shortened(name, COLUMN_LIMIT + 6)}
    words = name.split(" ")
    upper, lower = " ".join(words[: len(words) // 2]), " ".join(words[len(words) // 2 :])
    return {
        "upper": shortened(upper, COLUMN_LIMIT + 6),
        "lower": shortened(lower, COLUMN_LIMIT + 6),
    }
