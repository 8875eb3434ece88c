"""Importance against performance: four fields, the one to work on tinted, labels that do not overlap."""

from __future__ import annotations

from dataclasses import dataclass, replace
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
    text_width,
    tooltip,
    tooltip_fields,
    unchecked,
    value_range,
)

HEIGHT, PHONE_HEIGHT = 390, 330
# Labels are placed for a plot of this size; a wider one only has more room.
PLOT, PHONE_PLOT = (430.0, 330.0), (250.0, 265.0)
# Names are cut on a phone, so that more of them find room.
PHONE_NAME_LIMIT = 84
# Where a label may stand: alignment and distance from its dot, px.
PLACES = (
    ("left", 9, 0), ("right", -9, 0), ("center", 0, -14), ("center", 0, 14),
    ("left", 7, -11), ("left", 7, 11), ("right", -7, -11), ("right", -7, 11),
    ("center", 0, -24), ("center", 0, 24), ("left", 9, -21), ("left", 9, 21),
)  # fmt: skip

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Item:
    """One element; hollow where an interval crosses a cut, `is_first` in the field to work on."""

    key: str
    name: str
    importance: float
    performance: float
    is_hollow: bool
    is_first: bool
    facts: Facts


@dataclass(frozen=True)
class Corners:
    """What the four fields are called."""

    first: str
    keep: str
    low: str
    overkill: str


@lru_cache(maxsize=DRAWINGS)
def quadrant(
    items: tuple[Item, ...], cuts: tuple[float, float], corners: Corners, look: Look
) -> Spec:
    """The chart of at least one element; `cuts` are importance and performance."""
    if look.is_phone:
        items = tuple(replace(i, name=shortened(i.name, PHONE_NAME_LIMIT)) for i in items)
    x_domain = value_range([*(i.performance for i in items), cuts[1]], [], share=0.14)
    y_domain = value_range([*(i.importance for i in items), cuts[0]], [], share=0.14)
    placed = place(items, (x_domain, y_domain), PHONE_PLOT if look.is_phone else PLOT)
    rows = [_row(item, at, look) for item, at in zip(items, placed, strict=True)]
    field = {"x": x_domain[0], "x2": cuts[1], "y": cuts[0], "y2": y_domain[1]}
    datasets: dict[str, Any] = {
        "items": rows,
        "cuts": [{"x": cuts[1], "y": cuts[0]}],
        "field": [field],
        **{f"labels_{n}": [row for row in rows if row["place"] == n] for n in range(len(PLACES))},
    }
    for name in ("first", "keep", "low", "overkill"):
        datasets[f"corner_{name}"] = [{"text": getattr(corners, name)}]
    used = sorted({at for at in placed if at is not None})
    datasets = {
        name: data
        for name, data in datasets.items()
        if not name.startswith("labels_") or int(name.split("_")[1]) in used
    }
    with unchecked():
        layers = _layers(look, (x_domain, y_domain), used, items[0].facts)
        return finish(layers, look, PHONE_HEIGHT if look.is_phone else HEIGHT, datasets)


def place(
    items: tuple[Item, ...],
    domains: tuple[tuple[float, float], tuple[float, float]],
    size: tuple[float, float],
) -> list[int | None]:
    """For each item the first of PLACES where its name touches no dot, name or corner, else None."""
    (x_low, x_high), (y_low, y_high) = domains
    width, height = size
    points = [
        (
            (item.performance - x_low) / (x_high - x_low) * width,
            (y_high - item.importance) / (y_high - y_low) * height,
        )
        for item in items
    ]
    taken: list[Box] = [(x - 6, y - 6, x + 6, y + 6) for x, y in points]
    corner = 74.0
    taken += [(0, 0, corner, 16), (width - corner, 0, width, 16)]
    taken += [(0, height - 16, corner, height), (width - corner, height - 16, width, height)]
    found: list[int | None] = []
    for item, (x, y) in zip(items, points, strict=True):
        boxes = [_box(item.name, x, y, at) for at in PLACES]
        own = (x - 6, y - 6, x + 6, y + 6)
        chosen = next(
            (
                number
                for number, box in enumerate(boxes)
                if box[0] >= 0 and box[1] >= 0 and box[2] <= width and box[3] <= height
                and not any(_overlap(box, other) for other in taken if other != own)
            ),
            None,
        )  # fmt: skip
        found.append(chosen)
        if chosen is not None:
            taken.append(boxes[chosen])
    return found


