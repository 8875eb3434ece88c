"""What is planted is there, in the size in which it was planted."""

import datetime as dt

import numpy as np
import polars as pl
import pytest

from ingest.sample.operator import Operator
from ingest.sample.plants import CITY_DEFICIT, HARSH_POINTS, HOTLINE_DROP
from ingest.sample.ratings import lift
from ingest.sample.truth import collect_truth


def _city_means(operator: Operator, column: str, instrument: str) -> pl.DataFrame:
    """Points by city and month."""
    survey = operator.sources["satisfaction_survey"].filter(pl.col("instrument") == instrument)
    month = pl.col("interview_date").dt.strftime("%Y-%m")
    return survey.group_by("city_code", month=month).agg(
        points=(pl.col(column).cast(pl.Float64).mean() - 1) / 9 * 100, n=pl.col(column).count()
    )


def _difference_in_differences(operator: Operator, project: int) -> float:
    plan = operator.plants.projects[project]
    means = _city_means(operator, plan.metric_column, "in_network")
    codes = operator.geography.city_codes
    cities = codes[operator.geography.cities_of(plan.province_code)]
    start, chosen = (
        operator.months.labels[plan.start_month],
        operator.months.labels[plan.chosen_on[0]],
    )
    means = means.filter(pl.col("city_code").is_in(list(cities))).with_columns(
        is_pilot=pl.col("city_code").is_in([codes[city] for city in plan.pilots]),
        is_after=pl.col("month") >= start,
    )
    means = means.filter(pl.col("is_after") | (pl.col("month") < chosen))
    cells = means.group_by("city_code", "is_pilot", "is_after").agg(pl.col("points").mean())
    change = cells.pivot("is_after", index=["city_code", "is_pilot"], values="points").with_columns(
        change=pl.col("true") - pl.col("false")
    )
    sides = change.group_by("is_pilot").agg(pl.col("change").mean()).sort("is_pilot")["change"]
    return float(sides[1] - sides[0])


def test_the_project_lifts_its_metric_and_the_null_project_does_not(regional: Operator) -> None:
    assert _difference_in_differences(regional, 0) == pytest.approx(4.0, abs=2.0)
    assert _difference_in_differences(regional, 1) == pytest.approx(0.0, abs=2.0)


def test_the_project_has_its_counts_and_clean_months(regional: Operator) -> None:
    plan = regional.plants.projects[0]
    cities = regional.geography.city_codes[regional.geography.cities_of(plan.province_code)]
    assert len(cities) >= 14
    assert len(plan.pilots) == 4
    counts = _city_means(regional, plan.metric_column, "in_network").filter(
        pl.col("city_code").is_in(list(cities))
    )
    assert counts["n"].min() >= 300
    assert plan.chosen_on[0] >= 6
    assert regional.months.count - plan.start_month == 2


def test_lift_moves_the_mean_by_its_points() -> None:
    rng = np.random.default_rng(5)
    ratings = rng.integers(1, 11, 400_000).astype(np.int8)
    for points in (4.0, -9.0):
        moved = lift(rng, ratings, points, 1, 10)
        assert (moved.mean() - ratings.mean()) / 9 * 100 == pytest.approx(points, abs=0.1)
        assert moved.min() >= 1
        assert moved.max() <= 10


def test_the_hotline_collapses_in_one_city(regional: Operator) -> None:
    plants = regional.plants
    city = regional.geography.city_codes[plants.hotline_city]
    since = regional.months.labels[plants.hotline_since]
    means = _city_means(regional, "theme_hotline", "in_network").filter(pl.col("city_code") == city)
    after = means.filter(pl.col("month") >= since)["points"].mean()
    before = means.filter(pl.col("month") < since)["points"].mean()
    assert after - before == pytest.approx(-HOTLINE_DROP, abs=5)
    tickets = regional.sources["complaint_log"].filter(pl.col("city_code") == city)
    month = pl.col("received_at").dt.strftime("%Y-%m")
    by_month = tickets.group_by(month=month).len()
    later = by_month.filter(pl.col("month") >= since)["len"].mean()
    assert later > 1.5 * by_month.filter(pl.col("month") < since)["len"].mean()


