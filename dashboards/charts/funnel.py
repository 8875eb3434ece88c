"""Funnel plot: distance from the peers' mean over what chance alone allows (Spiegelhalter 2005).

Both limits are lines of one picture: chance (solid, straight, as the axis is its 95 % half-width)
and the exceptional (dashed, with the usual spread of peers).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import hypot
from typing import Any

import altair as alt

from dashboards.charts import placed
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
from dashboards.charts.labels import Label, place

# 99.8 % over 95 % limits of a normal distribution
WIDER, Z_95 = 3.0902 / 1.96, 1.96
STEPS = 24
WIDTH, PHONE_WIDTH = 560, 280


@dataclass(frozen=True)
class Point:
    """One unit: `spread` is its 95 % half-width by chance, `off` its distance from the peers' mean."""

    key: str
    name: str
    spread: float
    off: float
    verdict: str
    """better or worse beyond the limits for the exceptional, else none."""
    is_beyond_chance: bool
    is_own: bool
    facts: Facts


@dataclass(frozen=True)
class Words:
    """Names of the lines at the right edge."""

    chance: str
    exceptional: str


@lru_cache(maxsize=DRAWINGS)
def funnel(
    points: tuple[Point, ...],
    tau: float | None,
    words: Words,
    look: Look,
    *,
    height: int,
    selection: str,
) -> Spec:
    """The chart of at least one point; without one `tau` for all only chance is drawn."""
    reach = max(point.spread for point in points) * 1.08 or 1.0
    widest = max([abs(point.off) for point in points] + [reach * 1.05]) * 1.1
    lines = _limits(reach, tau, words)
    frame = [_row(point, look) for point in points]
    with unchecked():
        x = alt.Scale(domain=[0, reach], nice=False)
        y = alt.Scale(domain=[-widest, widest], nice=False)
        layers = _layers(points, look, x, y, selection)
        datasets = {
            "points": frame,
            "lines": lines,
            "ends": _ends(lines, widest),
            "zero": [{"off": 0}],
        }
        datasets["labels"] = _labels(points, look, reach, widest, height)
        return finish(layers, look, height, datasets)


def _limits(reach: float, tau: float | None, words: Words) -> list[dict[str, Any]]:
    found = []
    for step in range(STEPS + 1):
        at = reach * step / STEPS
        kinds = [("chance", at, [1, 0], words.chance)]
        if tau:
            kinds.append(("exceptional", hypot(at, Z_95 * tau), [5, 4], words.exceptional))
        for kind, half, dash, name in kinds:
            for factor, level in ((1.0, "95"), (WIDER, "99.8")):
                for sign in (1, -1):
                    found.append(
                        {"line": f"{kind}{level}{sign}", "at": at, "limit": sign * half * factor,
                         "dash": dash, "name": name, "level": level, "ink": 1.0 if level == "95" else 0.5}
                    )  # fmt: skip
    return found


def _ends(lines: list[dict[str, Any]], widest: float) -> list[dict[str, Any]]:
    """The upper 95 % lines are named where they leave the picture."""
    last: dict[str, dict[str, Any]] = {}
    for row in lines:
        if row["limit"] > 0 and row["level"] == "95" and row["limit"] <= widest:
            last[row["line"]] = row
    return sorted(last.values(), key=lambda row: row["line"])


def _row(point: Point, look: Look) -> dict[str, Any]:
    palette = look.palette
    colour = {"better": palette.better, "worse": palette.worse, "none": palette.neutral}
    ink = colour[point.verdict]
    is_filled = point.verdict != "none" or not point.is_beyond_chance
    return {
        "key": point.key,
        "said": f"{point.name} {point.off:+.1f}",
        "at": point.spread,
        "off": point.off,
        "ink": palette.accent if point.is_own and point.verdict == "none" else ink,
        "fill": ink if is_filled else palette.surface,
        "size": 110 if point.is_own else 44,
        **tooltip_fields(point.facts),
    }


def _labels(
    points: tuple[Point, ...], look: Look, reach: float, widest: float, height: int
) -> list[dict[str, Any]]:
    """Names of the own unit and of those beyond the limits for the exceptional."""
    width = PHONE_WIDTH if look.is_phone else WIDTH
    wanted = [point for point in points if point.is_own or point.verdict != "none"]
    wanted.sort(key=lambda point: (not point.is_own, -abs(point.off)))
    rows = [
        Label(p.name, p.spread / reach * width, (1 - (p.off + widest) / 2 / widest) * (height - 30))
        for p in wanted
    ]
    return [
        {"text": found.text, "at": found.x / width * reach,
         "off": (1 - found.y / (height - 30)) * 2 * widest - widest,
         "dx": found.dx, "dy": found.dy}
        for found in place(rows, width, height - 30, beside=True)
    ]  # fmt: skip


def _layers(
    points: tuple[Point, ...], look: Look, x_scale: alt.Scale, y_scale: alt.Scale, selection: str
) -> list[alt.Chart]:
    palette = look.palette
    x = alt.X("at:Q", scale=x_scale, title=None, axis=alt.Axis(grid=False, tickCount=5))

    def y(field: str) -> alt.Y:
        axis = alt.Axis(
            grid=True,
            tickCount=5,
            offset=4,
            labelExpr="datum.value == 0 ? '0' : format(datum.value, '+')",
        )
        return alt.Y(f"{field}:Q", scale=y_scale, axis=axis, title=None)

    lines = alt.Chart(alt.NamedData(name="lines"))
    base = alt.Chart(alt.NamedData(name="points")).encode(x=x, y=y("off"))
    zero = alt.Chart(alt.NamedData(name="zero"))
    tips = tooltip(points[0].facts)
    picked = alt.selection_point(name=selection, fields=["key"], on="click")
    return [
        zero.mark_rule(color=palette.muted, strokeWidth=1, aria=False).encode(y=y("off")),
        lines.mark_line(color=palette.faint, strokeWidth=1.2, clip=True, aria=False).encode(
            x=x, y=y("limit"), detail="line:N",
            strokeDash=alt.StrokeDash("dash:N", scale=None, legend=None),
            opacity=alt.Opacity("ink:Q", scale=None, legend=None),
        ),
        alt.Chart(alt.NamedData(name="ends"))
        .mark_text(align="right", dx=-4, dy=-7, fontSize=11.5, color=palette.muted, aria=False)
        .encode(x=x, y=y("limit"), text="name:N"),
        base.mark_point(filled=True, opacity=1, strokeWidth=1.6, cursor="pointer")
        .encode(
            fill=alt.Fill("fill:N", scale=None), stroke=alt.Stroke("ink:N", scale=None),
            size=alt.Size("size:Q", scale=None), description="said:N", tooltip=tips,
        )
        .add_params(picked),
        *placed.names(look, x, y("off"), 600),
    ]  # fmt: skip
