"""Verdicts in M11's order, the veto, and what a verdict must withstand."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from dbt_project.statistics import did_randomisation as did
from dbt_project.statistics.project_effects import evaluate, leads, left_out
from tests.statistics.effect_limits import LIMITS

CODES = Path(__file__).parents[2] / "dbt_project" / "seeds" / "project_codes.csv"
CITIES, PILOTS, BEFORE = 12, 4, 6


def quiet(after: int = 3, cities: int = CITIES, seed: int = 2) -> tuple[np.ndarray, np.ndarray]:
    """Months before and after of cities to which nothing happens."""
    rng = np.random.default_rng(seed)
    level = 75 + 3 * rng.standard_normal((cities, 1))
    before, later = (level + 0.5 * rng.standard_normal((cities, n)) for n in (BEFORE, after))
    return before, later


def verdict(before: np.ndarray, after: np.ndarray, pilots: int = PILOTS, **more) -> tuple[str, str]:
    found = evaluate(before, after, pilots, LIMITS, **more)
    return found.verdict_code, found.reason_code


def test_sign_and_direction_decide_between_works_and_worse():
    before, after = quiet()
    lifted, lowered = after.copy(), after.copy()
    lifted[:PILOTS] += 5
    lowered[:PILOTS] -= 5
    assert verdict(before, after) == ("no_evidence", "not_separable")
    assert verdict(before, lifted) == ("works", "clear")
    assert verdict(before, lowered) == ("worse", "clear")
    assert verdict(before, lifted, is_higher_better=False) == ("worse", "clear")
    assert verdict(before, lowered, is_higher_better=False) == ("works", "clear")


def test_pilots_that_already_drifted_apart_prove_nothing():
    before, after = quiet()
    before[:PILOTS] += np.arange(BEFORE)
    after[:PILOTS] += BEFORE + 3
    found = evaluate(before, after, PILOTS, LIMITS)
    assert (found.verdict_code, found.reason_code) == ("no_evidence", "pre_trend")
    assert found.placebo.p_value <= LIMITS.p
    assert found.effect.p_value <= LIMITS.p
    assert found.is_judged


def test_the_first_question_that_fails_is_the_answer():
    """A design that cannot tell is not called early, and an early project is not judged."""
    before, after = quiet(cities=7)
    assert verdict(before, after, pilots=2) == ("cannot_tell", "few_assignments")
    assert verdict(before, after[:, :0], pilots=2) == ("cannot_tell", "few_assignments")
    before, after = quiet()
    after[:PILOTS] += 50
    assert verdict(before, after[:, :1]) == ("too_early", "few_months")
    assert verdict(before, after[:, :2]) == ("works", "clear")
    assert verdict(before, after, pilots=0) == ("cannot_tell", "no_pilots")
    assert verdict(before, after, pilots=CITIES) == ("cannot_tell", "no_controls")


def test_months_that_will_never_come_are_not_waited_for():
    before, after = quiet()
    assert verdict(before, after[:, :1], is_after_closed=True) == (
        "cannot_tell",
        "rolled_out_early",
    )
    assert verdict(before, after[:, :2], is_after_closed=True) == ("no_evidence", "not_separable")


def test_a_design_that_cannot_tell_still_says_what_was_seen():
    before, after = quiet(cities=3)
    after[0] += 5
    found = evaluate(before, after, 1, LIMITS)
    assert found.verdict_code == "cannot_tell"
    assert not found.is_judged
    assert found.effect.value == pytest.approx(5, abs=1)
    assert found.effect.p_value == pytest.approx(1 / 3)
    assert np.isnan(found.effect.ci_low)


def test_cities_that_lack_a_month_are_left_out_and_counted():
    before, after = quiet()
    after[:PILOTS] += 5
    holed = before.copy()
    holed[0, 2] = holed[7, 0] = np.nan
    found = evaluate(holed, after, PILOTS, LIMITS)
    kept = [city for city in range(CITIES) if city not in (0, 7)]
    direct = evaluate(before[kept], after[kept], PILOTS - 1, LIMITS)
    assert found.is_complete.tolist() == [city in kept for city in range(CITIES)]
    assert (found.design.city_count, found.design.pilot_count) == (10, 3)
    assert found.effect == direct.effect
    assert found.verdict_code == "works"


def test_too_few_complete_cities_cannot_tell():
    before, after = quiet()
    after[4:10, 1] = np.nan
    assert verdict(before, after) == ("cannot_tell", "months_missing")
    after[:PILOTS] = np.nan
    found = evaluate(before, after, PILOTS, LIMITS)
    assert (found.reason_code, found.effect) == ("months_missing", None)


def test_leads_compare_each_month_with_the_others_before():
    before, _ = quiet(seed=3)
    of = did.design(CITIES, PILOTS, LIMITS)
    found = leads(before, of, LIMITS.p)
    for month in range(BEFORE):
        others = np.delete(before, month, axis=1).mean(axis=1)
        apart = before[:, month] - others
        assert found.value[month] == pytest.approx(apart[:PILOTS].mean() - apart[PILOTS:].mean())
        assert found.p_value[month] == did.p_values(apart, of)
    before[:PILOTS, 4] += 5
    assert leads(before, of, LIMITS.p).p_value[4] == of.min_p


def test_each_city_is_left_out_once():
    before, after = quiet(seed=4)
    after[:PILOTS] += 2
    change = did.changes(before, after)
    cities, found = left_out(change, PILOTS, LIMITS)
    assert cities.tolist() == list(range(CITIES))
    for place, city in enumerate(cities):
        pilots = PILOTS - (city < PILOTS)
        alone = did.estimate(
            np.delete(change, city), did.design(CITIES - 1, pilots, LIMITS), LIMITS.p
        )
        for figure in ("value", "ci_low", "ci_high", "p_value"):
            expected = getattr(alone, figure)
            assert getattr(found, figure)[place] == pytest.approx(expected, nan_ok=True)


def test_one_pilot_cannot_be_left_out():
    change = np.arange(5.0)
    assert left_out(change, 1, LIMITS)[0].tolist() == [1, 2, 3, 4]
    assert left_out(change, 4, LIMITS)[0].tolist() == [0, 1, 2, 3]
    cities, found = left_out(change[:2], 1, LIMITS)
    assert (len(cities), len(found.value)) == (0, 0)


def test_every_verdict_and_reason_has_a_name():
    """Codes the evaluation can answer with, against the seed that screens read them from."""
    source = Path(did.__file__).with_name("project_effects.py").read_text(encoding="utf-8") + Path(
        did.__file__
    ).with_name("project_assessment.py").read_text(encoding="utf-8")
    with CODES.open(encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines) if row["dimension"].startswith("verdict")]
    for row in rows:
        assert row["name_zh"]
        assert row["name_en"]
    named = {row["code"] for row in rows}
    assert {"works", "worse", "no_evidence", "too_early", "cannot_tell"} <= named
    unsaid = {code for code in named - {"no_metric"} if f'"{code}"' not in source}
    assert not unsaid
