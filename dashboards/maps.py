"""Maps: areas as shapes in map units, halls as points on their city. Pure, no tiles, no network.

Boundaries were projected when they were built (dashboards/assets/build_boundaries.py); the
identity projection only fits them to the width of the card.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
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
from dashboards.charts.labels import Label, place
from dashboards.charts.window import Box, clipped
from dashboards.projection import to_map

BOUNDARIES = Path(__file__).parent / "assets" / "boundaries"
INSET = "nanhai"
# Width of the map's plot that labels are placed for, px.
WIDTH, PHONE_WIDTH = 560, 320


@dataclass(frozen=True)
class Place:
    """A unit on the map. `colour` None: no figure, or too few answers to show one."""

    key: str
    name: str
    shown: str
    facts: Facts
    colour: str | None
    boundary: str | None
    longitude: float | None
    latitude: float | None
    is_own: bool = False


@cache
def boundaries(province_code: str | None) -> dict[str, dict[str, Any]]:
    """Features by code: provinces, or the prefectures of one province (none where unknown)."""
    name = f"prefectures/{province_code}.json" if province_code else "provinces.json"
    path = BOUNDARIES / name
    if not path.is_file():
        return {}
    features = json.loads(path.read_text("utf-8"))["features"]
    return {feature["id"]: feature for feature in features}


@lru_cache(maxsize=DRAWINGS // 4)
def areas(
    places: tuple[Place, ...],
    province_code: str | None,
    look: Look,
    *,
    height: int,
    labelled: tuple[str, ...],
    selection: str,
) -> Spec | None:
    """Provinces, or the prefectures of a province, in the colours given; None without boundaries.

    `labelled` are keys, the most telling first.
    """
    shapes = boundaries(province_code)
    by_code = {str(place.boundary): place for place in places if place.boundary in shapes}
    if not by_code:
        return None
    palette = look.palette
    datasets: dict[str, Any] = {
        "areas": _coloured(shapes, by_code, look),
        "inset": [shapes[INSET]] if INSET in shapes else [],
    }
    anchors = {code: (f["properties"]["x"], f["properties"]["y"]) for code, f in shapes.items()}
    wanted = [
        (place_here, anchors[str(place_here.boundary)])
        for key in labelled
        for place_here in places
        if place_here.key == key and place_here.boundary in anchors
    ]
    texts = [(f"{place_here.name} {place_here.shown}", place_here, at) for place_here, at in wanted]
    datasets["labels"] = _labels(texts, _extent(shapes), look, height)
    with unchecked():
        layers = [
            alt.Chart(alt.NamedData(name="areas"))
            .mark_geoshape(strokeWidth=1, cursor="pointer")
            .encode(
                fill=alt.Fill("fill:N", scale=None),
                stroke=alt.Stroke("edge:N", scale=None),
                description="said:N",
                tooltip=tooltip(places[0].facts),
            )
            .add_params(alt.selection_point(name=selection, fields=["key"], on="click"))
        ]
        if datasets["inset"]:
            layers.append(
                alt.Chart(alt.NamedData(name="inset")).mark_geoshape(
                    fill=palette.map_edge, stroke=palette.map_edge, strokeWidth=0.6, aria=False
                )
            )
        return _fit(layers + _texts(look, bool(datasets["labels"])), look, height, datasets)


def _coloured(
    shapes: dict[str, dict[str, Any]], by_code: dict[str, Place], look: Look
) -> list[dict[str, Any]]:
    """The features with colour and facts; outlines of areas without a figure come last, as the
    borders of their neighbours would cover them."""
    palette = look.palette
    features = []
    for code, shape in shapes.items():
        if code == INSET:
            continue
        here = by_code.get(code)
        colour = here.colour if here else None
        features.append(
            {
                **shape,
                "key": here.key if here else "",
                "said": f"{here.name} {here.shown}" if here else "",
                **(tooltip_fields(here.facts) if here else {}),
                "fill": colour or palette.surface,
                "edge": palette.surface if colour else palette.map_edge,
            }
        )
    return sorted(features, key=lambda feature: bool(feature["edge"] == palette.map_edge))


@lru_cache(maxsize=DRAWINGS // 4)
def points(
    places: tuple[Place, ...], city_code: str | None, look: Look, *, height: int, selection: str
) -> Spec | None:
    """Halls on the outline of their city; None where no hall has coordinates."""
    located = [
        (here, to_map(here.longitude, here.latitude))
        for here in places
        if here.longitude is not None and here.latitude is not None
    ]
    if not located:
        return None
    palette = look.palette
    shape = boundaries(city_code[:2] + "0000").get(city_code) if city_code else None
    box = _around([point for _, point in located], look, height)
    datasets = {
        "city": [clipped(shape, box)] if shape else [],
        "halls": [
            {
                "key": here.key,
                "said": f"{here.name} {here.shown}",
                **tooltip_fields(here.facts),
                "x": x,
                "y": y,
                "fill": here.colour or palette.surface,
                "edge": palette.text if here.is_own else palette.neutral,
                "size": 260 if here.is_own else 150,
            }
            for here, (x, y) in located
        ],
        "labels": _labels(
            [(here.shown, here, at) for here, at in located if here.colour],
            box,
            look,
            height,
            beside=True,
        ),
    }
    with unchecked():
        layers = []
        if shape:
            city = alt.Chart(alt.NamedData(name="city"))
            layers.append(city.mark_geoshape(fill=palette.soft, aria=False))
        layers.append(
            alt.Chart(alt.NamedData(name="halls"))
            .mark_circle(opacity=1, strokeWidth=1.2, cursor="pointer")
            .encode(
                longitude="x:Q",
                latitude="y:Q",
                fill=alt.Fill("fill:N", scale=None),
                stroke=alt.Stroke("edge:N", scale=None),
                description="said:N",
                size=alt.Size("size:Q", scale=None),
                tooltip=tooltip(places[0].facts),
            )
            .add_params(alt.selection_point(name=selection, fields=["key"], on="click"))
        )
        return _fit(layers + _texts(look, bool(datasets["labels"])), look, height, datasets)


def _labels(
    wanted: list[tuple[str, Place, tuple[float, float]]],
    box: Box,
    look: Look,
    height: int,
    beside: bool = False,
) -> list[dict[str, Any]]:
    """Texts on their point, or beside it, where there is room."""
    width = PHONE_WIDTH if look.is_phone else WIDTH
    scale = min(width / (box[2] - box[0]), height / (box[3] - box[1]))
    spare_x, spare_y = width - scale * (box[2] - box[0]), height - scale * (box[3] - box[1])
    labels = [
        Label(text, (x - box[0]) * scale + spare_x / 2, (y - box[1]) * scale + spare_y / 2)
        for text, _, (x, y) in wanted
    ]
    keys = {text: here.key for text, here, _ in wanted}
    return [
        {
            "text": placed.text,
            # a click on a name means its area
            "key": keys[placed.text],
            "x": (placed.x + placed.dx - spare_x / 2) / scale + box[0],
            "y": (placed.y + placed.dy - spare_y / 2) / scale + box[1],
        }
        for placed in place(labels, width, height, beside)
    ]


def _texts(look: Look, is_drawn: bool) -> list[alt.Chart]:
    """The labels with a halo in the colour of the page."""
    if not is_drawn:
        return []
    palette = look.palette
    base = alt.Chart(alt.NamedData(name="labels")).encode(
        longitude="x:Q", latitude="y:Q", text="text:N"
    )
    return [
        base.mark_text(
            stroke=palette.surface,
            strokeWidth=3.5,
            strokeJoin="round",
            fontSize=12,
            fontWeight=600,
            aria=False,
        ),
        base.mark_text(fill=palette.text, fontSize=12, fontWeight=600, aria=False),
    ]


def _fit(layers: list[alt.Chart], look: Look, height: int, datasets: dict[str, Any]) -> Spec:
    return finish([layer.project(type="identity") for layer in layers], look, height, datasets)


def _extent(shapes: dict[str, dict[str, Any]]) -> Box:
    xs, ys = [], []
    for shape in shapes.values():
        for polygon in shape["geometry"]["coordinates"]:
            for x, y in polygon[0]:
                xs.append(x)
                ys.append(y)
    return min(xs), min(ys), max(xs), max(ys)


def _around(points_shown: list[tuple[float, float]], look: Look, height: int) -> Box:
    """The part of the map that points stand in, as wide as the card: a city is mostly country."""
    xs, ys = [x for x, _ in points_shown], [y for _, y in points_shown]
    width = PHONE_WIDTH if look.is_phone else WIDTH
    units = 1.5 * max((max(xs) - min(xs)) / width, (max(ys) - min(ys)) / height, 1.0 / width)
    x, y = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
    half_x, half_y = units * width / 2, units * height / 2
    return x - half_x, y - half_y, x + half_x, y + half_y