def _box(name: str, x: float, y: float, at: tuple[str, int, int]) -> Box:
    align, dx, dy = at
    long = text_width(name) + 2
    left = {"left": x + dx, "right": x + dx - long, "center": x + dx - long / 2}[align]
    return (left, y + dy - 7, left + long, y + dy + 7)


def _overlap(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _row(item: Item, at: int | None, look: Look) -> dict[str, Any]:
    palette = look.palette
    colour = palette.worse if item.is_first else palette.neutral
    return {
        "key": item.key,
        "name": item.name,
        "importance": item.importance,
        "performance": item.performance,
        "colour": colour,
        "fill": palette.surface if item.is_hollow else colour,
        "ink": palette.worse if item.is_first else palette.text,
        "halo": palette.soft_worse if item.is_first else palette.surface,
        "said": f"{item.name} {item.importance:.1f} {item.performance:.1f}",
        "place": at,
        **tooltip_fields(item.facts),
    }


def _layers(
    look: Look,
    domains: tuple[tuple[float, float], tuple[float, float]],
    used: list[int],
    facts: Facts,
) -> list[alt.Chart]:
    palette = look.palette
    scales = [alt.Scale(domain=list(domain), zero=False, nice=False) for domain in domains]

    def x(field: str) -> alt.X:
        return alt.X(f"{field}:Q", scale=scales[0], title=None,
                     axis=alt.Axis(grid=False, tickCount=4, labelPadding=8))  # fmt: skip

    def y(field: str) -> alt.Y:
        return alt.Y(f"{field}:Q", scale=scales[1], title=None,
                     axis=alt.Axis(grid=False, tickCount=4, offset=4))  # fmt: skip

    cuts = alt.Chart(alt.NamedData(name="cuts"))
    items = alt.Chart(alt.NamedData(name="items"))
    return [
        alt.Chart(alt.NamedData(name="field"))
        .mark_rect(color=palette.soft_worse, aria=False)
        .encode(x=x("x"), x2="x2:Q", y=y("y"), y2="y2:Q"),
        cuts.mark_rule(color=palette.muted, aria=False).encode(x=x("x")),
        cuts.mark_rule(color=palette.muted, aria=False).encode(y=y("y")),
        *_corners(look),
        items.mark_point(size=60, opacity=1, strokeWidth=1.5).encode(
            x=x("performance"), y=y("importance"), description="said:N", tooltip=tooltip(facts),
            fill=alt.Fill("fill:N", scale=None), stroke=alt.Stroke("colour:N", scale=None),
        ),
        *(layer for number in used for layer in _labels(number, x, y)),
    ]  # fmt: skip


def _corners(look: Look) -> list[alt.Chart]:
    palette = look.palette
    places = {
        "first": ("left", 0, 8), "keep": ("right", "width", 8),
        "low": ("left", 0, "height"), "overkill": ("right", "width", "height"),
    }  # fmt: skip
    return [
        alt.Chart(alt.NamedData(name=f"corner_{name}"))
        .mark_text(
            align=align,
            dx=6 if align == "left" else -6,
            dy=-8 if y == "height" else 2,
            fontSize=12,
            fontWeight=600 if name == "first" else 400,
            color=palette.worse if name == "first" else palette.muted,
            aria=False,
        )
        .encode(x=alt.value(x), y=alt.value(y), text="text:N")
        for name, (align, x, y) in places.items()
    ]


def _labels(number: int, x: Any, y: Any) -> list[alt.Chart]:
    """The names at one place beside their dots, above a halo in the colour behind them."""
    align, dx, dy = PLACES[number]
    base = alt.Chart(alt.NamedData(name=f"labels_{number}")).encode(
        x=x("performance"), y=y("importance"), text="name:N"
    )
    style = {
        "align": align,
        "dx": dx,
        "dy": dy,
        "fontSize": 12,
        "baseline": "middle",
        "aria": False,
    }
    return [
        base.mark_text(**style, strokeWidth=3, strokeJoin="round").encode(
            color=alt.Color("halo:N", scale=None), stroke=alt.Stroke("halo:N", scale=None)
        ),
        base.mark_text(**style).encode(color=alt.Color("ink:N", scale=None)),
    ]
