"""The direct simulation beside `make truth` tells depths of boards apart, so a wrong one would fail."""

from __future__ import annotations

import numpy as np

from tests.truth.boards import LEVELS, error_of_difference, rank_by_hand, survey

DRAWS = 300


def first(deficit: float, seed: int) -> np.ndarray:
    return rank_by_hand(survey(np.random.default_rng(seed), DRAWS, deficit), LEVELS["city"])


def test_the_same_depth_agrees_and_another_does_not():
    eight, again, four = first(8.0, 1), first(8.0, 2), first(4.0, 3)
    error = error_of_difference(eight, again, DRAWS)
    assert abs(eight.mean() - again.mean()) <= 3 * error
    assert eight.mean() - four.mean() > 3 * error_of_difference(eight, four, DRAWS)


def test_without_a_deficit_the_weights_alone_lead_elsewhere():
    """Negative control: nothing planted, and the element comes first no more often than by chance."""
    assert first(0.0, 4).mean() < 1 / 6


def test_the_error_never_vanishes():
    everybody = np.ones(500, dtype=bool)
    assert error_of_difference(everybody, everybody, 500) > 0
