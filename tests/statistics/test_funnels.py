"""METHODS M9: over-dispersion, shrinkage and standing among peers, against the papers' formulas."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.meta_analysis import combine_effects

from dbt_project.statistics.funnels import peer_spread, shrink, standing


def by_the_paper(values, errors, rate=0.1):
    """Spiegelhalter 2005, step by step for one group: (centre, φ, τ)."""
    count = len(values)
    centre = sum(values) / count
    z = sorted((v - centre) / e for v, e in zip(values, errors, strict=True))
    low, high = stats.mstats.mquantiles(z, [rate, 1 - rate], alphap=1, betap=1)
    phi = sum(min(max(one, low), high) ** 2 for one in z) / count
    weights = [1 / e**2 for e in errors]
    total = sum(weights)
    tau2 = (count * phi - (count - 1)) / (total - sum(w**2 for w in weights) / total)
    return centre, phi, max(0.0, tau2) ** 0.5


@pytest.fixture
def leagues():
    rng = np.random.default_rng(3)
    sizes = [31, 12, 2, 7, 40]
    groups = np.repeat(np.arange(5), sizes)
    errors = rng.uniform(0.5, 2, len(groups))
    values = (
        80
        + rng.normal(0, np.array([3, 0, 1, 2, 1])[groups])
        + errors * rng.normal(size=len(groups))
    )
    return values, errors, groups


def test_every_group_in_one_pass_equals_the_formula_written_out(leagues):
    values, errors, groups = leagues
    shuffled = np.random.default_rng(1).permutation(len(values))
    found = peer_spread(values[shuffled], errors[shuffled], groups[shuffled], 5, 0.1)
    for group in range(5):
        mine = groups == group
        centre, phi, tau = by_the_paper(values[mine].tolist(), errors[mine].tolist())
        assert found.count[group] == mine.sum()
        assert found.centre[group] == pytest.approx(centre, abs=1e-9)
        assert found.phi[group] == pytest.approx(phi, abs=1e-9)
        assert found.tau[group] == pytest.approx(tau, abs=1e-9)


def test_without_winsorising_and_with_equal_errors_tau_is_dersimonian_lairds():
    """Then φ is their Q/I and the plain mean is the weighted one."""
    rng = np.random.default_rng(11)
    values = rng.normal(80, 3, 25)
    found = peer_spread(values, np.full(25, 1.7), np.zeros(25, dtype=int), 1, 0.0)
    theirs = combine_effects(values, np.full(25, 1.7**2), method_re="dl")
    assert found.tau[0] ** 2 == pytest.approx(theirs.tau2, abs=1e-9)


def test_one_peer_and_none():
    found = peer_spread(np.array([3.0]), np.array([1.0]), np.array([1]), 2, 0.1)
    assert found.count.tolist() == [0, 1]
    assert np.isnan(found.tau[0]) and found.tau[1] == 0


def test_two_outliers_do_not_widen_the_limits_without_end():
    """What winsorising is for; without it the same two units swallow themselves."""
    rng = np.random.default_rng(8)
    values, errors = rng.normal(0, 1, 31), np.ones(31)
    values[:2] = [25, -25]
    groups = np.zeros(31, dtype=int)
    assert peer_spread(values, errors, groups, 1, 0.1).tau[0] < 1
    assert peer_spread(values, errors, groups, 1, 0.0).tau[0] > 5


def test_shrunken_values_are_the_posterior_mean():
    """Conjugate normal model: precision-weighted mean of the peers' mean and the value."""
    values, errors = np.array([90.0, 70.0, 81.0]), np.array([1.0, 4.0, 2.0])
    centre, tau = np.full(3, 80.0), np.full(3, 3.0)
    by_precision = (values / errors**2 + centre / tau**2) / (1 / errors**2 + 1 / tau**2)
    assert shrink(values, errors, centre, tau) == pytest.approx(by_precision, abs=1e-12)
    assert shrink(values, errors, centre, np.zeros(3)).tolist() == [80, 80, 80]


def test_shrunken_values_lie_nearer_to_the_truth():
    rng = np.random.default_rng(12)
    truth = rng.normal(80, 2, 4000)
    errors = rng.uniform(1, 5, 4000)
    values = truth + errors * rng.normal(size=4000)
    groups = np.arange(4000) // 40
    spread = peer_spread(values, errors, groups, 100, 0.1)
    shrunken = shrink(values, errors, spread.centre[groups], spread.tau[groups])
    assert np.mean((shrunken - truth) ** 2) < 0.5 * np.mean((values - truth) ** 2)


def test_standing_is_the_midpoint_percentile_of_scipy(leagues):
    values, _, groups = leagues
    values = np.round(values)
    percentile, edge = standing(values, groups, 6, 0.9)
    for group in range(5):
        mine = values[groups == group]
        expected = [stats.percentileofscore(mine, one, kind="mean") for one in mine]
        assert percentile[groups == group] == pytest.approx(expected, abs=1e-9)
        assert edge[group] == pytest.approx(np.quantile(mine, 0.9), abs=1e-9)
    assert np.isnan(edge[5])


def test_peers_all_alike_stand_in_the_middle():
    percentile, _ = standing(np.full(12, 80.0), np.zeros(12, dtype=int), 1, 0.9)
    assert percentile.tolist() == [50] * 12
