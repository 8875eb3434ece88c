"""What is planted in the feeds on service work is there, in the size in which it was planted."""

import datetime as dt

import polars as pl
import pytest

from ingest.sample import service_plants as planted
from ingest.sample.effects import ELEMENTS
from ingest.sample.operator import Operator
from ingest.sample.standards import AFTER_RAISE, BEFORE_RAISE
from ingest.sample.themes import THEME_ITEMS
from ingest.sample.truth import collect_truth


def _points(column: str) -> pl.Expr:
    """Mean on 0-100 of a rating from 1 to 10."""
    return ((pl.col(column).cast(pl.Float64) - 1) / 9 * 100).mean()


def test_one_province_misjudges_what_customers_expect_of_one_element(regional: Operator) -> None:
    sheets = regional.sources["service_awareness"]
    is_there = pl.col("province_code") == regional.service.knowledge_province
    believed = sheets.group_by(is_there.alias("there")).agg(
        _points(name).alias(name) for name in ELEMENTS
    )
    gap = {
        name: believed.filter(pl.col("there"))[name][0] - believed.filter(~pl.col("there"))[name][0]
        for name in ELEMENTS
    }
    assert gap.pop(planted.KNOWLEDGE_ELEMENT) < 0.7 * planted.KNOWLEDGE_POINTS
    assert max(abs(value) for value in gap.values()) < 4


def test_every_layer_believes_nearly_what_customers_say(regional: Operator) -> None:
    expected = regional.sources["satisfaction_survey"].filter(pl.col("instrument") == "expectation")
    sheets = regional.sources["service_awareness"]
    for role, allowed in (("front_line", 4.0), ("control", 6.0)):
        believed = sheets.filter(pl.col("staff_role") == role).select(_points("attitude")).item()
        said = expected.select(_points("attitude")).item()
        assert abs(believed - said) < allowed


def test_expectations_rate_every_theme_item_and_its_importance(tiny: Operator) -> None:
    rows = tiny.sources["satisfaction_survey"].filter(pl.col("instrument") == "expectation")
    for item in (name for items in THEME_ITEMS.values() for name in items):
        assert rows[item].null_count() == 0
        assert 80 < rows.select(_points(item)).item() < 97
        assert rows[f"{item}_importance"].is_between(1, 10).all()


@pytest.mark.parametrize("operator", ["tiny", "regional"])
def test_theme_boards_stand_out(operator: str, request: pytest.FixtureRequest) -> None:
    drawn: Operator = request.getfixturevalue(operator)
    answers = drawn.sources["satisfaction_survey"].filter(pl.col("instrument") == "in_network")
    boards = drawn.service.theme_boards
    assert {board.unit_type for board in boards} == {"province", "city"}
    for board in boards:
        inside = pl.col(f"{board.unit_type}_code") == board.unit_code
        here = answers.filter(inside).select(_points(board.item)).item()
        elsewhere = answers.filter(
            ~pl.col("city_code").is_in(
                [drawn.geography.city_codes[city] for b in boards for city in b.cities]
            )
        )
        there = elsewhere.select(_points(board.item)).item()
        assert here - there < -0.5 * board.deficit, board


def test_a_standard_that_changes_keeps_its_older_level(tiny: Operator) -> None:
    standards = tiny.sources["service_standard"].filter(
        (pl.col("element_code") == planted.RAISED_ELEMENT)
        & pl.col("tier").is_null()
        & pl.col("province_code").is_null()
    )
    before, after = standards.sort("valid_from_date").iter_rows(named=True)
    assert before["valid_to_date"] == after["valid_from_date"]
    assert (before["level_customer"], before["level_inspection"]) == BEFORE_RAISE
    assert (after["level_customer"], after["level_inspection"]) == AFTER_RAISE
    assert after["valid_to_date"] is None
    first, last = tiny.months.first_day.astype(dt.date), tiny.months.last_day.astype(dt.date)
    assert first < after["valid_from_date"] < last


def test_the_bad_department_is_scored_and_blamed(regional: Operator) -> None:
    scores = regional.sources["internal_service"].group_by("department_code").agg(_points("score"))
    levels = dict(scores.iter_rows())
    bad = levels.pop(planted.BAD_DEPARTMENT)
    assert bad < min(levels.values()) + 0.5 * planted.BAD_DEPARTMENT_POINTS
    demands = regional.sources["internal_service_demand"]
    ours = demands.filter(pl.col("department_code") == planted.BAD_DEPARTMENT)
    assert ours.height > 0.4 * demands.height
    assert ours["problem_code"].mode()[0] == "late"


