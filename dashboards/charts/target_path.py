"""A metric's months so far, its baseline, and the way to the target: is the target a real one?

The band is where a single month falls by its own noise around the baseline with the expected rebound:
a target inside it would be reached by doing nothing.
"""

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
class PathMonth:
    """One month, numbers as drawn: the figure where there is one, path, band where they are known."""

    start: date
    value: float | None
    path: float | None
    low: float | None
    high: float | None
    facts: Facts


@lru_cache(maxsize=DRAWINGS)
def target_path(
    months: tuple[PathMonth, ...],
    look: Look,
    *,
    height: int,
    target: float | None,
    target_label: str,
    rebound: float | None,
    rebound_label: str,
) -> Spec:
    """The chart of at least one month."""
    rows = [_row(month, place, look) for place, month in enumerate(months)]
    paths = [row for row in rows if row["path"] is not None]
    last = paths[-1]["month"] if paths else rows[-1]["month"]
    datasets = {
        "months": rows,
        "known": [row for row in rows if row["value"] is not None],
        "path": paths,
        "target": [{"month": last, "at": target, "label": target_label}],
        "rebound": [{"at": rebound, "label": rebound_label}],
    }
    domain = value_range(
        [month.value for month in months] + [month.path for month in months] + [target, rebound],
        [month.low for month in months] + [month.high for month in months],
        share=0.1,
    )
    with unchecked():
        scale = alt.Scale(domain=list(domain), zero=False, nice=True)
        layers = _layers(months, rows, look, scale)
        if rebound is not None:
            layers += _rebound(look, scale)
        if target is not None and paths:
            # a falling path comes from above: its name stands below
            layers += _target(rows, look, scale, 16 if paths[0]["path"] > target else -14)
        return finish(layers, look, height, datasets)


def _row(month: PathMonth, place: int, look: Look) -> dict[str, Any]:
    tick = figures.month_tick(month.start, place == 0, look.language)
    return {
        "month": "|".join([month.start.isoformat(), *tick]),
        "value": month.value,
        "path": month.path,
        "low": month.low,
        "high": month.high,
        **tooltip_fields(month.facts),
    }


def _x(rows: list[dict[str, Any]], look: Look) -> alt.X:
    names = [row["month"] for row in rows]
    every = 3 if look.is_phone and len(names) > 8 else 2 if len(names) > 14 else 1
    return alt.X(
        "month:O",
        sort=names,
        scale=alt.Scale(type="point", padding=0.25, domain=names),
        axis=alt.Axis(
            labelExpr="slice(split(datum.label, '|'), 1)",
            labelAngle=0,
            labelOverlap=False,
            labelPadding=8,
            grid=False,
            values=names[::every],
        ),
        title=None,
    )


def _layers(
    months: tuple[PathMonth, ...], rows: list[dict[str, Any]], look: Look, scale: alt.Scale
) -> list[alt.Chart]:
    palette = look.palette
    x = _x(rows, look)
    axis = alt.Axis(grid=True, tickCount=4, offset=4)

    def y(field: str) -> alt.Y:
        return alt.Y(f"{field}:Q", scale=scale, axis=axis, title=None)

    known = alt.Chart(alt.NamedData(name="known"))
    return [
        alt.Chart(alt.NamedData(name="months"))
        .mark_area(
            opacity=BAND_OPACITY,
            color=palette.neutral,
            aria=False,
            clip=True,
            invalid="break-paths-show-domains",
        )
        .encode(x=x, y=y("low"), y2="high:Q"),
        alt.Chart(alt.NamedData(name="path"))
        .mark_line(color=palette.accent, strokeWidth=1.2, strokeDash=[4, 3], aria=False)
        .encode(x=x, y=y("path")),
        alt.Chart(alt.NamedData(name="months"))
        .mark_line(
            color=palette.accent, strokeWidth=2, aria=False, invalid="break-paths-show-domains"
        )
        .encode(x=x, y=y("value")),
        known.mark_point(size=30, filled=True, opacity=1, color=palette.accent).encode(
            x=x, y=y("value"), tooltip=tooltip(months[0].facts)
        ),
    ]


def _rebound(look: Look, scale: alt.Scale) -> list[alt.Chart]:
    """Where the metric would go by itself: a thin solid line with its name."""
    palette = look.palette
    base = alt.Chart(alt.NamedData(name="rebound")).encode(y=alt.Y("at:Q", scale=scale, title=None))
    return [
        base.mark_rule(strokeWidth=1, color=palette.faint, aria=False),
        base.mark_text(align="left", dx=6, fontSize=12, color=palette.muted, aria=False).encode(
            x=alt.value("width"), text="label:N"
        ),
    ]


def _target(
    rows: list[dict[str, Any]], look: Look, scale: alt.Scale, below: int
) -> list[alt.Chart]:
    palette = look.palette
    base = alt.Chart(alt.NamedData(name="target")).encode(
        x=_x(rows, look), y=alt.Y("at:Q", scale=scale, title=None)
    )
    return [
        base.mark_point(shape="triangle-up", size=70, filled=True, color=palette.accent, opacity=1),
        base.mark_text(
            dy=below, fontSize=12, color=palette.accent, align="right", dx=6, aria=False
        ).encode(text="label:N"),
    ]
