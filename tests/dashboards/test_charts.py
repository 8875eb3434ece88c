"""Drawings: valid Vega-Lite, states as they must look, labels that do not overlap, honest steps."""

from __future__ import annotations

from datetime import date

import altair as alt
import pytest

from dashboards import maps
from dashboards.charts.frame import Look, value_range, within_sight
from dashboards.charts.labels import Label, place
from dashboards.charts.rows import DotRow, dot_rows
from dashboards.charts.steps import steps
from dashboards.charts.trend import Month, trend
from dashboards.charts.window import clipped
from dashboards.palette import DARK, LIGHT

LOOKS = [Look(LIGHT, "zh"), Look(DARK, "en", is_phone=True)]
FACTS = (("单位", "浙江"), ("n", "30"))


def rows() -> tuple[DotRow, ...]:
    return (
        DotRow("P1", "浙江", 83.1, 82.0, 84.2, "83.1", FACTS, verdict="better"),
        DotRow("P2", "甘肃", 72.1, 71.0, 73.2, "72.1", FACTS, verdict="worse", is_own=True),
        DotRow("P3", "西藏", 76.6, None, None, "–", FACTS, is_hollow=True),
    )


def months() -> tuple[Month, ...]:
    return (
        Month(date(2026, 8, 1), 77.0, 76.0, 78.0, "77.0", FACTS, is_closed=True),
        Month(date(2026, 9, 1), None, None, None, "–", FACTS, is_closed=True),
        Month(date(2026, 10, 1), 78.8, 78.0, 79.6, "78.8", FACTS, is_closed=True),
        Month(date(2026, 11, 1), 78.5, None, None, "78.5", FACTS, is_closed=False),
    )


def places() -> tuple[maps.Place, ...]:
    return (
        maps.Place("P330000", "浙江", "83.1", FACTS, "#17508A", "330000", 120.2, 30.3),
        maps.Place("P540000", "西藏", "–", FACTS, None, "540000", 91.1, 29.7),
    )


def halls() -> tuple[maps.Place, ...]:
    return tuple(
        maps.Place(f"H{i}", f"厅{i}", "80.0", FACTS, "#17508A", None, 120.1 + i / 50, 30.2)
        for i in range(3)
    )


@pytest.mark.parametrize("look", LOOKS, ids=["light", "dark phone"])
def test_drawings_are_valid_vega_lite(look):
    drawings = [
        dot_rows(rows(), look, pitch=14, reference=78.4, target=80.0, selection="pick"),
        trend(months(), look, height=300, target=80.0, target_label="目标 80.0"),
        maps.areas(places(), None, look, height=400, labelled=("P330000",), selection="pick"),
        maps.points(halls(), "330100", look, height=400, selection="pick"),
    ]
    for drawing in drawings:
        assert drawing is not None
        without_data = {key: value for key, value in drawing.items() if key != "datasets"}
        alt.LayerChart.from_dict(without_data, validate=True)
        named = {layer["data"]["name"] for layer in drawing["layer"]}
        assert named <= drawing["datasets"].keys()


def test_an_indicative_row_is_hollow_grey_and_without_interval():
    drawn = dot_rows(rows(), LOOKS[0], pitch=14)["datasets"]["rows"][2]
    assert drawn["fill"] == LIGHT.surface
    assert drawn["colour"] == LIGHT.neutral
    assert drawn["low"] is None and drawn["shown"] == "–"


def test_the_own_row_is_shaded_by_row():
    drawn = dot_rows(rows(), LOOKS[0], pitch=14)["datasets"]["rows"]
    assert [row["back"] for row in drawn] == ["transparent", LIGHT.soft, "transparent"]


def test_the_line_breaks_at_a_missing_month_and_the_open_one_is_dashed():
    data = trend(months(), LOOKS[0], height=300, target=None, target_label="")["datasets"]
    assert [row["value"] for row in data["closed"]] == [77.0, None, 78.8]
    assert [row["value"] for row in data["open"]] == [78.8, 78.5]
    assert data["months"][-1]["fill"] == LIGHT.surface
    assert [row["shown"] for row in data["last"]] == ["78.8"]


def test_areas_without_a_figure_are_outlines():
    drawing = maps.areas(places(), None, LOOKS[0], height=400, labelled=(), selection="pick")
    drawn = {feature["id"]: feature for feature in drawing["datasets"]["areas"]}
    assert drawn["540000"]["fill"] == LIGHT.surface
    assert drawn["540000"]["edge"] == LIGHT.map_edge
    assert drawn["330000"]["fill"] == "#17508A"
    assert drawn["330000"]["key"] == "P330000"


def test_a_map_without_boundaries_or_coordinates_is_none():
    nowhere = (maps.Place("X", "x", "1", FACTS, None, "999999", None, None),)
    look = LOOKS[0]
    assert maps.areas(nowhere, None, look, height=400, labelled=(), selection="pick") is None
    assert maps.points(nowhere, "330100", look, height=400, selection="pick") is None


def test_steps_are_round_and_rust_is_always_worse():
    up = steps([-6.0, 0.3, 5.0], True, LIGHT)
    assert up.width == pytest.approx(2.0)
    assert up.colour(-20) == LIGHT.diverging[0]
    assert up.colour(20) == LIGHT.diverging[-1]
    assert up.colour(0.9) == LIGHT.map_mid
    down = steps([-6.0, 0.3, 5.0], False, LIGHT)
    assert down.colour(20) == LIGHT.diverging[0]
    assert steps([], True, LIGHT).colour(0.0) == LIGHT.map_mid


def test_labels_never_overlap_and_stay_inside():
    crowd = [Label(f"浙江 {i}", 100 + i, 100) for i in range(12)]
    placed = place(crowd, 300, 200)
    assert 2 <= len(placed) < 12
    boxes = [(p.x + p.dx, p.y + p.dy) for p in placed]
    for i, (x, y) in enumerate(boxes):
        assert all(abs(x - u) > 30 or abs(y - v) >= 15 for u, v in boxes[i + 1 :])


def test_labels_beside_leave_their_point_free():
    (placed,) = place([Label("80.0", 100, 100)], 300, 200, beside=True)
    assert abs(placed.dx) > 8 or abs(placed.dy) > 8


def test_one_wide_interval_does_not_squeeze_the_rest():
    low, high = value_range([70.0, 72.0, 74.0], [0.0, 100.0])
    assert low > 65 and high < 80
    assert value_range([], []) == (0.0, 1.0)


def test_a_far_target_does_not_squeeze_the_values():
    assert within_sight(80.0, [76.0, 78.0, 79.0]) == 80.0
    assert within_sight(90.0, [76.0, 78.0, None]) is None
    assert within_sight(None, [76.0]) is None
    assert within_sight(80.0, []) is None


def test_a_shape_is_cut_to_the_window():
    square = [[0.0, 0.0], [10.0, 0.0], [10.0, 10.0], [0.0, 10.0], [0.0, 0.0]]
    feature = {"geometry": {"type": "MultiPolygon", "coordinates": [[square]]}}
    cut = clipped(feature, (5.0, -5.0, 20.0, 4.0))["geometry"]["coordinates"][0][0]
    assert {tuple(point) for point in cut} == {(5.0, 0.0), (10.0, 0.0), (10.0, 4.0), (5.0, 4.0)}
    assert clipped(feature, (20.0, 20.0, 30.0, 30.0))["geometry"]["coordinates"] == []
