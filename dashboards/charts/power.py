"""Chance of finding the effect against the number of pilots, with the chance one asks for."""

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
    tooltip,
    tooltip_fields,
    unchecked,
)


@dataclass(frozen=True)
class PowerPoint:
    """One number of pilots; `rate` 0-1, None where the design cannot answer."""

    pilot_count: int
    rate: float | None
    shown: str
    facts: Facts
    is_chosen: bool


@lru_cache(maxsize=DRAWINGS)
def power(
    points: tuple[PowerPoint, ...], look: Look, *, height: int, wanted: float, wanted_label: str
) -> Spec:
    """The chart; numbers of pilots that cannot answer stand hollow on the zero line."""
    rows = [_row(point, look) for point in points]
    datasets = {
        "points": rows,
        "able": [row for row in rows if row["is_able"]],
        "chosen": [row for row in rows if row["is_chosen"]],
        "wanted": [{"at": wanted * 100, "label": wanted_label}],
    }
    with unchecked():
        return finish(_layers(points, look), look, height, datasets)


def _row(point: PowerPoint, look: Look) -> dict[str, Any]:
    palette = look.palette
    is_able = point.rate is not None
    return {
        "pilots": str(point.pilot_count),
        "rate": 100 * (point.rate or 0.0),
        "shown": point.shown,
        "said": f"{point.pilot_count}: {point.shown}",
        "is_able": is_able,
        "is_chosen": point.is_chosen,
        "stroke": palette.accent if is_able else palette.faint,
        "fill": palette.accent if point.is_chosen and is_able else palette.surface,
        **tooltip_fields(point.facts),
    }


def _layers(points: tuple[PowerPoint, ...], look: Look) -> list[alt.Chart]:
    palette = look.palette
    names = [str(point.pilot_count) for point in points]
    x = alt.X(
        "pilots:O",
        sort=names,
        scale=alt.Scale(type="point", padding=0.4, domain=names),
        axis=alt.Axis(labelAngle=0, labelPadding=8, grid=False),
        title=None,
    )
    scale = alt.Scale(domain=[0, 100], nice=False)
    axis = alt.Axis(
        grid=True, values=[0, 20, 40, 60, 80, 100], offset=4, labelExpr="datum.label + '%'"
    )
    y = alt.Y("rate:Q", scale=scale, axis=axis, title=None)
    wanted = alt.Chart(alt.NamedData(name="wanted")).encode(
        y=alt.Y("at:Q", scale=scale, axis=axis, title=None)
    )
    return [
        wanted.mark_rule(strokeDash=[4, 3], strokeWidth=1.2, color=palette.accent, aria=False),
        wanted.mark_text(align="left", dx=6, fontSize=12, color=palette.muted, aria=False).encode(
            x=alt.value("width"), text="label:N"
        ),
        alt.Chart(alt.NamedData(name="able"))
        .mark_line(color=palette.accent, strokeWidth=1.6, opacity=0.5, aria=False)
        .encode(x=x, y=y),
        alt.Chart(alt.NamedData(name="points"))
        .mark_point(size=60, filled=True, opacity=1, strokeWidth=1.6)
        .encode(
            x=x,
            y=y,
            description="said:N",
            fill=alt.Fill("fill:N", scale=None),
            stroke=alt.Stroke("stroke:N", scale=None),
            tooltip=tooltip(points[0].facts),
        ),
        alt.Chart(alt.NamedData(name="chosen"))
        .mark_text(dy=-15, fontSize=13, fontWeight=600, color=palette.text, aria=False)
        .encode(x=x, y=y, text="shown:N"),
    ]