@pytest.mark.parametrize("operator", ["tiny", "regional"])
def test_norms_break_in_their_month(operator: str, request: pytest.FixtureRequest) -> None:
    drawn: Operator = request.getfixturevalue(operator)
    measured = drawn.sources["service_measurement"]
    norms = {"fault_repair_hours": 4.0, "hotline_answer_seconds": 30.0}
    for broken in collect_truth(drawn)["planted"]["broken_norms"]:
        norm = norms[broken["measure_code"]]
        rows = measured.filter(
            (pl.col("city_code") == broken["city_code"])
            & (pl.col("measure_code") == broken["measure_code"])
        ).with_columns(
            broken=pl.col("month").cast(pl.String).str.slice(0, 7) >= broken["since_month"]
        )
        assert (rows.filter(pl.col("broken"))["measured_value"] > norm).all()
        assert (rows.filter(~pl.col("broken"))["measured_value"] < norm).all()
        shares = rows.group_by("broken").agg(
            share=pl.col("met_count").sum() / pl.col("case_count").sum()
        )
        assert dict(shares.iter_rows())[True] < 0.6 < dict(shares.iter_rows())[False]


def test_no_more_cases_are_within_the_norm_than_there_are(tiny: Operator) -> None:
    measured = tiny.sources["service_measurement"]
    assert (measured["met_count"] <= measured["case_count"]).all()
    assert set(measured["measure_code"]) == {
        "hotline_answer_seconds", "fault_repair_hours", "first_contact_resolution_rate",
        "availability_rate", "queue_minutes",
    }  # fmt: skip


def test_one_promised_time_lies_beyond_the_limit(tiny: Operator) -> None:
    promises = tiny.sources["service_promise"].filter(
        pl.col("measure_code") == "fault_repair_hours"
    )
    beyond = promises.filter(pl.col("promised_value") > 4)
    city = tiny.geography.city_codes[tiny.service.promise_city]
    assert beyond["city_code"].to_list() == [city]


def test_the_weak_branch_and_the_weak_aspect_are_weak(regional: Operator) -> None:
    service = regional.service
    checks = regional.sources["company_inspection"].with_columns(
        share=pl.col("score") / pl.col("score_max") * 100
    )
    is_weak = (pl.col("branch_code") == service.branch_code) & (
        pl.col("city_code") == regional.geography.city_codes[service.branch_city]
    )
    weak = checks.filter(is_weak)["share"].mean()
    assert weak - checks.filter(~is_weak)["share"].mean() < 0.6 * planted.WEAK_BRANCH_POINTS
    aspects = regional.sources["management_diagnosis"].filter(
        pl.col("province_code") == service.aspect_province
    )
    lowest = aspects.group_by("aspect_code").agg(pl.col("score").mean()).sort("score")
    assert lowest["aspect_code"][0] == planted.WEAK_ASPECT


@pytest.mark.parametrize("operator", ["tiny", "regional"])
def test_competitors_have_halls_in_our_cells(operator: str, request: pytest.FixtureRequest) -> None:
    drawn: Operator = request.getfixturevalue(operator)
    own = drawn.network.halls.with_columns(city=pl.Series(drawn.network.city))
    cells = set(own.select("city", "tier", "area_type").iter_rows())
    halls = drawn.competitors.halls.with_columns(city=pl.Series(drawn.competitors.city))
    assert set(halls.select("city", "tier", "area_type").iter_rows()) <= cells


def test_competitors_are_better_at_one_element_in_one_city(regional: Operator) -> None:
    element = planted.COMPETITOR_ELEMENT
    city = regional.geography.city_codes[regional.service.competitor_city]
    exits = regional.sources["satisfaction_survey"].filter(
        (pl.col("instrument") == "perception") & (pl.col("city_code") == city)
    )
    own = pl.col("operator_code") == "OWN"
    others = [name for name in ELEMENTS if name != element]

    def lead(name: str) -> float:
        here = exits.filter(~own).select(_points(name)).item()
        return float(here - exits.filter(own).select(_points(name)).item())

    usual = sum(lead(name) for name in others) / len(others)
    assert lead(element) - usual > 0.5 * planted.COMPETITOR_POINTS
