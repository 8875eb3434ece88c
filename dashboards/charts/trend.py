"""One metric by month: line, interval band, target, the open month dashed to a hollow dot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import altair as alt

from dashboards import figures
from dashboards.charts.frame import (
    BAND_OPACITY,
    DRAWINGS,
    Facts,
    Look,
    Spec,
    finish,
    tooltip,
    tooltip_fields,
    unchecked,
    value_range,
)


@dataclass(frozen=True)
class Month:
    """One month, numbers as drawn; `value` is None where there is no figure: the line breaks."""

    start: date
    value: float | None
    low: float | None
    high: float | None
    shown: str
    facts: Facts
    is_closed: bool
    is_hollow: bool = False


@lru_cache(maxsize=DRAWINGS)
def trend(
    months: tuple[Month, ...],
    look: Look,
    *,
    height: int,
    target: float | None,
    target_label: str,
) -> Spec:
    """The chart of at least one month with a value."""
    frame = [month_row(month, position, look) for position, month in enumerate(months)]
    closed = [row for row, month in zip(frame, months, strict=True) if month.is_closed]
    still_open = [row for row, month in zip(frame, months, strict=True) if not month.is_closed]
    labelled = [row for row in closed if row["value"] is not None][-1:]
    datasets = {
        "months": frame,
        "closed": closed,
        # an open month is joined to the last closed one, dashed
        "open": closed[-1:] + still_open,
        "last": labelled,
        "target": [{"at": target, "label": target_label}],
    }
    domain = value_range(
        [month.value for month in months] + [target],
        [month.low for month in months] + [month.high for month in months],
        share=0.1,
    )
    with unchecked():
        scale = alt.Scale(domain=list(domain), zero=False, nice=True)
        layers = _layers(months, look, scale, month_axis(frame, look))
        if target is not None:
            layers[1:1] = _target(look, scale)
        return finish(layers, look, height, datasets)


def month_row(month: Month, position: int, look: Look) -> dict[str, Any]:
    """The fields of a month; `month` is its key on the axis."""
    palette = look.palette
    tick = figures.month_tick(month.start, position == 0, look.language)
    return {
        "month": "|".join([month.start.isoformat(), *tick]),
        "value": month.value,
        "low": month.low,
        "high": month.high,
        "shown": month.shown,
        "said": f"{''.join(tick[:1])} {month.shown}",
        **tooltip_fields(month.facts),
        "fill": palette.accent if month.is_closed and not month.is_hollow else palette.surface,
    }


def month_axis(frame: list[dict[str, Any]], look: Look) -> alt.X:
    """The axis of these months, the year under January and the first."""
    names = [row["month"] for row in frame]
    every = 2 if look.is_phone and len(names) > 8 else 1
    return alt.X(
        "month:O",
        sort=names,
        scale=alt.Scale(type="point", padding=0.25, domain=names),
        axis=alt.Axis(
            # the key before the first bar only keeps the months of two years apart
            labelExpr="slice(split(datum.label, '|'), 1)",
            labelAngle=0,
            labelOverlap=False,
            labelPadding=8,
            grid=False,
            values=names[::every],
        ),
        title=None,
    )


def _layers(months: tuple[Month, ...], look: Look, scale: alt.Scale, x: alt.X) -> list[alt.Chart]:
    palette = look.palette
    axis = alt.Axis(grid=True, tickCount=4, offset=4)
    y = alt.Y("value:Q", scale=scale, axis=axis, title=None)
    closed = alt.Chart(alt.NamedData(name="closed"))
    return [
        closed.mark_area(
            opacity=BAND_OPACITY,
            aria=False,
            color=palette.accent,
            clip=True,
            invalid="break-paths-show-domains",
        ).encode(x=x, y=alt.Y("low:Q", scale=scale, axis=axis, title=None), y2="high:Q"),
        closed.mark_line(
            color=palette.accent, aria=False, strokeWidth=2, invalid="break-paths-show-domains"
        ).encode(x=x, y=y),
        alt.Chart(alt.NamedData(name="open"))
        .mark_line(color=palette.accent, strokeWidth=1.5, strokeDash=[3, 3], aria=False)
        .encode(x=x, y=y),
        alt.Chart(alt.NamedData(name="months"))
        .mark_point(size=36, filled=True, opacity=1, stroke=palette.accent, strokeWidth=1.5)
        .encode(
            x=x,
            y=y,
            description="said:N",
            fill=alt.Fill("fill:N", scale=None),
            tooltip=tooltip(months[0].facts),
        ),
        alt.Chart(alt.NamedData(name="last"))
        .mark_text(dy=-13, fontSize=13, fontWeight=600, color=palette.text, aria=False)
        .encode(x=x, y=y, text="shown:N"),
    ]


def _target(look: Look, scale: alt.Scale) -> list[alt.Chart]:
    palette = look.palette
    base = alt.Chart(alt.NamedData(name="target")).encode(y=alt.Y("at:Q", scale=scale, title=None))
    return [
        base.mark_rule(strokeDash=[4, 3], strokeWidth=1.2, color=palette.accent, aria=False),
        base.mark_text(align="left", dx=6, fontSize=12, color=palette.muted, aria=False).encode(
            x=alt.value("width"), text="label:N"
        ),
    ]
