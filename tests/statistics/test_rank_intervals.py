"""METHODS M9: ranks of posterior draws; the coverage itself is in tests/truth/ranks.py."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import integrate, stats

from dbt_project.statistics.rank_intervals import (
    GRID_REACH,
    PeerDraws,
    draw_peers,
    rank_span,
    rank_units,
)
from tests.truth import ranks as truth

# Eight schools: Rubin 1981; Gelman et al., Bayesian Data Analysis, 3rd ed., tables 5.2 and 5.3
SCHOOLS = np.array([28.0, 8, -3, 7, -1, 1, 18, 12])
SCHOOL_ERRORS = np.array([15.0, 10, 16, 11, 9, 11, 10, 18])
PUBLISHED_MEDIANS = [10, 8, 7, 8, 5, 6, 10, 8]


def posterior(values, errors):
    """Mean of μ and of τ, flat priors, by adaptive quadrature over τ."""
    reach = GRID_REACH * np.std(values)

    def density(tau):
        variance = errors**2 + tau**2
        mean = np.average(values, weights=1 / variance)
        return mean, np.sqrt(1 / np.sum(1 / variance)) * np.prod(
            stats.norm.pdf(values, mean, np.sqrt(variance))
        )

    total = integrate.quad(lambda tau: density(tau)[1], 0, reach)[0]
    mean = integrate.quad(lambda tau: density(tau)[0] * density(tau)[1], 0, reach)[0]
    tau = integrate.quad(lambda tau: tau * density(tau)[1], 0, reach)[0]
    return mean / total, tau / total


def test_draws_of_peers_have_the_posteriors_moments():
    groups = np.zeros(8, dtype=int)
    drawn = draw_peers(SCHOOLS, SCHOOL_ERRORS, groups, np.array([4], dtype=np.uint64), 40_000)
    mean, tau = posterior(SCHOOLS, SCHOOL_ERRORS)
    assert np.sqrt(drawn.variance[0]).mean() == pytest.approx(tau, rel=0.01)
    assert drawn.mean[0].mean() == pytest.approx(mean, abs=0.1)


def test_eight_schools_have_their_published_medians():
    """The book's medians come from 200 draws, rounded."""
    groups = np.zeros(8, dtype=int)
    peers = draw_peers(SCHOOLS, SCHOOL_ERRORS, groups, np.array([4], dtype=np.uint64), 20_000)
    share = peers.variance / (peers.variance + SCHOOL_ERRORS[:, None] ** 2)
    noise = np.random.default_rng(2).normal(size=share.shape)
    drawn = peers.mean + share * (SCHOOLS[:, None] - peers.mean)
    drawn += np.sqrt(share) * SCHOOL_ERRORS[:, None] * noise
    assert np.median(drawn, axis=1) == pytest.approx(PUBLISHED_MEDIANS, abs=1.3)


def test_ranks_are_those_of_every_single_draw():
    """With hardly any error and a wide spread the draws stand still: the ranks are the values'."""
    values = np.array([[3.0, 9.0, 5.0, 7.0], [1.0, 2.0, 4.0, 3.0]])
    peers = PeerDraws(
        np.full((1, 500), 5, dtype=np.float32), np.full((1, 500), 25, dtype=np.float32)
    )
    found = rank_units(
        values, np.full((2, 4), 1e-3), np.zeros((2, 4), dtype=int), peers,
        np.array([1, 2], dtype=np.uint64), 0.05,
    )  # fmt: skip
    assert found.expected.tolist() == [[4, 1, 3, 2], [4, 3, 1, 2]]
    assert found.low.tolist() == found.high.tolist() == [[4, 1, 3, 2], [4, 3, 1, 2]]


