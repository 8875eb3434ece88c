"""Counts in a grid of two dimensions: the count stands in its cell, the tint follows it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

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
)

# The densest tint leaves the text on it readable in both themes.
PALEST, DENSEST = 0.06, 0.42


@dataclass(frozen=True)
class Cell:
    """One cell, by the names of its row and column."""

    row: str
    column: str
    count: int
    shown: str
    facts: Facts


@lru_cache(maxsize=DRAWINGS)
def counts(cells: tuple[Cell, ...], look: Look, *, pitch: int) -> Spec:
    """The chart; rows and columns in the order in which they first come."""
    names = list(dict.fromkeys(cell.row for cell in cells))
    columns = list(dict.fromkeys(cell.column for cell in cells))
    top = max(cell.count for cell in cells) or 1
    rows = [
        {
            "row": cell.row,
            "column": cell.column,
            "shown": cell.shown,
            "tint": PALEST + (DENSEST - PALEST) * cell.count / top,
            "said": f"{cell.row} {cell.column} {cell.shown}",
            **tooltip_fields(cell.facts),
        }
        for cell in cells
    ]
    palette = look.palette
    with unchecked():
        x = alt.X(
            "column:N",
            sort=columns,
            scale=alt.Scale(domain=columns, paddingInner=0.02, paddingOuter=0),
            axis=alt.Axis(orient="top", labelAngle=0, labelOverlap=False, grid=False),
            title=None,
        )
        y = alt.Y(
            "row:N",
            sort=names,
            scale=alt.Scale(domain=names, paddingInner=0.06, paddingOuter=0),
            axis=alt.Axis(labelColor=palette.text, labelOverlap=False, grid=False),
            title=None,
        )
        base = alt.Chart(alt.NamedData(name="cells")).encode(x=x, y=y)
        layers = [
            base.mark_rect(color=palette.accent, cornerRadius=2).encode(
                opacity=alt.Opacity("tint:Q", scale=None, legend=None),
                description="said:N",
                tooltip=tooltip(cells[0].facts),
            ),
            base.mark_text(fontSize=12, color=palette.text, aria=False).encode(text="shown:N"),
        ]
        return finish(layers, look, len(names) * pitch + 30, {"cells": rows})
