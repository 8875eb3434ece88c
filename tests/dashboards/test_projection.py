"""The projection against the worked example of its source, and the boundary files against it."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from dashboards.assets import rings
from dashboards.maps import BOUNDARIES, INSET, boundaries
from dashboards.projection import albers, to_map

SEEDS = Path(__file__).resolve().parents[2] / "dbt_project" / "seeds"
# Sansha is islands only; the source has no outline of it.
WITHOUT_BOUNDARY = {"460300"}


def test_worked_example_of_snyder():
    """Snyder 1987, page 291: parallels 29.5 and 45.5, origin 23 N 96 W, point 35 N 75 W."""
    east, north = albers(-75, 35, (29.5, 45.5), (-96, 23))
    assert east == pytest.approx(0.2952720, abs=1e-7)
    assert north == pytest.approx(0.2416774, abs=1e-7)


def test_coordinates_off_the_globe_are_refused():
    with pytest.raises(ValueError, match="not a place"):
        to_map(30.3, 120.2)


def seed(name: str) -> list[dict[str, str]]:
    with (SEEDS / f"{name}.csv").open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def test_every_province_has_a_boundary_and_the_inset_is_there():
    assert boundaries(None).keys() == {r["province_code"] for r in seed("geo_provinces")} | {INSET}


def test_every_city_has_a_boundary_in_its_province():
    missing = {
        row["city_code"]
        for row in seed("geo_cities")
        if row["city_code"] not in boundaries(row["province_code"])
    }
    assert missing == WITHOUT_BOUNDARY
    known = {row["city_code"] for row in seed("geo_cities")}
    drawn = {
        feature["id"]
        for path in (BOUNDARIES / "prefectures").glob("*.json")
        for feature in json.loads(path.read_text("utf-8"))["features"]
    }
    assert drawn == known - WITHOUT_BOUNDARY


def test_places_lie_where_their_outline_is():
    outside = []
    for row in seed("geo_cities"):
        shape = boundaries(row["province_code"]).get(row["city_code"])
        if shape:
            x, y = to_map(float(row["longitude"]), float(row["latitude"]))
            points = [p for polygon in shape["geometry"]["coordinates"] for p in polygon[0]]
            xs, ys = [p[0] for p in points], [p[1] for p in points]
            if not (min(xs) <= x <= max(xs) and min(ys) <= y <= max(ys)):
                outside.append(row["name_zh"])
    assert outside == []


def test_simplified_neighbours_keep_one_border():
    left = [(0.0, 0.0), (1.0, 0.0), (1.05, 0.5), (1.0, 1.0), (0.0, 1.0)]
    right = [(1.0, 0.0), (2.0, 0.0), (2.0, 1.0), (1.0, 1.0), (1.05, 0.5)]
    a, b = rings.simplify([left, right], 0.2)
    assert (1.05, 0.5) not in a and (1.05, 0.5) not in b
    assert {(1.0, 0.0), (1.0, 1.0)} <= set(a) & set(b)


def test_islands_are_told_from_holes():
    land = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)]
    lake = [(4.0, 4.0), (6.0, 4.0), (5.0, 6.0)]
    island = [(20.0, 20.0), (21.0, 20.0), (20.0, 21.0)]
    assert rings.separated([island, land, lake]) == [[land, lake], [island]]


def test_dissolved_neighbours_lose_their_border():
    left = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)]
    right = [(1.0, 0.0), (2.0, 0.0), (2.0, 1.0), (1.0, 1.0)]
    (merged,) = rings.dissolve([left, right])
    assert abs(rings.area(merged)) == pytest.approx(2.0)
