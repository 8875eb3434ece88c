"""Candidates of a theme: index with interval as dots, and what else speaks for or against each item.

Facts stand as columns of text right of the plot, each under its own head, so that a row is read across.
On a phone only the first column is drawn; the tooltip has them all.
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
    text_width,
    tooltip,
    tooltip_fields,
    unchecked,
    value_range,
)

PITCH = 30
NAME_LIMIT, PHONE_NAME_LIMIT = 235, 130
# px between two columns, and between the plot and the first
SPACE, FIRST = 22, 14
HEAD = 26


@dataclass(frozen=True)
class BoardRow:
    """One item. `cells` are its texts in the order of the heads; `is_first` may well be the first."""

    key: str
    name: str
    value: float | None
    low: float | None
    high: float | None
    cells: tuple[str, ...]
    facts: Facts
    is_first: bool = False


@lru_cache(maxsize=DRAWINGS)
def board_rows(rows: tuple[BoardRow, ...], heads: tuple[str, ...], look: Look) -> Spec:
    """The chart of at least one row, in the order given."""
    shown = 1 if look.is_phone else len(heads)
    ends = _column_ends(rows, heads[:shown])
    domain = value_range([0, *(row.value for row in rows)], [row.high for row in rows], share=0.03)
    datasets = {
        "rows": [_row(row, shown, look) for row in rows],
        **{f"head_{place}": [{"head": head}] for place, head in enumerate(heads[:shown])},
    }
    with unchecked():
        x_scale = alt.Scale(domain=[0, domain[1]], zero=True, nice=False)
        layers = _dots(rows, look, x_scale)
        for place, end in enumerate(ends):
            layers += _column(rows, look, place, end)
        return finish(layers, look, len(rows) * PITCH + HEAD, datasets)


def _row(row: BoardRow, shown: int, look: Look) -> dict[str, Any]:
    limit = PHONE_NAME_LIMIT if look.is_phone else NAME_LIMIT
    colour = look.palette.worse if row.is_first else look.palette.neutral
    return {
        "key": row.key,
        "name": shortened(row.name, limit),
        "value": row.value,
        "low": row.low,
        "high": row.high,
        "said": f"{row.name} {' '.join(row.cells)}",
        "colour": colour,
        "weight": 600 if row.is_first else 400,
        **{f"cell_{place}": cell for place, cell in enumerate(row.cells[:shown])},
        **tooltip_fields(row.facts),
    }


def _column_ends(rows: tuple[BoardRow, ...], heads: tuple[str, ...]) -> list[float]:
    """Where each column ends, px right of the plot: texts are flush right."""
    ends, at = [], float(FIRST)
    for place, head in enumerate(heads):
        texts = [head, *(row.cells[place] for row in rows)]
        at += max(text_width(text) for text in texts)
        ends.append(at)
        at += SPACE
    return ends


def _y(rows: tuple[BoardRow, ...]) -> alt.Y:
    scale = alt.Scale(domain=[row.key for row in rows], paddingInner=0, paddingOuter=0)
    return alt.Y("key:N", scale=scale, sort=None, axis=None)


def _dots(rows: tuple[BoardRow, ...], look: Look, x_scale: alt.Scale) -> list[alt.Chart]:
    palette = look.palette
    base = alt.Chart(alt.NamedData(name="rows")).encode(y=_y(rows))
    colour = alt.Color("colour:N", scale=None)
    tips = tooltip(rows[0].facts)
    axis = alt.Axis(orient="bottom", grid=True, tickCount=4, labelPadding=4)

    def x(field: str) -> alt.X:
        return alt.X(f"{field}:Q", scale=x_scale, axis=axis, title=None)

    return [
        base.mark_bar(color="transparent").encode(
            x=alt.value(0), x2=alt.value("width"), tooltip=tips, description="said:N"
        ),
        base.mark_rule(strokeWidth=5, opacity=INTERVAL_OPACITY, clip=True, aria=False).encode(
            x=x("low"), x2="high:Q", color=colour, tooltip=tips
        ),
        base.mark_point(size=44, filled=True, opacity=1, aria=False).encode(
            x=x("value"), color=colour, tooltip=tips
        ),
        base.mark_text(align="right", dx=-10, fontSize=12, baseline="middle", aria=False).encode(
            x=alt.value(0), text="name:N", color=alt.value(palette.text)
        ),
    ]


def _column(rows: tuple[BoardRow, ...], look: Look, place: int, end: float) -> list[alt.Chart]:
    palette = look.palette
    cell = {"align": "right", "dx": end, "fontSize": 12, "baseline": "middle", "aria": False}
    return [
        alt.Chart(alt.NamedData(name="rows"))
        .mark_text(**cell)
        .encode(
            x=alt.value("width"),
            y=_y(rows),
            text=f"cell_{place}:N",
            color=alt.value(palette.text if place == 0 else palette.muted),
        ),
        alt.Chart(alt.NamedData(name=f"head_{place}"))
        .mark_text(**{**cell, "color": palette.muted})
        .encode(x=alt.value("width"), y=alt.value(-12), text="head:N"),
    ]
