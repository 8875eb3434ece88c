"""The effect of a project and what it must withstand, on one scale of the metric's unit.

Dot = estimate, translucent bar = 95 % interval; below it the estimate weighted by footfall, the range
when each city is left out in turn, and the rebound expected of a board that was chosen low.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import altair as alt

from dashboards.charts.frame import (
    DRAWINGS,
    INTERVAL_OPACITY,
    Look,
    Spec,
    finish,
    shortened,
    text_width,
    unchecked,
)

FIRST_PITCH, PITCH, AXIS = 38, 23, 24
NAME_LIMIT, PHONE_NAME_LIMIT = 150, 108
Verdict = Literal["better", "worse", "none"]


@dataclass(frozen=True)
class EffectRow:
    """One line, numbers as drawn. The first is the effect itself, drawn larger."""

    name: str
    shown: str
    value: float | None
    low: float | None = None
    high: float | None = None
    is_rebound: bool = False


@lru_cache(maxsize=DRAWINGS)
def effect(rows: tuple[EffectRow, ...], verdict: Verdict, look: Look) -> Spec:
    """The chart of at least one row; zero is always in sight."""
    palette = look.palette
    colour = {"better": palette.better, "worse": palette.worse, "none": palette.neutral}[verdict]
    ends = [v for row in rows for v in (row.value, row.low, row.high) if v is not None]
    low, high = min([*ends, 0.0]), max([*ends, 0.0])
    room = (high - low) * 0.08 or 1.0
    heights = [FIRST_PITCH] + [PITCH] * (len(rows) - 1)
    total = sum(heights)
    frame = [
        _row(row, number, sum(heights[:number]) + heights[number] / 2, colour, look)
        for number, row in enumerate(rows)
    ]
    right = max(text_width(row.shown, 13) for row in rows)
    with unchecked():
        x_scale = alt.Scale(domain=[low - room, high + room], zero=False, nice=True)
        y_scale = alt.Scale(domain=[total, 0], nice=False, zero=False)
        layers = _layers(look, x_scale, y_scale, right)
        return finish(layers, look, total + AXIS, {"rows": frame, "zero": [{"at": 0}]})


def _row(row: EffectRow, number: int, at: float, colour: str, look: Look) -> dict[str, Any]:
    palette = look.palette
    is_first = number == 0
    limit = PHONE_NAME_LIMIT if look.is_phone else NAME_LIMIT
    return {
        "y": at,
        "name": shortened(row.name, limit, 12),
        "shown": row.shown,
        "said": f"{row.name} {row.shown}",
        "value": None if row.is_rebound else row.value,
        "rebound": row.value if row.is_rebound else None,
        "low": row.low,
        "high": row.high,
        "colour": colour if is_first else palette.neutral,
        "width": 9 if is_first else 5,
        "size": 130 if is_first else 36,
        "weight": "bold" if is_first else "normal",
        "ink": colour if is_first else palette.text,
    }


def _layers(look: Look, x_scale: alt.Scale, y_scale: alt.Scale, right: float) -> list[alt.Chart]:
    palette = look.palette
    axis = alt.Axis(
        orient="bottom",
        grid=True,
        tickCount=5,
        labelPadding=4,
        labelExpr="(datum.value > 0 ? '+' : datum.value < 0 ? '\u2212' : '')"
        " + format(abs(datum.value), '~g')",
    )
    base = alt.Chart(alt.NamedData(name="rows")).encode(y=alt.Y("y:Q", scale=y_scale, axis=None))
    ink = alt.Color("colour:N", scale=None)

    def x(field: str) -> alt.X:
        return alt.X(f"{field}:Q", scale=x_scale, axis=axis, title=None)

    def bars(is_first: bool) -> alt.Chart:
        # a mark has one width: the effect's bar is thicker than the checks'
        return (
            base.transform_filter(f"datum.width {'>' if is_first else '<='} 5")
            .mark_rule(strokeWidth=9 if is_first else 5, opacity=INTERVAL_OPACITY, aria=False)
            .encode(x=x("low"), x2="high:Q", color=ink)
        )

    def words(is_first: bool) -> list[alt.Chart]:
        rows = base.transform_filter(f"datum.weight == '{'bold' if is_first else 'normal'}'")
        size, weight = (13, 600) if is_first else (12, 400)
        return [
            rows.mark_text(
                align="right", dx=-8, fontSize=size, fontWeight=weight, color=palette.text,
                baseline="middle", aria=False,
            ).encode(x=alt.value(0), text="name:N"),
            rows.mark_text(
                align="right", dx=right + 10, fontSize=size, fontWeight=weight, baseline="middle",
                aria=False,
            ).encode(x=alt.value("width"), text="shown:N", color=alt.Color("ink:N", scale=None)),
        ]  # fmt: skip

    return [
        bars(True),
        alt.Chart(alt.NamedData(name="zero"))
        .mark_rule(strokeWidth=1, color=palette.muted, aria=False)
        .encode(x=alt.X("at:Q", scale=x_scale, axis=axis, title=None)),
        bars(False),
        base.mark_tick(thickness=2, size=16, color=palette.watch).encode(
            x=x("rebound"), description="said:N"
        ),
        base.mark_point(filled=True, opacity=1).encode(
            x=x("value"), color=ink, size=alt.Size("size:Q", scale=None), description="said:N"
        ),
        *words(True),
        *words(False),
    ]
