"""Figures in a grid, each printed in its cell; a hidden one is a dot in a dotted frame."""

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
    shortened,
    text_width,
    tooltip,
    tooltip_fields,
    unchecked,
)

PITCH, HEAD, PHONE_HEAD = 27, 28, 88
NAME_LIMIT, PHONE_NAME_LIMIT = 150, 96


@dataclass(frozen=True)
class Figure:
    """One cell; `is_hidden` cells carry no figure at all."""

    row: str
    column: str
    text: str
    facts: Facts
    verdict: str = "none"
    is_hidden: bool = False
    is_thin: bool = False
    """Too few answers for a firm figure: muted."""


@lru_cache(maxsize=DRAWINGS)
def matrix(
    figures: tuple[Figure, ...], rows: tuple[str, ...], columns: tuple[str, ...], look: Look
) -> Spec:
    """The chart of at least one figure, rows and columns in the order given."""
    limit = PHONE_NAME_LIMIT if look.is_phone else NAME_LIMIT
    shown = {name: shortened(name, limit) for name in rows}
    frame = [_cell(figure, look, shown) for figure in figures]
    hidden = [row for row in frame if row["is_hidden"]]
    head = PHONE_HEAD if look.is_phone else HEAD
    with unchecked():
        layers = _layers(figures[0].facts, list(shown.values()), list(columns), look)
        height = len(rows) * PITCH + head
        return finish(layers, look, height, {"cells": frame, "hidden": hidden})


def _cell(figure: Figure, look: Look, shown: dict[str, str]) -> dict[str, Any]:
    palette = look.palette
    fill = {"better": palette.soft_better, "worse": palette.soft_worse, "none": palette.soft}
    ink = {"better": palette.better, "worse": palette.worse, "none": palette.text}
    return {
        "row": shown[figure.row],
        "column": figure.column,
        "text": "·" if figure.is_hidden else figure.text,
        "said": f"{figure.row} {figure.column} {figure.text}",
        "fill": "transparent" if figure.is_hidden else fill[figure.verdict],
        "ink": palette.muted if figure.is_thin else ink[figure.verdict],
        "is_hidden": figure.is_hidden,
        **tooltip_fields(figure.facts),
    }


def _layers(facts: Facts, rows: list[str], columns: list[str], look: Look) -> list[alt.Chart]:
    palette = look.palette
    width = max(text_width(name) for name in rows)
    y = alt.Y(
        "row:N", sort=None, title=None,
        scale=alt.Scale(domain=rows, paddingInner=0.1, paddingOuter=0),
        axis=alt.Axis(
            grid=False, labelOverlap=False, labelColor=palette.text, labelLimit=width + 8
        ),
    )  # fmt: skip
    x = alt.X(
        "column:N", sort=None, title=None,
        scale=alt.Scale(domain=columns, paddingInner=0.03, paddingOuter=0),
        axis=alt.Axis(
            orient="top", grid=False, labelOverlap=False, labelAngle=-50 if look.is_phone else 0,
            labelAlign="left" if look.is_phone else "center",
        ),
    )  # fmt: skip
    base = alt.Chart(alt.NamedData(name="cells")).encode(x=x, y=y)
    dotted = alt.Chart(alt.NamedData(name="hidden")).encode(x=x, y=y)
    return [
        base.mark_rect(cornerRadius=2).encode(
            color=alt.Color("fill:N", scale=None), description="said:N", tooltip=tooltip(facts)
        ),
        dotted.mark_rect(
            cornerRadius=2, fillOpacity=0, stroke=palette.map_edge, strokeDash=[2, 2], aria=False
        ),
        base.mark_text(fontSize=12, baseline="middle", aria=False).encode(
            text="text:N", color=alt.Color("ink:N", scale=None)
        ),
    ]
