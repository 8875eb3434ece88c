"""Builds the boundary files of the maps from the npm package echarts 4.9.0.

    npm pack echarts@4.9.0 && tar xzf echarts-4.9.0.tgz
    python -m dashboards.assets.build_boundaries package

Reads map/json/china.json (34 provinces), map/json/china-cities.json (367 prefectures) and
lib/coord/geo/fix/nanhai.js (the South China Sea inset); writes boundaries/provinces.json,
boundaries/prefectures/<province>.json (GeoJSON in map units, see dashboards/projection.py) and the
licence text. Runs once: the results are kept in the repository. All of the source's territory is kept.
"""

from __future__ import annotations

import json
import re
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

from dashboards.assets import rings
from dashboards.projection import to_map

HERE = Path(__file__).parent / "boundaries"
PROVINCE_TOLERANCE = 0.9
# A province fills a card about 600 px wide: one part in 700 of its extent is below a pixel.
PREFECTURE_PARTS = 700
# The source draws 2015; units are keyed by today's codes.
TODAYS_CODE = {
    "652100": "650400",
    "652200": "650500",
    "542200": "540500",
    "542400": "540600",
    "542600": "540400",
    "469003": "460400",
    # one city each
    "110000": "110100",
    "120000": "120100",
    "310000": "310100",
    "500000": "500100",
    "710000": "710100",
    "810000": "810100",
    "820000": "820100",
    "371200": "370100",  # Laiwu became part of Jinan in 2019
}
# Upper left corner and scale of the inset, map units: bottom right, clear of Taiwan.
INSET_AT, INSET_SCALE = (353.0, 284.0), 0.95

Units = dict[str, list[list[rings.Ring]]]  # code -> polygons -> rings


def main(package: Path) -> None:
    """Write every boundary file from the unpacked npm package."""
    (HERE / "prefectures").mkdir(parents=True, exist_ok=True)
    provinces = _read(package / "map/json/china.json", {})
    collection = _collection(_simplified(provinces, PROVINCE_TOLERANCE), digits=1)
    collection["features"].append(_inset(package / "lib/coord/geo/fix/nanhai.js"))
    _write(HERE / "provinces.json", collection)

    by_province: dict[str, Units] = defaultdict(dict)
    for code, polygons in _read(package / "map/json/china-cities.json", TODAYS_CODE).items():
        by_province[code[:2] + "0000"][code] = polygons
    for province, units in sorted(by_province.items()):
        points = [p for polygons in units.values() for rs in polygons for r in rs for p in r]
        extent = max(
            max(p[0] for p in points) - min(p[0] for p in points),
            max(p[1] for p in points) - min(p[1] for p in points),
        )
        simple = _simplified(units, extent / PREFECTURE_PARTS)
        _write(HERE / "prefectures" / f"{province}.json", _collection(simple, digits=2))
    (HERE / "LICENSE.echarts").write_text((package / "LICENSE").read_text("utf-8"), "utf-8")


def _read(path: Path, todays_code: dict[str, str]) -> Units:
    units: Units = {}
    for feature in json.loads(path.read_text("utf-8"))["features"]:
        code = feature.get("id") or feature["properties"]["id"]
        code = todays_code.get(code, code)
        projected = [[_projected(r) for r in polygon] for polygon in _decoded(feature["geometry"])]
        # the source has rings of one or two points, which enclose nothing
        polygons = [[r for r in polygon if len(r) > 2] for polygon in projected]
        polygons = [part for polygon in polygons if polygon for part in rings.separated(polygon)]
        if code in units:
            outer = [polygon[0] for polygon in units[code] + polygons]
            polygons = [[ring] for ring in rings.dissolve(outer)]
        units[code] = polygons
    return units


def _decoded(geometry: dict[str, Any]) -> list[list[rings.Ring]]:
    """Undo echarts' encoding: zigzag deltas in 1/1024 degree, one character each."""
    coordinates, offsets = geometry["coordinates"], geometry["encodeOffsets"]
    if geometry["type"] == "Polygon":
        coordinates, offsets = [coordinates], [offsets]
    return [
        [_decode_ring(text, offset) for text, offset in zip(polygon, starts, strict=True)]
        for polygon, starts in zip(coordinates, offsets, strict=True)
    ]


def _decode_ring(text: str, offset: list[int]) -> rings.Ring:
    x, y = offset
    ring: rings.Ring = []
    for i in range(0, len(text) - 1, 2):
        dx, dy = ord(text[i]) - 64, ord(text[i + 1]) - 64
        x, y = x + (dx >> 1 ^ -(dx & 1)), y + (dy >> 1 ^ -(dy & 1))
        ring.append((x / 1024, y / 1024))
    return ring


def _projected(ring: rings.Ring) -> rings.Ring:
    points = [to_map(*point) for point in ring]
    unique = [p for i, p in enumerate(points) if i == 0 or p != points[i - 1]]
    return unique[:-1] if unique and unique[0] == unique[-1] else unique


def _simplified(units: Units, tolerance: float) -> Units:
    flat = [ring for polygons in units.values() for polygon in polygons for ring in polygon]
    simple = iter(rings.simplify(flat, tolerance))
    return {
        code: [[next(simple) for _ in polygon] for polygon in polygons]
        for code, polygons in units.items()
    }


def _collection(units: Units, digits: int) -> dict[str, Any]:
    features = []
    for code in sorted(units):
        largest = max((polygon[0] for polygon in units[code]), key=lambda r: abs(rings.area(r)))
        x, y = rings.label_point(largest)
        features.append(
            _feature(code, [[_closed(r, digits) for r in p] for p in units[code]], x, y)
        )
    return {"type": "FeatureCollection", "features": features}


def _inset(source: Path) -> dict[str, Any]:
    """The South China Sea islands as one feature with id `nanhai`: frame, coast and dashes."""
    found = re.search(r"var points = (\[\[\[.*?\]\]\]);", source.read_text("utf-8"), re.S)
    if not found:
        raise ValueError(f"{source}: the list of points was not found; is this echarts 4.9.0?")
    polygons = [
        [
            _closed(
                [(INSET_AT[0] + x * INSET_SCALE, INSET_AT[1] + y * INSET_SCALE) for x, y in ring], 1
            )
        ]
        for ring in json.loads(found.group(1))
    ]
    return _feature("nanhai", polygons, *INSET_AT)


def _closed(ring: rings.Ring, digits: int) -> list[list[float]]:
    points = [[round(x, digits), round(y, digits)] for x, y in ring]
    return points if points[0] == points[-1] else [*points, points[0]]


def _feature(code: str, polygons: list[Any], x: float, y: float) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": code,
        "properties": {"x": round(x, 1), "y": round(y, 1)},
        "geometry": {"type": "MultiPolygon", "coordinates": polygons},
    }


def _write(path: Path, collection: dict[str, Any]) -> None:
    path.write_text(json.dumps(collection, separators=(",", ":")) + "\n", "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
