"""Control charts: limits as the mart has them, what is outside, runs, and units without limits."""

from __future__ import annotations

from datetime import date

import pytest

from dashboards.cards import control as card
from dashboards.charts.control import Event, Limits, control
from dashboards.charts.frame import Look
from dashboards.charts.trend import Month
from dashboards.language import text
from dashboards.palette import LIGHT
from tests.dashboards.test_pages import HALL, words

LOOK = Look(palette=LIGHT, language="en")


def month(number: int, value: float | None) -> Month:
    return Month(date(2026, number, 1), value, None, None, f"{value}", (("Month", "x"),), True)


def limits(*, beyond: bool = False, better: bool = False, run: bool = False) -> Limits:
    return Limits(78.0, 76.0, 80.0, beyond, better, run)


def drawn(found: tuple[Limits | None, ...], values: tuple[float | None, ...], **more) -> dict:
    months = tuple(month(number, value) for number, value in enumerate(values, start=1))
    edge = ("Lower 76.0", "Mean 78.0", "Upper 80.0")
    return control(months, found, LOOK, height=300, edge=edge, **more)["datasets"]


def test_a_point_outside_says_its_value_in_the_colour_of_its_verdict():
    data = drawn((limits(), limits(beyond=True), limits(beyond=True, better=True)), (78, 75, 81))
    assert [(row["value"], row["colour"]) for row in data["beyond"]] == [
        (75, LIGHT.worse),
        (81, LIGHT.better),
    ]
    assert data["last"] == [], "its value stands there already"


def test_months_without_limits_have_no_band_and_runs_have_rings():
    data = drawn((None, limits(), limits(run=True)), (78, 79, 79.5))
    assert len(data["bounds"]) == 2
    assert [row["value"] for row in data["runs"]] == [79.5]
    assert [row["text"] for row in data["edge"]] == ["Lower 76.0", "Mean 78.0", "Upper 80.0"]


def test_limits_too_close_to_be_named_leave_the_mean():
    data = drawn((limits(), limits()), (20, 140))
    assert [row["text"] for row in data["edge"]] == ["Mean 78.0"]


def test_an_event_stands_at_its_month():
    data = drawn((limits(), limits()), (78, 79), events=(Event(1, "① watched"),))
    assert data["events"] == [{"month": data["months"][1]["month"], "text": "① watched"}]


@pytest.mark.parametrize(
    ("outside", "title"),
    [
        ((), "Every month lies within its control limits"),
        ((2,), "Fell below the lower limit in Feb, back within since"),
        ((4,), "Below the lower limit in Apr"),
        ((3, 4), "Below the lower limit since Mar"),
        ((1, 2, 3, 4), "Below the lower limit since Jan"),
    ],
)
def test_the_title_says_when_it_left_its_limits_and_whether_it_is_back(outside, title):
    class View:
        language = "en"

        def t(self, key: str, **values: object) -> str:
            return text("en", key, **values)

    months = [month(number, 75 if number in outside else 78) for number in range(1, 5)]
    found = tuple(limits(beyond=number in outside) for number in range(1, 5))
    assert card._title(View(), months, found) == title  # type: ignore[arg-type]


def test_the_page_draws_the_limits_of_the_release(open_page):
    app = open_page(unit="P330000", metric="satisfaction")
    assert not app.exception
    assert "5月跌破下控制限，之后回到限内" in words(app)
    assert "Eight or more months on one side" in words(
        open_page(unit="P640000", metric="satisfaction", lang="en")
    )


def test_a_unit_or_metric_without_limits_keeps_its_trend(open_page):
    for address in ({"unit": HALL}, {"unit": "P330000", "metric": "nps"}):
        app = open_page(lang="en", **address)
        assert not app.exception
        assert "95% interval" in words(app)
        assert "control limits" not in words(app)
