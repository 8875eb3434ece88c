"""M11's test and interval: against every assignment by hand, scipy, and a fine grid of effects."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from math import comb

import numpy as np
import pytest
from scipy import stats

from dbt_project.statistics import did_randomisation as did
from tests.statistics.effect_limits import LIMITS

DESIGNS = [(8, 3), (8, 4), (10, 5), (12, 2), (14, 4), (9, 6)]


def p_by_hand(change: np.ndarray, pilots: int) -> float:
    """Loops over every choice of pilots."""
    cities = range(len(change))
    shown = [
        change[list(chosen)].mean() - change[[c for c in cities if c not in chosen]].mean()
        for chosen in combinations(cities, pilots)
    ]
    return float(np.mean([abs(value) >= abs(shown[0]) - 1e-9 for value in shown]))


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(11)


@pytest.mark.parametrize(("cities", "pilots"), DESIGNS)
def test_p_counts_every_assignment(rng, cities, pilots):
    of = did.design(cities, pilots, LIMITS)
    assert of.assignment_count == comb(cities, pilots) == len(of.assignments)
    assert of.assignments[0].tolist() == [city < pilots for city in range(cities)]
    many = rng.standard_normal((20, cities)) + np.where(np.arange(cities) < pilots, 0.8, 0.0)
    for change, p_value in zip(many, did.p_values(many, of), strict=True):
        assert p_value == pytest.approx(p_by_hand(change, pilots), abs=1e-12)


@pytest.mark.parametrize("pilots", [3, 4])
def test_p_is_that_of_scipy(rng, pilots):
    of = did.design(9, pilots, LIMITS)
    for change in rng.standard_normal((10, 9)):
        sides = [
            stats.permutation_test(
                (change[:pilots], change[pilots:]),
                lambda x, y, axis: x.mean(axis=axis) - y.mean(axis=axis),
                n_resamples=np.inf,
                vectorized=True,
                alternative=side,
            )
            for side in ("greater", "less")
        ]
        distribution, shown = sides[0].null_distribution, sides[0].statistic
        two_sided = (np.abs(distribution) >= abs(shown) - 1e-9).mean()
        assert did.p_values(change, of) == pytest.approx(two_sided, abs=1e-12)


@pytest.mark.parametrize(("cities", "pilots"), DESIGNS)
def test_interval_holds_exactly_the_effects_the_test_does_not_refuse(rng, cities, pilots):
    of = did.design(cities, pilots, LIMITS)
    is_pilot = np.arange(cities) < pilots
    for change in rng.standard_normal((4, cities)) * 3:
        found = did.estimate(change, of, LIMITS.p)
        grid = np.linspace(found.value - 12, found.value + 12, 1201)
        grid = np.append(grid, [found.ci_low + e for e in (-1e-6, 1e-6)])
        grid = np.append(grid, [found.ci_high + e for e in (-1e-6, 1e-6)])
        p_values = did.p_values(change - grid[:, None] * is_pilot, of)
        inside = (grid >= found.ci_low) & (grid <= found.ci_high)
        assert inside.any()
        assert not inside.all()
        assert np.array_equal(inside, p_values > LIMITS.p)
        assert found.ci_low <= found.value <= found.ci_high


def test_ties_count_whatever_the_scale():
    """Changes that are equal but for rounding are equal: all assignments tie, and p is 1."""
    of = did.design(8, 3, LIMITS)
    for scale in (1e-6, 1.0, 1e7):
        equal = np.array([0.1 + 0.2, 0.3] * 4) * scale
        assert did.p_values(equal, of) == 1.0
        # ten assignments hold the largest city and two of the five zeros, and tie with the truth
        some = np.array([2.0, 0, 0, 0, 0, 0, 1, 1]) * scale
        assert did.p_values(some, of) == pytest.approx(p_by_hand(some / scale, 3))


def test_smallest_p_is_what_the_design_allows():
    """The clearest result there can be has the p that `min_p` promised."""
    for cities, pilots in DESIGNS:
        of = did.design(cities, pilots, LIMITS)
        clear = np.where(np.arange(cities) < pilots, 10.0, 0.0) + np.arange(cities) * 1e-3
        assert did.p_values(clear, of) == pytest.approx(of.min_p)
    assert did.design(8, 4, LIMITS).min_p == 2 / 70
    assert did.design(14, 4, LIMITS).min_p == 1 / 1001


def test_a_design_that_can_refuse_nothing_has_no_interval(rng):
    for cities, pilots in [(3, 1), (6, 3), (5, 2)]:
        of = did.design(cities, pilots, LIMITS)
        assert not of.can_answer
        found = did.estimate(rng.standard_normal(cities), of, LIMITS.p)
        assert np.isnan([found.ci_low, found.ci_high]).all()
        assert np.isfinite(found.value)
    # C(7, 2) = 21 can refuse at 5 %, but is too few to be believed
    seven = did.design(7, 2, LIMITS)
    assert not seven.can_answer
    assert np.isfinite(did.estimate(rng.standard_normal(7), seven, LIMITS.p).ci_low)


@pytest.mark.parametrize(("cities", "pilots"), [(5, 0), (5, 5), (0, 0)])
def test_nothing_to_compare_is_an_error(cities, pilots):
    with pytest.raises(ValueError, match="nothing to compare"):
        did.design(cities, pilots, LIMITS)


def test_drawn_assignments_come_close_to_all_and_hold_the_true_one(rng):
    """C(16, 6) = 8,008, all of them against 4,000 drawn: p within four Monte-Carlo errors."""
    every = did.design(16, 6, LIMITS)
    drawn = did.design(16, 6, replace(LIMITS, max_assignments=4000))
    assert (every.drawn_count, drawn.drawn_count) == (None, 4000)
    assert drawn.min_p == 1 / 4000
    assert drawn.assignments[0].tolist() == [True] * 6 + [False] * 10
    assert (drawn.assignments.sum(axis=1) == 6).all()
    many = rng.standard_normal((50, 16))
    exact, close = did.p_values(many, every), did.p_values(many, drawn)
    assert (np.abs(exact - close) <= 4 * np.sqrt(exact * (1 - exact) / 4000)).all()
    clear = np.where(np.arange(16) < 6, 100.0, 0.0)
    assert did.p_values(clear, drawn) == pytest.approx(1 / 4000, abs=2 / 4000)
    again = did.design(16, 6, replace(LIMITS, max_assignments=4000))
    assert np.array_equal(again.assignments, drawn.assignments)


def test_many_experiments_at_once_are_each_alone(rng):
    of = did.design(12, 5, LIMITS)
    many = rng.standard_normal((3, 7, 12))
    together = did.estimate(many, of, LIMITS.p)
    alone = did.estimate(many[2, 4], of, LIMITS.p)
    for figure in ("value", "ci_low", "ci_high", "p_value"):
        assert getattr(together, figure).shape == (3, 7)
        assert getattr(together, figure)[2, 4] == pytest.approx(getattr(alone, figure), rel=1e-12)


def test_placebo_compares_the_halves_of_the_months_before():
    before = np.array([[1.0, 2, 3, 7, 8, 9], [0, 0, 0, 0, 0, 3]])
    assert did.placebo_changes(before).tolist() == [6.0, 1.0]
    assert did.placebo_changes(before[:, :5]).tolist() == [6.0, 0.0]
