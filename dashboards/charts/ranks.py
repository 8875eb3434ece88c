"""A league as ranks: dot = expected rank, bar = 95 % rank interval, ties with the best shaded.

Right of the plot two columns of figures: as measured, and drawn to the mean by its unreliability.
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
)
from dashboards.charts.rows import NAME_LIMIT, PHONE_NAME_LIMIT

FIRST_COLUMN, SECOND_COLUMN = 50, 108


@dataclass(frozen=True)
class RankRow:
    """One unit; without a rank it stands last with a dash."""

    key: str
    name: str
    rank: float | None
    low: float | None
    high: float | None
    raw: str
    shrunken: str
    verdict: str
    is_tie: bool
    is_own: bool
    facts: Facts


@lru_cache(maxsize=DRAWINGS)
def ranks(
    rows: tuple[RankRow, ...], ranked: int, heads: tuple[str, str], look: Look, *,
    pitch: int, selection: str,
) -> Spec:  # fmt: skip
    """The chart, rows in the order given; `heads` name the two columns of figures."""
    size = 11.5 if pitch < 20 else 12
    frame = [_row(row, look, size) for row in rows]
    head = [{"first": heads[0], "second": heads[1]}]
    with unchecked():
        layers = _layers(rows, ranked, look, size, selection)
        return finish(layers, look, len(rows) * pitch + 34, {"rows": frame, "head": head})


def _row(row: RankRow, look: Look, size: float) -> dict[str, Any]:
    palette = look.palette
    colour = {"better": palette.better, "worse": palette.worse, "none": palette.neutral}
    limit = PHONE_NAME_LIMIT if look.is_phone else NAME_LIMIT
    return {
        "key": row.key,
        "said": f"{row.name} {row.raw}",
        "name": shortened(row.name, limit, size),
        "rank": row.rank,
        "low": row.low,
        "high": row.high,
        "raw": row.raw,
        "shrunken": row.shrunken,
        "colour": colour[row.verdict],
        "back": palette.soft if row.is_tie else "transparent",
        "weight": 600 if row.is_own else 400,
        "own": palette.accent if row.is_own else palette.text,
        "ink": colour[row.verdict] if row.verdict != "none" else palette.text,
        **tooltip_fields(row.facts),
    }


def _layers(
    rows: tuple[RankRow, ...], ranked: int, look: Look, size: float, selection: str
) -> list[alt.Chart]:
    scale = alt.Scale(domain=[0.3, max(ranked, 1) + 0.7], zero=False, nice=False)
    y_scale = alt.Scale(domain=[row.key for row in rows], paddingInner=0, paddingOuter=0)
    ticks = sorted({1, *range(5, ranked + 1, 5 if ranked <= 20 else 10)})
    axis = alt.Axis(orient="top", grid=True, values=ticks, labelPadding=4, format="d")
    y = alt.Y("key:N", scale=y_scale, sort=None, axis=None)
    base = alt.Chart(alt.NamedData(name="rows")).encode(y=y)
    solid = alt.Color("colour:N", scale=None)
    tips = tooltip(rows[0].facts)

    def x(field: str) -> alt.X:
        return alt.X(f"{field}:Q", scale=scale, axis=axis, title=None)

    picked = alt.selection_point(name=selection, fields=["key"], on="click")
    return [
        base.mark_bar(cursor="pointer")
        .encode(
            x=alt.value(0), x2=alt.value("width"), color=alt.Color("back:N", scale=None),
            description="said:N", tooltip=tips,
        )
        .add_params(picked),
        base.mark_rule(strokeWidth=5, opacity=INTERVAL_OPACITY, clip=True, aria=False).encode(
            x=x("low"), x2="high:Q", color=solid, tooltip=tips
        ),
        base.mark_point(size=40, filled=True, opacity=1, aria=False).encode(
            x=x("rank"), color=solid, tooltip=tips
        ),
        *_texts(base, size, look),
    ]  # fmt: skip


def _texts(base: alt.Chart, size: float, look: Look) -> list[alt.Chart]:
    def text(field: str, x: Any, dx: int, colour: str) -> alt.Chart:
        return base.mark_text(
            align="right", dx=dx, fontSize=size, baseline="middle", aria=False
        ).encode(x=alt.value(x), text=f"{field}:N", color=alt.Color(f"{colour}:N", scale=None))

    def head(field: str, dx: int) -> alt.Chart:
        return (
            alt.Chart(alt.NamedData(name="head"))
            .mark_text(align="right", dx=dx, dy=-13, fontSize=11.5, color=look.palette.muted,
                       baseline="middle", aria=False)
            .encode(x=alt.value("width"), y=alt.value(0), text=f"{field}:N")
        )  # fmt: skip

    return [
        text("name", 0, -8, "own"),
        text("raw", "width", FIRST_COLUMN, "ink"),
        text("shrunken", "width", SECOND_COLUMN, "own"),
        head("first", FIRST_COLUMN),
        head("second", SECOND_COLUMN),
    ]
