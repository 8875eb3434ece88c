"""Charts of planning: valid Vega-Lite, and what each must show of its rows."""

from __future__ import annotations

from datetime import date
from typing import Any

import altair as alt
import pytest

from dashboards.charts.board_rows import BoardRow, board_rows
from dashboards.charts.frame import Look
from dashboards.charts.power import PowerPoint, power
from dashboards.charts.target_path import PathMonth, target_path
from dashboards.palette import DARK, LIGHT

LIGHT_LOOK, PHONE_LOOK = Look(LIGHT, "zh"), Look(DARK, "en", is_phone=True)
LOOKS = [LIGHT_LOOK, PHONE_LOOK]
FACTS = (("题项", "网络稳定性"), ("名次", "1"))
HEADS = ("名次", "差距来源", "投诉")


def boards() -> tuple[BoardRow, ...]:
    return (
        BoardRow("a", "网络稳定性", 3.1, 2.8, 3.5, ("1", "提供差距", "312"), FACTS, is_first=True),
        BoardRow("b", "上网速度", 1.2, 0.8, 1.9, ("2 (2–3)", "未定位", "–"), FACTS),
        BoardRow("c", "信号盲区", 0.0, 0.0, 0.0, ("3 (2–3)", "未定位", "7"), FACTS),
    )


def points() -> tuple[PowerPoint, ...]:
    return (
        PowerPoint(1, None, "–", FACTS, is_chosen=False),
        PowerPoint(2, 0.62, "62%", FACTS, is_chosen=False),
        PowerPoint(3, 0.84, "84%", FACTS, is_chosen=True),
    )


def months() -> tuple[PathMonth, ...]:
    return (
        PathMonth(date(2026, 9, 1), 77.0, None, None, None, FACTS),
        PathMonth(date(2026, 10, 1), None, None, None, None, FACTS),
        PathMonth(date(2026, 11, 1), 77.4, 77.2, None, None, FACTS),
        PathMonth(date(2026, 12, 1), None, 79.0, 76.0, 79.0, FACTS),
    )


def path(look: Look, **changes: Any) -> dict[str, Any]:
    told = {
        "target": 80.0,
        "target_label": "目标 80.0",
        "rebound": 77.9,
        "rebound_label": "自然回升",
    }
    return target_path(months(), look, height=300, **{**told, **changes})


@pytest.mark.parametrize("look", LOOKS, ids=["light", "dark phone"])
def test_drawings_are_valid_vega_lite(look):
    drawings = [
        board_rows(boards(), HEADS, look),
        power(points(), look, height=240, wanted=0.8, wanted_label="80%"),
        path(look),
        path(look, target=None, rebound=None),
    ]
    for drawing in drawings:
        alt.Chart.from_dict(drawing).to_dict(validate=True)


def test_only_what_may_be_first_is_coloured():
    rows = board_rows(boards(), HEADS, LIGHT_LOOK)["datasets"]["rows"]
    assert [row["colour"] == LIGHT.worse for row in rows] == [True, False, False]


def test_a_phone_has_the_first_column_and_the_tooltip_the_rest():
    wide = board_rows(boards(), HEADS, LIGHT_LOOK)["datasets"]
    phone = board_rows(boards(), HEADS, PHONE_LOOK)["datasets"]
    assert [f"head_{n}" in wide for n in range(3)] == [True] * 3
    assert [f"head_{n}" in phone for n in range(3)] == [True, False, False]
    assert phone["rows"][0]["fact_0"] == "网络稳定性"


def test_columns_of_text_do_not_overlap():
    layers = board_rows(boards(), HEADS, LIGHT_LOOK)["layer"]
    ends = [
        layer["mark"]["dx"]
        for layer in layers
        if layer["mark"]["type"] == "text" and layer["encoding"]["text"]["field"].startswith("cell")
    ]
    assert len(ends) == 3
    # five Han of 12 px and the room between two columns
    assert ends[1] - ends[0] > 48
    assert ends == sorted(ends)


def test_a_number_of_pilots_that_cannot_answer_is_hollow_and_off_the_line():
    data = power(points(), LIGHT_LOOK, height=240, wanted=0.8, wanted_label="80%")["datasets"]
    assert [row["pilots"] for row in data["able"]] == ["2", "3"]
    assert [row["pilots"] for row in data["chosen"]] == ["3"]
    assert data["points"][0]["fill"] == LIGHT.surface
    assert data["points"][0]["stroke"] == LIGHT.faint


def test_the_target_stands_at_the_end_of_the_path():
    data = path(LIGHT_LOOK)["datasets"]
    assert data["target"][0]["month"].startswith("2026-12-01")
    assert [row["value"] for row in data["months"]] == [77.0, None, 77.4, None]