def test_expected_ranks_equal_the_sum_of_pairwise_chances():
    """1 + Σ P(another is ahead), exact where τ and μ are known."""
    rng = np.random.default_rng(6)
    values, errors = rng.normal(0, 2, (1, 9)), rng.uniform(0.5, 2, (1, 9))
    draws, tau2 = 50_000, 4.0
    peers = PeerDraws(np.zeros((1, draws), np.float32), np.full((1, draws), tau2, np.float32))
    found = rank_units(
        values, errors, np.zeros((1, 9), dtype=int), peers, np.array([3], dtype=np.uint64), 0.05
    )
    share = tau2 / (tau2 + errors[0] ** 2)
    mean, sd = share * values[0], np.sqrt(share) * errors[0]
    ahead = stats.norm.cdf((mean[None, :] - mean[:, None]) / np.hypot(sd[None, :], sd[:, None]))
    np.fill_diagonal(ahead, 0)
    assert found.expected[0] == pytest.approx(1 + ahead.sum(axis=1), abs=0.03)


def test_a_leagues_ranks_depend_on_nothing_but_itself():
    rng = np.random.default_rng(10)
    values, errors = rng.normal(80, 3, (5, 6)), rng.uniform(1, 3, (5, 6))
    seeds = np.arange(5, dtype=np.uint64)

    def run(rows):
        numbers = np.arange(len(rows)).repeat(6)
        peers = draw_peers(values[rows].ravel(), errors[rows].ravel(), numbers, seeds[rows], 500)
        return rank_units(
            values[rows], errors[rows], numbers.reshape(-1, 6), peers, seeds[rows], 0.05
        )

    everything, alone = run([0, 1, 2, 3, 4]), run([3])
    assert everything.expected[3] == pytest.approx(alone.expected[0], abs=0)
    assert (everything.low[3].tolist(), everything.high[3].tolist()) == (
        alone.low[0].tolist(),
        alone.high[0].tolist(),
    )


@pytest.mark.parametrize(
    ("shares", "span"),
    [
        ([0.02, 0.03, 0.60, 0.32, 0.03], (3, 5)),
        ([0.96, 0.03, 0.01], (1, 1)),
        ([0.90, 0.07, 0.03], (1, 2)),
        ([0.25, 0.25, 0.25, 0.25], (1, 4)),
        ([0.00, 0.00, 1.00], (3, 3)),
        ([0.03, 0.47, 0.47, 0.03], (2, 3)),
    ],
)
def test_rare_ranks_are_left_out_from_the_rarer_end(shares, span):
    low, high = rank_span(np.array([shares]), 0.05)
    assert (int(low[0]), int(high[0])) == span


def test_without_shrinkage_ranks_are_promised_too_narrowly():
    """Negative control: draws around the raw values, as if each stood by itself."""
    rng = np.random.default_rng(20261120)
    for units in (12, 31):
        true_values, values, errors = truth.simulate(rng, 400, units, 1)
        drawn = values[:, None] + errors[:, None] * rng.normal(size=(400, 500, units))
        ranks = (-drawn).argsort(axis=2).argsort(axis=2)
        shares = (ranks[..., None] == np.arange(units)).mean(axis=1)
        low, high = rank_span(shares, 0.05)
        true_rank = truth.ranks_of(true_values)
        assert ((low <= true_rank) & (true_rank <= high)).mean() < 0.93


def test_equal_tails_hold_too_much_in_small_leagues():
    """Why the span is not cut 2.5 % from either end."""
    rng = np.random.default_rng(1)
    shares = rng.dirichlet(np.full(8, 0.8), 2000)
    below = np.cumsum(shares, axis=1)
    low = (below >= 0.025).argmax(axis=1)
    high = (below >= 0.975).argmax(axis=1)
    held = [row[a : b + 1].sum() for row, a, b in zip(shares, low, high, strict=True)]
    assert np.mean(held) > 0.97
    low, high = rank_span(shares, 0.05)
    held = [row[a - 1 : b].sum() for row, a, b in zip(shares, low, high, strict=True)]
    assert 0.93 <= np.mean(held) <= 0.97
