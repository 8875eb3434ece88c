"""Maps: areas as shapes in map units, halls as points on their city. Pure, no tiles, no network.

Boundaries were projected when they were built (dashboards/assets/build_boundaries.py); the
identity projection only fits them to the width of the card.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import altair as alt

from dashboards.charts.frame import Facts, Look, data, finish, tooltip, tooltip_fields
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


def areas(
    places: list[Place],
    province_code: str | None,
    look: Look,
    *,
    height: int,
    labelled: list[str],
    selection: str,
) -> alt.LayerChart | None:
    """Provinces, or the prefectures of a province, in the colours given; None without boundaries.

    `labelled` are keys, the most telling first.
    """
    shapes = boundaries(province_code)
    by_code = {place.boundary: place for place in places if place.boundary in shapes}
    if not by_code:
        return None
    palette = look.palette
    features = []
    for code, shape in shapes.items():
        if code == INSET:
            continue
        place_here = by_code.get(code)
        has_figure = place_here is not None and place_here.colour is not None
        features.append(
            {
                **shape,
                "key": place_here.key if place_here else "",
                **(tooltip_fields(place_here.facts) if place_here else {}),
                "fill": place_here.colour if place_here and has_figure else palette.surface,
                "edge": palette.surface if has_figure else palette.map_edge,
            }
        )
    # outlines of areas without a figure last: their neighbours' borders would cover them
    features.sort(key=lambda feature: feature["edge"] == palette.map_edge)
    shape_layer = (
        alt.Chart(data(features))
        .mark_geoshape(strokeWidth=1, cursor="pointer")
        .encode(
            fill=alt.Fill("fill:N", scale=None),
            stroke=alt.Stroke("edge:N", scale=None),
            tooltip=tooltip(places[0].facts),
        )
        .add_params(alt.selection_point(name=selection, fields=["key"], on="click"))
    )
    layers: list[alt.Chart] = [shape_layer]
    if INSET in shapes:
        layers.append(
            alt.Chart(data([shapes[INSET]])).mark_geoshape(
                fill=palette.map_edge, stroke=palette.map_edge, strokeWidth=0.6
            )
        )
    anchors = {code: (f["properties"]["x"], f["properties"]["y"]) for code, f in shapes.items()}
    box = _extent(shapes)
    wanted = [
        (f"{place_here.name} {place_here.shown}", anchors[str(place_here.boundary)])
        for key in labelled
        for place_here in places
        if place_here.key == key and place_here.boundary in anchors
    ]
    layers += _labels(wanted, box, look, height)
    return _fit(layers, look, height)


def points(
    places: list[Place], city_code: str | None, look: Look, *, height: int, selection: str
) -> alt.LayerChart | None:
    """Halls on the outline of their city; None where no hall has coordinates."""
    located = [
        (place_here, to_map(place_here.longitude, place_here.latitude))
        for place_here in places
        if place_here.longitude is not None and place_here.latitude is not None
    ]
    if not located:
        return None
    palette = look.palette
    shape = boundaries(city_code[:2] + "0000").get(city_code) if city_code else None
    layers: list[alt.Chart] = []
    box = _around([point for _, point in located])
    if shape:
        layers.append(alt.Chart(data([clipped(shape, box)])).mark_geoshape(fill=palette.soft))
    frame = [
        {
            "key": place_here.key,
            **tooltip_fields(place_here.facts),
            "x": x,
            "y": y,
            "fill": place_here.colour or palette.surface,
            "edge": palette.text if place_here.is_own else palette.neutral,
            "size": 260 if place_here.is_own else 150,
        }
        for place_here, (x, y) in located
    ]
    layers.append(
        alt.Chart(data(frame))
        .mark_circle(opacity=1, strokeWidth=1.2, cursor="pointer")
        .encode(
            longitude="x:Q",
            latitude="y:Q",
            fill=alt.Fill("fill:N", scale=None),
            stroke=alt.Stroke("edge:N", scale=None),
            size=alt.Size("size:Q", scale=None),
            tooltip=tooltip(places[0].facts),
        )
        .add_params(alt.selection_point(name=selection, fields=["key"], on="click"))
    )
    wanted = [(place_here.shown, point) for place_here, point in located if place_here.colour]
    layers += _labels(wanted, box, look, height, beside=True)
    return _fit(layers, look, height)


def _labels(
    wanted: list[tuple[str, tuple[float, float]]],
    box: Box,
    look: Look,
    height: int,
    beside: bool = False,
) -> list[alt.Chart]:
    """Texts on their point, or beside it, with a halo in the colour of the page."""
    width = PHONE_WIDTH if look.is_phone else WIDTH
    scale = min(width / (box[2] - box[0]), height / (box[3] - box[1]))
    spare_x, spare_y = width - scale * (box[2] - box[0]), height - scale * (box[3] - box[1])
    labels = [
        Label(
            text,
            (x - box[0]) * scale + spare_x / 2,
            (y - box[1]) * scale + spare_y / 2,
        )
        for text, (x, y) in wanted
    ]
    frame = [
        {
            "text": placed.text,
            "x": (placed.x + placed.dx - spare_x / 2) / scale + box[0],
            "y": (placed.y + placed.dy - spare_y / 2) / scale + box[1],
        }
        for placed in place(labels, width, height, beside)
    ]
    if not frame:
        return []
    base = alt.Chart(data(frame)).encode(longitude="x:Q", latitude="y:Q", text="text:N")
    palette = look.palette
    halo = {"fontSize": 12, "fontWeight": 600, "tooltip": None}
    return [
        base.mark_text(stroke=palette.surface, strokeWidth=3.5, strokeJoin="round", **halo),
        base.mark_text(fill=palette.text, **halo),
    ]


def _fit(layers: list[alt.Chart], look: Look, height: int) -> alt.LayerChart:
    projected = [layer.project(type="identity") for layer in layers]
    return finish(alt.layer(*projected), look, height)


def _extent(shapes: dict[str, dict[str, Any]]) -> Box:
    xs, ys = [], []
    for shape in shapes.values():
        for polygon in shape["geometry"]["coordinates"]:
            for x, y in polygon[0]:
                xs.append(x)
                ys.append(y)
    return min(xs), min(ys), max(xs), max(ys)


def _around(points_shown: list[tuple[float, float]]) -> Box:
    """The part of the map that points stand in, with room around it: a city is mostly country."""
    xs, ys = [x for x, _ in points_shown], [y for _, y in points_shown]
    margin = max(max(xs) - min(xs), max(ys) - min(ys), 1.0) * 0.3
    return min(xs) - margin, min(ys) - margin, max(xs) + margin, max(ys) + margin
