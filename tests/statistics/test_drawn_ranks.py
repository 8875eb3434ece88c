"""Intervals of ranks against ranks counted by scipy, exact cases, and coverage of the true rank."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from dbt_project.statistics.drawn_ranks import correlated_deviates, rank_intervals


def compound(items: int, correlation: float) -> np.ndarray:
    return np.full((items, items), correlation) + (1 - correlation) * np.eye(items)


def test_deviates_have_the_correlations_asked_for():
    wanted = np.stack([compound(4, 0.5), np.eye(4)])
    found = correlated_deviates(wanted, 40_000, seed=1)
    for matrix, deviates in zip(wanted, found, strict=True):
        assert np.corrcoef(deviates) == pytest.approx(matrix, abs=0.02)
        assert deviates.std(axis=1) == pytest.approx(1, abs=0.02)


def test_ranks_are_those_of_scipy():
    rng = np.random.default_rng(2)
    index, error = rng.normal(size=(30, 5)), rng.uniform(0.1, 1, (30, 5))
    deviates = correlated_deviates(np.stack([compound(5, 0.3), np.eye(5)]), 500, seed=7)
    chosen = rng.integers(0, 2, 30)
    low, high = rank_intervals(index, error, deviates, chosen, 0.95)
    drawn = index[..., None] + error[..., None] * deviates[chosen]
    ranks = stats.rankdata(-drawn, method="min", axis=1)
    assert (low == np.quantile(ranks, 12 / 499, axis=2, method="lower")).all()
    assert (high == np.quantile(ranks, 487 / 499, axis=2, method="higher")).all()


def test_certain_figures_have_one_rank_and_ties_the_better_one():
    deviates = correlated_deviates(np.eye(3)[None], 100, seed=1)
    index = np.array([[3.0, 1.0, 2.0], [5.0, 5.0, 0.0]])
    low, high = rank_intervals(index, np.zeros((2, 3)), deviates, np.array([0, 0]), 0.95)
    assert low.tolist() == high.tolist() == [[1, 3, 2], [1, 1, 3]]


def test_correlated_errors_leave_ranks_more_certain():
    """What all items share moves none past another; ignoring it would widen the intervals."""
    index, error = np.array([[0.0, 1.0, 2.0, 3.0]]), np.full((1, 4), 1.5)
    widths = [
        np.subtract(
            *rank_intervals(
                index, error, correlated_deviates(compound(4, r)[None], 2000, 3), [0], 0.95
            )
        ).sum()
        for r in (0.0, 0.9)
    ]
    assert widths[0] < widths[1] <= 0


def test_the_seed_decides_and_the_order_of_problems_does_not():
    rng = np.random.default_rng(5)
    index, error = rng.normal(size=(6, 4)), np.ones((6, 4))
    deviates = correlated_deviates(compound(4, 0.4)[None], 200, seed=9)
    chosen = np.zeros(6, dtype=int)
    forward = rank_intervals(index, error, deviates, chosen, 0.9)
    backward = rank_intervals(index[::-1], error[::-1], deviates, chosen, 0.9)
    assert all((a == b[::-1]).all() for a, b in zip(forward, backward, strict=True))
    assert (deviates == correlated_deviates(compound(4, 0.4)[None], 200, seed=9)).all()
    assert (deviates != correlated_deviates(compound(4, 0.4)[None], 200, seed=10)).any()
