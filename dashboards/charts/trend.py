"""One metric by month: line, interval band, target, the open month dashed to a hollow dot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import altair as alt

from dashboards import figures
from dashboards.charts.frame import (
    BAND_OPACITY,
    Facts,
    Look,
    data,
    finish,
    tooltip,
    tooltip_fields,
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


def trend(
    months: list[Month], look: Look, *, height: int, target: float | None, target_label: str
) -> alt.LayerChart:
    """The chart of at least one month with a value."""
    palette = look.palette
    frame = [
        {
            "month": "|".join(
                [month.start.isoformat()]
                + figures.month_tick(month.start, position == 0, look.language)
            ),
            "value": month.value,
            "low": month.low,
            "high": month.high,
            **tooltip_fields(month.facts),
            "fill": palette.accent if month.is_closed and not month.is_hollow else palette.surface,
        }
        for position, month in enumerate(months)
    ]
    domain = value_range(
        [month.value for month in months] + [target],
        [month.low for month in months] + [month.high for month in months],
        share=0.1,
    )
    every = 2 if look.is_phone and len(months) > 8 else 1
    ticks = [row["month"] for position, row in enumerate(frame) if position % every == 0]
    x = alt.X(
        "month:O",
        sort=[row["month"] for row in frame],
        scale=alt.Scale(type="point", padding=0.25, domain=[row["month"] for row in frame]),
        axis=alt.Axis(
            labelExpr="slice(split(datum.label, '|'), 1)",
            labelAngle=0,
            labelOverlap=False,
            labelPadding=8,
            grid=False,
            values=ticks,
        ),
        title=None,
    )
    scale = alt.Scale(domain=list(domain), zero=False, nice=True)
    axis = alt.Axis(grid=True, tickCount=4, offset=4)
    y = alt.Y("value:Q", scale=scale, axis=axis, title=None)
    # a closed month is joined to the next, an open one to the last closed, dashed
    closed = [row for row, month in zip(frame, months, strict=True) if month.is_closed]
    tail = (closed[-1:] if closed else []) + [
        row for row, month in zip(frame, months, strict=True) if not month.is_closed
    ]
    layers: list[alt.Chart] = [
        alt.Chart(data(closed))
        .mark_area(opacity=BAND_OPACITY, color=palette.accent, clip=True)
        .encode(x=x, y=alt.Y("low:Q", scale=scale, axis=axis, title=None), y2="high:Q")
    ]
    if target is not None:
        layers += _target(target, target_label, look, scale)
    layers += [
        alt.Chart(data(closed))
        .mark_line(color=palette.accent, strokeWidth=2, invalid="break-paths-show-domains")
        .encode(x=x, y=y),
        alt.Chart(data(tail))
        .mark_line(color=palette.accent, strokeWidth=1.5, strokeDash=[3, 3])
        .encode(x=x, y=y),
        alt.Chart(data(frame))
        .mark_point(size=36, filled=True, opacity=1, stroke=palette.accent, strokeWidth=1.5)
        .encode(
            x=x,
            y=y,
            fill=alt.Fill("fill:N", scale=None),
            tooltip=tooltip(months[0].facts),
        ),
    ]
    last = next(
        (
            (row, month)
            for row, month in zip(reversed(frame), reversed(months), strict=True)
            if month.is_closed and month.value is not None
        ),
        None,
    )
    if last:
        layers.append(
            alt.Chart(data([{**last[0], "shown": last[1].shown}]))
            .mark_text(dy=-13, fontSize=13, fontWeight=600, color=palette.text)
            .encode(x=x, y=y, text="shown:N")
        )
    return finish(alt.layer(*layers), look, height)


def _target(target: float, label: str, look: Look, scale: alt.Scale) -> list[alt.Chart]:
    base = alt.Chart(data([{"at": target, "label": label}])).encode(
        y=alt.Y("at:Q", scale=scale, title=None)
    )
    palette = look.palette
    return [
        base.mark_rule(strokeDash=[4, 3], strokeWidth=1.2, color=palette.accent),
        base.mark_text(align="left", dx=6, fontSize=12, color=palette.muted).encode(
            x=alt.value("width"), text="label:N"
        ),
    ]
