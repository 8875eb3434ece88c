"""METHODS M4: means and intervals above the hall, through the SQL that a build runs."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from tests.statistics.survey_network import SCALE_MAX, SCALE_MIN, Network, estimate, simulate

DRAWS = 1000
# name: halls in scope, halls with data, answers per hall
DESIGNS = {
    "half of the halls": (40, 20, (12, 60)),
    "all halls": (24, 24, (12, 60)),
    "nearly all halls, some with few answers": (40, 37, (3, 40)),
    "a quarter of the halls": (60, 15, (12, 60)),
}


@pytest.mark.parametrize("design", DESIGNS)
def test_intervals_cover_the_truth_and_pooled_ones_do_not(compiled, scratch, design):
    halls, with_data, answers = DESIGNS[design]
    network = simulate(
        np.random.default_rng(20261120),
        draws=DRAWS,
        halls=halls,
        with_data=with_data,
        answers=answers,
        intraclass=0.08,
    )
    found = estimate(scratch, compiled, network)
    assert found.height == DRAWS
    truth = network.truth
    covered = (found["ci_low"].to_numpy() <= truth) & (truth <= found["ci_high"].to_numpy())
    assert 0.93 <= covered.mean() <= 0.97
    # negative control: all answers pooled as if they came from no halls at all
    half_width = stats.norm.ppf(0.975) * found["sd"].to_numpy() / np.sqrt(found["n"].to_numpy())
    pooled = np.abs(found["mean_proportional"].to_numpy() - truth) <= half_width
    assert pooled.mean() < 0.85


def by_hand(answers: list[np.ndarray], footfall: np.ndarray) -> tuple[float, float, int]:
    """Mean, standard error and degrees of freedom by the letter of M4, with numpy alone."""
    scores = [100 * (a - SCALE_MIN) / (SCALE_MAX - SCALE_MIN) for a in answers if len(a)]
    weights = np.array([f for a, f in zip(answers, footfall, strict=True) if len(a)])
    weights = weights / weights.sum()
    n = np.array([len(s) for s in scores])
    means = np.array([s.mean() for s in scores])
    sums = np.array([((s - s.mean()) ** 2).sum() for s in scores])
    pooled = sums.sum() / (n - 1).sum()
    variances = np.where(n < 10, pooled, sums / np.maximum(n - 1, 1))
    total, m = len(answers), len(scores)
    share = m / total
    mean = float((weights * means).sum())
    between = 0 if share == 1 else m / (m - 1) * (weights**2 * (means - mean) ** 2).sum()
    se = np.sqrt(share * (weights**2 * variances / n).sum() + (1 - share) * between)
    return mean, float(se), m - 1 if share < 0.9 else int(n.sum()) - m


@pytest.mark.parametrize("with_data", [1, 2, 5, 18, 19, 20])
def test_estimates_equal_the_formula_written_out(compiled, scratch, with_data):
    network = simulate(
        np.random.default_rng(with_data),
        draws=20,
        halls=20,
        with_data=with_data,
        answers=(1, 30),
        intraclass=0.08,
    )
    found = estimate(scratch, compiled, network)
    for draw, row in enumerate(found.iter_rows(named=True)):
        answers, footfall = network.answers[draw], network.footfall[draw]
        if row["n"] < 5:
            assert row["mean"] is None and not row["is_shown"]
            continue
        if with_data == 1:
            assert row["se"] is None and row["ci_low"] is None, "one hall of twenty has no interval"
            continue
        mean, se, df = by_hand(answers, footfall)
        assert row["mean"] == pytest.approx(mean, abs=1e-9)
        assert row["se"] == pytest.approx(se, abs=1e-9)
        assert row["df"] == df
        low, high = stats.t.interval(0.95, df, mean, se)
        assert row["ci_low"] == pytest.approx(max(0, low), abs=1e-6)
        assert row["ci_high"] == pytest.approx(min(100, high), abs=1e-6)
        assert row["halls_with_data"] == with_data and row["halls_in_scope"] == 20


def test_few_halls_or_little_footfall_is_only_indicative(compiled, scratch):
    answers = np.full(40, 8)
    empty = np.array([], dtype=int)
    network = Network(
        footfall=np.array([[100.0] * 6, [100, 100, 100, 1, 1, 1], [100, 1, 1, 100, 1, 1]]),
        answers=[
            [answers, answers, empty, empty, empty, empty],
            [answers, answers, answers, empty, empty, empty],
            [empty, answers, answers, empty, answers, answers],
        ],
        truth=np.zeros(3),
    )
    found = estimate(scratch, compiled, network)
    assert found["is_indicative"].to_list() == [True, False, True]
    assert found["footfall_coverage_rate"].to_list() == pytest.approx([1 / 3, 300 / 303, 4 / 204])


def test_without_any_footfall_the_mean_is_proportional(compiled, scratch):
    network = Network(
        footfall=np.zeros((1, 2)),
        answers=[[np.full(10, 10), np.full(30, 1)]],
        truth=np.zeros(1),
    )
    found = estimate(scratch, compiled, network)
    assert found["mean"].to_list() == pytest.approx([25.0])
    assert found["mean_proportional"].to_list() == pytest.approx([25.0])
