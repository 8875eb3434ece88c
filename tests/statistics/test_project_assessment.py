"""All figures of one project together, each against the piece it comes from."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from dbt_project.statistics import did_randomisation as did
from dbt_project.statistics.pilot_power import power
from dbt_project.statistics.project_assessment import Study, assess
from dbt_project.statistics.project_windows import Windows
from dbt_project.statistics.rebound import reliability
from tests.statistics.effect_limits import LIMITS

CITIES, PILOTS, MONTHS, LIFT = 12, 4, 20, 3.0
FIRST = 100
WINDOWS = Windows(range(107, 113), range(113, 115), range(116, 120), is_after_closed=False)


@pytest.fixture
def study() -> Study:
    rng = np.random.default_rng(6)
    peers = 75 + 2 * rng.standard_normal((40, 1)) + rng.standard_normal((40, MONTHS))
    values = peers[:CITIES].copy()
    values[:PILOTS, 16:] += LIFT
    footfall = np.round(rng.lognormal(8, 1, (CITIES, MONTHS)))
    groups = np.repeat(np.arange(4), (CITIES, 10, 10, 8))
    return Study(values, footfall, PILOTS, FIRST, WINDOWS, peers, groups, target_lift=2.0)


def figures(study: Study) -> dict:
    return assess(study, LIMITS, np.random.default_rng(1)).figures


def test_effect_is_that_of_the_months_cut_out(study):
    found = figures(study)
    change = did.changes(study.values[:, 7:13], study.values[:, 16:20])
    direct = did.estimate(change, did.design(CITIES, PILOTS, LIMITS), LIMITS.p)
    told = [found[name] for name in ("effect", "effect_ci_low", "effect_ci_high", "p_value")]
    assert told == [direct.value, direct.ci_low, direct.ci_high, direct.p_value]
    assert (found["verdict_code"], found["city_count"], found["dropped_city_count"]) == (
        "works",
        CITIES,
        0,
    )
    weight = study.footfall[:, 7:13].sum(axis=1)
    assert found["effect_weighted"] == pytest.approx(did.difference(change, PILOTS, weight))
    assert found["placebo_effect"] == did.difference(
        did.placebo_changes(study.values[:, 7:13]), PILOTS
    )


def test_checks_are_leads_of_the_months_and_every_city_left_out(study):
    found = assess(study, LIMITS, np.random.default_rng(1))
    places = {
        code: [check.place for check in found.checks if check.code == code]
        for code in ("lead", "left_out")
    }
    assert places == {"lead": list(range(6)), "left_out": list(range(CITIES))}
    left_out = [check.value for check in found.checks if check.code == "left_out"]
    assert found.figures["left_out_effect_min"] == min(left_out)
    assert found.figures["left_out_effect_max"] == max(left_out)


def test_power_is_that_of_the_months_without_the_estimated_effect(study):
    """The lift found in the pilots is taken back first: else it would count as noise."""
    found = figures(study)
    undone = study.values.copy()
    undone[:PILOTS, 16:] -= found["effect"]
    direct = power(undone, PILOTS, 2.0, 6, 3, 4, LIMITS, np.random.default_rng(1))
    assert found["power_at_target_rate"] == direct.rate
    assert direct.windows == MONTHS - 13 + 1
    as_it_is = power(study.values, PILOTS, 2.0, 6, 3, 4, LIMITS, np.random.default_rng(1))
    assert as_it_is.rate < direct.rate
    # what was planted is more than what can be seen
    assert 0 < found["detectable_effect"] < LIFT


def test_rebound_rests_on_all_cities_before_the_start(study):
    found = figures(study)
    rate = reliability(study.peers[:, :16], study.groups, 2)
    chosen_on = study.values[:, 13:15].mean(axis=1)
    distance = chosen_on[:PILOTS].mean() - chosen_on[PILOTS:].mean()
    assert found["reliability_rate"] == rate
    assert found["expected_rebound"] == pytest.approx(-(1 - rate) * distance)
    unknown = figures(replace(study, windows=replace(WINDOWS, choosing=range(113, 113))))
    assert "expected_rebound" not in unknown


def test_a_target_on_the_wrong_side_has_no_chance_told(study):
    assert "power_at_target_rate" not in figures(replace(study, target_lift=-2.0))
    lower = replace(study, values=-study.values, target_lift=-2.0, is_higher_better=False)
    assert figures(lower)["verdict_code"] == "works"
    assert figures(lower)["power_at_target_rate"] == figures(study)["power_at_target_rate"]
    assert figures(replace(study, target_lift=None))["verdict_code"] == "works"


def test_while_it_is_early_nothing_is_told_but_what_the_plan_can_see(study):
    early = replace(study, windows=replace(WINDOWS, after=range(116, 117)))
    found = figures(early)
    assert (found["verdict_code"], found["reason_code"]) == ("too_early", "few_months")
    assert "effect" not in found
    # two months after, from the history ahead of the start
    history = study.values[:, :16]
    direct = power(history, PILOTS, 2.0, 6, 3, 2, LIMITS, np.random.default_rng(1))
    assert found["power_at_target_rate"] == direct.rate


def test_before_the_start_the_design_is_told(study):
    found = figures(replace(study, windows=None))
    assert (found["verdict_code"], found["reason_code"]) == ("too_early", "not_started")
    assert found["min_p_value"] == 1 / 495
    small = replace(study, windows=None, values=study.values[:3], pilot_count=1)
    assert figures(small)["reason_code"] == "few_assignments"


def test_months_outside_the_series_leave_their_cities_out(study):
    """The series begins after the months before: nobody is complete."""
    ahead = Windows(range(97, 103), range(103, 105), range(105, 108), False)
    found = figures(replace(study, windows=ahead))
    assert (found["verdict_code"], found["reason_code"]) == ("cannot_tell", "months_missing")
    assert found["dropped_city_count"] == CITIES


def test_a_city_without_a_month_is_dropped_from_all_figures(study):
    holed = study.values.copy()
    holed[2, 9] = np.nan
    kept = np.delete(np.arange(CITIES), 2)
    found = assess(replace(study, values=holed), LIMITS, np.random.default_rng(1))
    without = figures(
        replace(
            study,
            values=study.values[kept],
            footfall=study.footfall[kept],
            pilot_count=PILOTS - 1,
        )
    )
    for name in ("effect", "effect_ci_low", "effect_weighted", "left_out_effect_min"):
        assert found.figures[name] == pytest.approx(without[name])
    assert found.figures["dropped_city_count"] == 1
    assert 2 not in [check.place for check in found.checks if check.code == "left_out"]


def test_footfall_that_nobody_counted_has_no_weighted_effect(study):
    assert (
        figures(replace(study, footfall=np.full_like(study.footfall, np.nan)))["effect_weighted"]
        is None
    )
