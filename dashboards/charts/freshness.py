"""Heat table of days since the newest data: a feed a row, a province a column."""

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
    tooltip,
    tooltip_fields,
    unchecked,
)
from dashboards.palette import Palette

NAME_LIMIT, ROW = 150, 25
# Times its rhythm that a feed is old, and the colour from there on: paler to darker rust.
STEPS = ((2.0, 2), (1.5, 3), (1.0, 4))


@dataclass(frozen=True)
class Cell:
    """Days since the newest data of a feed in a province; None where none ever came."""

    feed: str
    province: str
    key: str
    days: int | None
    rhythm: int
    facts: Facts


@lru_cache(maxsize=DRAWINGS)
def freshness_heat(cells: tuple[Cell, ...], look: Look, *, selection: str) -> Spec:
    """The chart of at least one cell, feeds and provinces in the order given."""
    feeds = list(dict.fromkeys(cell.feed for cell in cells))
    provinces = list(dict.fromkeys(cell.province for cell in cells))
    turned = look.language == "en"
    with unchecked():
        names = {feed: shortened(feed, NAME_LIMIT) for feed in feeds}
        x = alt.X(
            "province:N",
            sort=provinces,
            scale=alt.Scale(paddingInner=0.06, paddingOuter=0),
            axis=alt.Axis(
                orient="top",
                labelAngle=-50 if turned else 0,
                labelAlign="left" if turned else "center",
                labelFontSize=12 if turned else 11,
                labelOverlap=False,
                labelPadding=4,
                grid=False,
            ),
            title=None,
        )
        y = alt.Y(
            "feed:N",
            sort=[names[feed] for feed in feeds],
            scale=alt.Scale(paddingInner=0.1, paddingOuter=0),
            axis=alt.Axis(
                labelColor=look.palette.text, labelLimit=NAME_LIMIT + 20, labelOverlap=False,
                grid=False,
            ),
            title=None,
        )  # fmt: skip
        base = alt.Chart(alt.NamedData(name="cells")).encode(x=x, y=y)
        boxes = base.mark_rect(cornerRadius=2, cursor="pointer").encode(
            color=alt.Color("fill:N", scale=None),
            stroke=alt.Stroke("edge:N", scale=None),
            description="said:N",
            tooltip=tooltip(cells[0].facts),
        )
        boxes = boxes.add_params(alt.selection_point(name=selection, fields=["key"], on="click"))
        numbers = base.mark_text(fontSize=11.5, aria=False).encode(
            text="shown:N", color=alt.Color("ink:N", scale=None)
        )
        height = len(feeds) * ROW + (76 if turned else 30)
        rows = [_row(cell, names[cell.feed], look.palette) for cell in cells]
        return finish([boxes, numbers], look, height, {"cells": rows})


def _row(cell: Cell, feed: str, palette: Palette) -> dict[str, Any]:
    fill, ink = palette.soft, palette.muted
    for times, step in STEPS:
        if cell.days is not None and cell.days > times * cell.rhythm:
            fill = palette.diverging[step]
            # the words on the darker steps of rust keep their contrast with the page's own ink
            ink = palette.text
            break
    shown = "–" if cell.days is None else str(cell.days)
    return {
        "key": cell.key,
        "feed": feed,
        "province": cell.province,
        "shown": shown,
        "said": f"{cell.feed} {cell.province} {shown}",
        "fill": palette.surface if cell.days is None else fill,
        "edge": palette.map_edge if cell.days is None else "transparent",
        "ink": ink,
        **tooltip_fields(cell.facts),
    }