def test_the_harsh_inspector_is_harsh(regional: Operator) -> None:
    visits = regional.sources["mystery_visit"]
    harsh = visits.filter(pl.col("inspector_id") == regional.plants.harsh_inspector)
    assert harsh.height >= 20
    halls = harsh["hall_code"].unique()
    same_halls = visits.filter(
        pl.col("hall_code").is_in(halls.implode())
        & (pl.col("inspector_id") != regional.plants.harsh_inspector)
    )
    difference = harsh["reported_score"].mean() - same_halls["reported_score"].mean()
    assert difference == pytest.approx(-HARSH_POINTS, abs=2.5)


@pytest.mark.parametrize("operator", ["tiny", "regional"])
def test_the_veto_hall_has_its_habit(operator: str, request: pytest.FixtureRequest) -> None:
    drawn: Operator = request.getfixturevalue(operator)
    truth = collect_truth(drawn)["planted"]["veto_hall"]
    visits = drawn.sources["mystery_visit"].filter(pl.col("hall_code") == truth["hall_code"])
    assert len(truth["visits"]) >= 0.3 * visits.height
    assert set(truth["visits"]) <= set(visits["visit_id"])


@pytest.mark.parametrize("operator", ["tiny", "regional"])
def test_exactly_the_planted_rotation_violations(
    operator: str, request: pytest.FixtureRequest
) -> None:
    drawn: Operator = request.getfixturevalue(operator)
    assert (
        len(collect_truth(drawn)["planted"]["rotation_violations"])
        == drawn.size.rotation_violations
    )


def test_pattern_halls_are_always_visited_in_the_morning(regional: Operator) -> None:
    visits = regional.sources["mystery_visit"]
    for hall in regional.plants.pattern_halls:
        slots = visits.filter(pl.col("hall_code") == regional.network.codes[hall])["time_slot"]
        assert slots.unique().to_list() == ["morning"]
    shares = visits.group_by("hall_code").agg(pl.col("time_slot").n_unique(), pl.len())
    ordinary = shares.filter(pl.col("len") >= 8)
    assert (ordinary["time_slot"] >= 3).mean() > 0.95


def test_short_boards_stand_out(regional: Operator) -> None:
    survey = regional.sources["satisfaction_survey"].filter(
        (pl.col("instrument") == "perception") & (pl.col("operator_code") == "OWN")
    )
    boards = [board for board in regional.plants.short_boards if board.unit_type == "city"]
    assert boards
    for board in boards:
        rating = pl.col(board.element).cast(pl.Float64)
        here = survey.filter(pl.col("city_code") == board.unit_code).select(rating.mean()).item()
        there = survey.filter(pl.col("city_code") != board.unit_code).select(rating.mean()).item()
        assert (here - there) / 9 * 100 < -0.4 * CITY_DEFICIT


def test_staff_cells_to_suppress_are_listed(tiny: Operator) -> None:
    truth = collect_truth(tiny)
    cells = truth["suppressed_staff_cells"]
    city = truth["planted"]["unanimous_staff"]["city_code"]
    here = [cell for cell in cells if cell["city_code"] == city]
    assert any(cell["reason"] == "unanimous" and cell["staff_role"] == "support" for cell in here)
    assert any(cell["reason"] == "too_few" and cell["staff_role"] == "control" for cell in here)
    answers = tiny.sources["staff_satisfaction"]
    small = answers.group_by("city_code", "wave", "staff_role").len().filter(pl.col("len") < 5)
    listed = {
        (c["city_code"], c["wave"], c["staff_role"]) for c in cells if c["reason"] == "too_few"
    }
    assert set(small.select("city_code", "wave", "staff_role").iter_rows()) <= listed


def test_perception_sums_are_those_of_the_respondents(tiny: Operator) -> None:
    survey = tiny.sources["satisfaction_survey"].filter(
        (pl.col("instrument") == "perception") & (pl.col("operator_code") == "OWN")
    )
    for cell in collect_truth(tiny)["perception_sums"]:
        answers = survey.filter(
            (pl.col("province_code") == cell["province_code"])
            & (pl.col("wave") == cell["period_id"])
        )[cell["item"]].drop_nulls()
        assert cell["n"] == len(answers)
        scores = (answers.cast(pl.Float64) - 1) / 9 * 100
        assert cell["k_sum"] / 25.2 == pytest.approx(scores.sum(), rel=1e-12)


def test_as_of_closes_the_last_month(tiny: Operator) -> None:
    truth = collect_truth(tiny)
    assert dt.date.fromisoformat(truth["as_of"]) == dt.date(2026, 11, 20)
    assert truth["months"] == [f"2026-{month:02d}" for month in range(3, 11)]
