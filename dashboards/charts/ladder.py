"""The gap ladder: what every side says of an element, on one line, so that the eye sees where it falls.

Two tracks, as the scales differ: above, the customers' scale (E M S P); below, the inspection's
(S D C). Letters stand in the marks. Only P and E are joined, as only they may be subtracted as they
stand. On a phone P and E alone are drawn.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

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
    value_range,
)

ROW, PHONE_ROW, HEAD = 44, 30, 28
# Where marks may stand within a row, px from its middle: the track itself, then away from the other.
LANES = {
    "customer": (-9.0, -22.0, 4.0),
    "inspection": (9.0, 22.0, -4.0),
    "alone": (0.0, -13.0, 13.0),
}
# Marks closer than this overlap; reckoned for a plot of this width.
NEAR, PLOT_WIDTH, PHONE_PLOT_WIDTH = 14.0, 860.0, 170.0
DISC, SQUARE = 190, 180
NAME_LIMIT, PHONE_NAME_LIMIT = 170, 124

Verdict = Literal["worse", "better", "none", "hollow"]


@dataclass(frozen=True)
class Rung:
    """One element: sides on 0-100, None where not known; the texts at the right.

    `verdict` colours P; hollow = too few answers or an open period, drawn without the bar.
    """

    key: str
    name: str
    customer: tuple[tuple[str, float | None], ...]
    """Letter and value: E, M, S, P."""
    inspection: tuple[tuple[str, float | None], ...]
    """Letter and value: S, D, C."""
    verdict: Verdict
    main: str
    second: str
    third: str
    facts: Facts
    is_delivery_thin: bool = False
    """D rests on too few visits: hollow."""


@lru_cache(maxsize=DRAWINGS)
def ladder(
    rungs: tuple[Rung, ...], heads: tuple[str, str, str], look: Look, selection: str
) -> Spec:
    """The chart of at least one element, in the order given; `heads` name the columns of numbers."""
    pitch = PHONE_ROW if look.is_phone else ROW
    domain = value_range(
        [value for rung in rungs for _, value in _sides(rung, look)], [], share=0.04
    )
    marks = [mark for at, rung in enumerate(rungs) for mark in _marks(rung, at, domain, look)]
    datasets = {
        "rows": [_row(rung, at, pitch, look) for at, rung in enumerate(rungs)],
        "bars": [bar for at, rung in enumerate(rungs) for bar in _bar(rung, marks, at, look)],
        "marks": marks,
        "heads": [{"main": heads[0], "second": heads[1], "third": heads[2]}],
    }
    with unchecked():
        scales = (
            alt.Scale(domain=list(domain), zero=False, nice=False),
            alt.Scale(domain=[0, len(rungs) * pitch], reverse=True, zero=False, nice=False),
        )
        layers = _layers(look, scales, selection, rungs[0].facts)
        return finish(layers, look, len(rungs) * pitch + HEAD, datasets)


def _sides(rung: Rung, look: Look) -> Iterable[tuple[str, float | None]]:
    if look.is_phone:
        return [side for side in rung.customer if side[0] in "PE"]
    return (*rung.customer, *rung.inspection)


def _row(rung: Rung, at: int, pitch: int, look: Look) -> dict[str, Any]:
    ink = {"worse": look.palette.worse, "better": look.palette.better}
    limit = PHONE_NAME_LIMIT if look.is_phone else NAME_LIMIT
    middle = at * pitch + pitch / 2
    return {
        "key": rung.key,
        "top": at * pitch,
        "bottom": (at + 1) * pitch,
        "y": middle,
        "upper": middle if look.is_phone else middle - 9,
        "lower": middle + 9,
        "name": shortened(rung.name, limit),
        "main": rung.main,
        "second": "" if look.is_phone else rung.second,
        "third": "" if look.is_phone else rung.third,
        "ink": ink.get(rung.verdict, look.palette.text),
        "said": f"{rung.name} {rung.main}",
        **tooltip_fields(rung.facts),
    }


def _marks(rung: Rung, at: int, domain: tuple[float, float], look: Look) -> list[dict[str, Any]]:
    """The marks of a row, each on the first lane where it touches no other."""
    pitch = PHONE_ROW if look.is_phone else ROW
    width = PHONE_PLOT_WIDTH if look.is_phone else PLOT_WIDTH
    tracks = {"alone": _sides(rung, look)} if look.is_phone else {
        "customer": rung.customer, "inspection": rung.inspection,
    }  # fmt: skip
    taken: list[tuple[float, float]] = []
    found = []
    for track, sides in tracks.items():
        # P and E first: the bar between them lies on the track
        for letter, value in sorted(sides, key=lambda side: "EP".find(side[0]) < 0):
            if value is None:
                continue
            x = (value - domain[0]) / (domain[1] - domain[0]) * width
            lanes = LANES[track]
            lane = next((y for y in lanes if _is_free(x, y, taken)), lanes[0])
            taken.append((x, lane))
            found.append(
                {
                    "key": rung.key,
                    "letter": letter,
                    "value": value,
                    "y": at * pitch + pitch / 2 + lane,
                    **_style(letter, rung, look),
                    **tooltip_fields(rung.facts),
                }
            )
    return found


def _is_free(x: float, y: float, taken: list[tuple[float, float]]) -> bool:
    return all((x - u) ** 2 + (y - v) ** 2 >= (NEAR - 1) ** 2 for u, v in taken)


def _style(letter: str, rung: Rung, look: Look) -> dict[str, Any]:
    """E ink disc, P verdict disc, D grey disc, M hollow circle, S and C hollow squares."""
    palette = look.palette
    verdict = {"worse": palette.worse, "better": palette.better, "none": palette.neutral}
    is_document = letter in "SC"
    filled = {"E": palette.text}
    if not rung.is_delivery_thin:
        filled["D"] = palette.neutral
    if letter == "P" and rung.verdict != "hollow":
        filled["P"] = verdict[rung.verdict]
    fill = filled.get(letter, palette.surface)
    edge = fill if letter in filled else palette.neutral if letter in "PD" else palette.muted
    return {
        "shape": "square" if is_document else "circle",
        "size": SQUARE if is_document else DISC,
        "fill": fill,
        "edge": edge,
        "ink": palette.surface if letter in filled else palette.text,
    }


def _bar(rung: Rung, marks: list[dict[str, Any]], at: int, look: Look) -> list[dict[str, Any]]:
    """The bar from P to E, where both are known and may be judged."""
    sides = dict(rung.customer)
    own = {mark["letter"]: mark["y"] for mark in marks if mark["key"] == rung.key}
    if rung.verdict == "hollow" or sides.get("P") is None or sides.get("E") is None:
        return []
    palette = look.palette
    colour = {"worse": palette.worse, "better": palette.better, "none": palette.neutral}
    return [{"from": sides["P"], "to": sides["E"], "y": own["E"], "colour": colour[rung.verdict]}]


def _layers(
    look: Look, scales: tuple[alt.Scale, alt.Scale], selection: str, facts: Facts
) -> list[alt.Chart]:
    palette = look.palette
    axis = alt.Axis(orient="top", grid=True, tickCount=5, labelPadding=4)
    tips = tooltip(facts)

    def x(field: str) -> alt.X:
        return alt.X(f"{field}:Q", scale=scales[0], axis=axis, title=None)

    def y(field: str) -> alt.Y:
        return alt.Y(f"{field}:Q", scale=scales[1], axis=None, title=None)

    def text(field: str, place: str, ink: str, **style: Any) -> alt.Chart:
        shown = {"baseline": "middle", "fontSize": 12, "aria": False} | style
        return rows.mark_text(**shown).encode(
            x=alt.value("width"),
            y=y(place),
            text=f"{field}:N",
            color=alt.Color("ink:N", scale=None) if ink == "ink" else alt.value(ink),
        )

    def head(field: str, dx: int, dy: int = -14) -> alt.Chart:
        return (
            alt.Chart(alt.NamedData(name="heads"))
            .mark_text(align="right", dx=dx, fontSize=12, color=palette.muted, aria=False)
            .encode(x=alt.value("width"), y=alt.value(dy), text=f"{field}:N")
        )

    rows = alt.Chart(alt.NamedData(name="rows"))
    marks = alt.Chart(alt.NamedData(name="marks"))
    picked = alt.selection_point(name=selection, fields=["key"], on="click")
    heads = [head("main", 50)] if look.is_phone else [head("main", 50), head("third", 122)]
    columns = [text("main", "upper", "ink", align="right", dx=50, fontWeight=600)]
    if not look.is_phone:
        columns += [
            text("second", "lower", palette.muted, align="right", dx=50, fontSize=11.5),
            text("third", "y", palette.muted, align="right", dx=122),
        ]
    return [
        rows.mark_bar(color="transparent", cursor="pointer")
        .encode(
            x=alt.value(0), x2=alt.value("width"), y=y("top"), y2="bottom:Q",
            tooltip=tips, description="said:N",
        )
        .add_params(picked),
        rows.mark_rule(color=palette.grid, aria=False).encode(
            x=alt.value(0), x2=alt.value("width"), y=y("bottom")
        ),
        alt.Chart(alt.NamedData(name="bars"))
        .mark_rule(strokeWidth=6, opacity=INTERVAL_OPACITY, aria=False)
        .encode(x=x("from"), x2="to:Q", y=y("y"), color=alt.Color("colour:N", scale=None)),
        marks.mark_point(opacity=1, strokeWidth=1.3, aria=False).encode(
            x=x("value"), y=y("y"), tooltip=tips,
            shape=alt.Shape("shape:N", scale=None), size=alt.Size("size:Q", scale=None),
            fill=alt.Fill("fill:N", scale=None), stroke=alt.Stroke("edge:N", scale=None),
        ),
        marks.mark_text(
            baseline="middle", align="center", fontSize=11, fontWeight=600, dy=0.5, aria=False
        ).encode(
            x=x("value"), y=y("y"), text="letter:N", color=alt.Color("ink:N", scale=None),
            tooltip=tips,
        ),
        rows.mark_text(
            align="right", dx=-8, fontSize=12, baseline="middle", color=palette.text, aria=False
        ).encode(x=alt.value(0), y=y("y"), text="name:N"),
        *columns,
        *heads,
    ]  # fmt: skip
