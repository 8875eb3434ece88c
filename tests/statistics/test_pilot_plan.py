"""The plan of a pilot: what can answer, what is recommended, which cities are named."""

from __future__ import annotations

from math import comb

import numpy as np
import pytest

from dbt_project.statistics.did_randomisation import Limits, changes, design, estimate, p_values
from dbt_project.statistics.pilot_plan import (
    Effort,
    Option,
    Timing,
    draw_pilots,
    months_needed,
    options,
    recommended,
    sort_histories,
)

LIMITS = Limits(
    before_months=6,
    min_after_months=2,
    min_assignments=40,
    max_assignments=10_000,
    p=0.05,
    power=0.8,
    draws=500,
    seed=7,
)
EFFORT = Effort(draws=200, max_assignments=10_000)
TIMING = Timing(before=6, gap=2, after=2)


def history(cities: int, months: int = 14, spread: float = 2.0) -> np.ndarray:
    return np.random.default_rng(cities).normal(80, spread, (cities, months))


def planned(cities: int, lift: float | None = 4.0, months: int = 14) -> list[Option]:
    return options(
        history(cities, months), lift, TIMING, LIMITS,
        effort=EFFORT, max_pilots=8, is_higher_better=True,
    )  # fmt: skip


def test_three_cities_cannot_answer_whatever_the_number_of_pilots():
    found = planned(3)
    assert [(o.pilot_count, o.assignment_count, o.can_answer) for o in found] == [(1, 3, False)]
    assert found[0].power is None
    assert recommended(found, 0.8) is None


def test_assignments_and_smallest_p_are_those_of_the_binomial():
    for option in planned(11):
        assert option.assignment_count == comb(11, option.pilot_count)
        assert option.min_p == pytest.approx(1 / option.assignment_count)
        assert option.can_answer == (option.assignment_count >= 40)
    assert [o.pilot_count for o in planned(11)] == [1, 2, 3, 4, 5]


def test_power_is_the_share_of_experiments_that_find_the_lift():
    """Counted once more with the test itself, on fresh months of the same noise."""
    (option,) = [o for o in planned(12) if o.pilot_count == 4]
    rng = np.random.default_rng(99)
    of = design(12, 4, LIMITS)
    months = rng.normal(80, 2.0, (3000, 12, 10))
    months[:, :4, 8:] += 4.0
    effect = estimate(changes(months[:, :, :6], months[:, :, 8:]), of, LIMITS.p)
    placebo = months[:, :, 3:6].mean(axis=2) - months[:, :, :3].mean(axis=2)
    is_found = (effect.p_value <= 0.05) & (effect.value > 0) & (p_values(placebo, of) > 0.05)
    # the history is one draw of twelve cities: its own luck is part of the promise
    assert option.power == pytest.approx(is_found.mean(), abs=0.12)
    assert option.detectable == pytest.approx(4.0, abs=1.5)


def test_a_share_of_the_ways_to_choose_promises_the_same():
    path = history(16)
    all_of, some = (
        options(
            path, 3.0, TIMING, LIMITS,
            effort=Effort(400, ways), max_pilots=6, is_higher_better=True,
        )
        for ways in (10_000, 2_000)
    )  # fmt: skip
    assert [o.assignment_count for o in some] == [o.assignment_count for o in all_of]
    assert [o.min_p for o in some] == [o.min_p for o in all_of]
    for one, two in zip(all_of[1:], some[1:], strict=True):
        assert two.power == pytest.approx(one.power, abs=0.05)
        assert two.detectable == pytest.approx(one.detectable, rel=0.1)


def test_recommended_is_the_smallest_number_of_pilots_that_is_enough():
    found = planned(14, lift=6.0)
    chosen = recommended(found, 0.8)
    assert chosen is not None
    assert (chosen.power or 0) >= 0.8
    assert all(
        (o.power or 0) < 0.8 for o in found if o.can_answer and o.pilot_count < chosen.pilot_count
    )


def test_without_enough_power_the_one_that_sees_the_smallest_lift_is_recommended():
    found = planned(9, lift=0.5)
    chosen = recommended(found, 0.8)
    assert chosen is not None
    assert chosen.detectable == min(o.detectable for o in found if o.detectable is not None)


def test_a_history_shorter_than_the_experiment_promises_nothing():
    found = planned(9, months=9)
    assert {o.power for o in found} == {None}
    assert recommended(found, 0.8) is None


def test_more_months_after_find_more_until_the_history_ends():
    found = months_needed(
        history(12, spread=3.0), 3.0, 4, TIMING, LIMITS,
        effort=Effort(400, 10_000), max_after=12, is_higher_better=True,
    )  # fmt: skip
    assert list(found) == [2, 3, 4, 5, 6]
    assert found[5] > found[2]


def test_lower_is_better_for_some_metrics():
    path = history(12)
    up = options(path, 4.0, TIMING, LIMITS, effort=EFFORT, max_pilots=4, is_higher_better=True)
    down = options(-path, 4.0, TIMING, LIMITS, effort=EFFORT, max_pilots=4, is_higher_better=False)
    assert [o.power for o in up] == [o.power for o in down]


def test_short_and_erratic_cities_are_named():
    paths = history(10)
    paths[3, -2] = np.nan
    paths[5, 0] = np.nan
    paths[7] = 80 + 8 * (-1.0) ** np.arange(14)
    found = sort_histories(paths, TIMING.length, erratic_ratio=2)
    assert found.short == [3]
    assert 5 in found.usable
    assert found.erratic == [7]
    nobody = sort_histories(paths[:, :5], TIMING.length, erratic_ratio=2)
    assert nobody.usable == []
    assert len(nobody.short) == 10


def test_the_draw_is_repeatable_and_every_city_has_the_same_chance():
    assert draw_pilots(12, 4, [7, 1]) == draw_pilots(12, 4, [7, 1])
    drawn = [draw_pilots(12, 4, [7, seed]) for seed in range(3000)]
    assert all(len(set(cities)) == 4 for cities in drawn)
    share = np.bincount(np.concatenate(drawn), minlength=12) / 3000
    assert share == pytest.approx(np.full(12, 1 / 3), abs=0.04)
