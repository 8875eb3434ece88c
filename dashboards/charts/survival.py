"""Kaplan–Meier curve: share still unresolved by hours since receipt, with band and one marked hour."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import altair as alt

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
)


@dataclass(frozen=True)
class Hour:
    """One hour of the grid, rates in percent."""

    hours: int
    rate: float
    low: float | None
    high: float | None
    facts: Facts


@dataclass(frozen=True)
class Marked:
    """The hour that is asked about and the words at its line."""

    hours: float
    rate: float
    label: str


@lru_cache(maxsize=DRAWINGS)
def survival(
    own: tuple[Hour, ...],
    parent: tuple[tuple[int, float], ...],
    marked: Marked | None,
    look: Look,
    *,
    height: int,
    ticks: tuple[tuple[int, str], ...],
) -> Spec:
    """The chart of at least two hours; `ticks` are hours of the axis with their names."""
    palette = look.palette
    last = own[-1].hours
    datasets: dict[str, list[dict[str, Any]]] = {
        "own": [
            {
                "hours": hour.hours,
                "rate": hour.rate,
                "low": hour.rate if hour.low is None else hour.low,
                "high": hour.rate if hour.high is None else hour.high,
                "said": " ".join(text for _, text in hour.facts),
                **tooltip_fields(hour.facts),
            }
            for hour in own
        ],
        "parent": [{"hours": hours, "rate": rate} for hours, rate in parent if hours <= last],
        "marked": [{"hours": marked.hours, "rate": marked.rate, "label": marked.label}]
        if marked
        else [],
    }
    named = dict(ticks)
    said = " : ".join(f"datum.value == {hours} ? '{name}'" for hours, name in named.items())
    with unchecked():
        # half of the tickets are done within hours, the last after weeks
        x_scale = alt.Scale(type="sqrt", domain=[0, last], nice=False)
        y_scale = alt.Scale(domain=[0, 100], nice=False)
        x = alt.X(
            "hours:Q",
            scale=x_scale,
            title=None,
            axis=alt.Axis(
                grid=False,
                values=[hours for hours in named if hours <= last],
                labelExpr=f"{said} : ''",
                labelPadding=8,
                labelOverlap=False,
            ),
        )
        axis = alt.Axis(grid=True, values=[0, 25, 50, 75, 100], labelExpr="datum.value + '%'")
        y = alt.Y("rate:Q", scale=y_scale, axis=axis, title=None)
        base = {
            name: alt.Chart(alt.NamedData(name=name)).encode(x=x)
            for name in ("own", "parent", "marked")
        }
        layers = [
            base["own"]
            .mark_area(
                interpolate="step-after", opacity=BAND_OPACITY, color=palette.accent, aria=False
            )
            .encode(y=alt.Y("low:Q", scale=y_scale, axis=axis, title=None), y2="high:Q"),
            base["parent"]
            .mark_line(
                interpolate="step-after", strokeWidth=1.2, color=palette.neutral, aria=False
            )
            .encode(y=y),
            base["own"]
            .mark_line(interpolate="step-after", strokeWidth=2, color=palette.accent, aria=False)
            .encode(y=y),
            base["own"]
            .mark_point(size=70, filled=True, opacity=0)
            .encode(y=y, description="said:N", tooltip=tooltip(own[0].facts)),
            base["marked"].mark_rule(
                strokeDash=[4, 3], strokeWidth=1.2, color=palette.accent, aria=False
            ),
            base["marked"]
            .mark_point(size=44, filled=True, opacity=1, color=palette.accent, aria=False)
            .encode(y=y),
            base["marked"]
            .mark_text(
                align="left", dx=8, dy=-12, fontSize=13, fontWeight=600, color=palette.text,
                aria=False,
            )
            .encode(y=y, text="label:N"),
        ]  # fmt: skip
        return finish(layers, look, height, datasets)
