"""Reliability and rebound against what a known process says, and the change of those chosen low."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from dbt_project.statistics.rebound import expected_rebound, reliability

PROVINCES, CITIES, MONTHS = 300, 6, 24
LASTING, SHOCK, NOISE, AUTOCORRELATION, WINDOW = 2.0, 1.5, 2.5, 0.5, 2


def simulated(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Lasting differences, shocks that fade, and sampling noise; provinces far apart."""
    units = PROVINCES * CITIES
    shocks = np.empty((units, MONTHS))
    shocks[:, 0] = rng.standard_normal(units)
    for month in range(1, MONTHS):
        fresh = rng.standard_normal(units) * np.sqrt(1 - AUTOCORRELATION**2)
        shocks[:, month] = AUTOCORRELATION * shocks[:, month - 1] + fresh
    groups = np.repeat(np.arange(PROVINCES), CITIES)
    values = rng.standard_normal(PROVINCES)[groups, None] * 20 + SHOCK * shocks
    values += LASTING * rng.standard_normal((units, 1)) + NOISE * rng.standard_normal(shocks.shape)
    return values, groups


def known() -> float:
    """Covariance of adjacent windows over the variance of one, from the process."""
    lags = np.abs(np.subtract.outer(np.arange(2 * WINDOW), np.arange(2 * WINDOW)))
    covariance = LASTING**2 + SHOCK**2 * AUTOCORRELATION**lags + NOISE**2 * (lags == 0)
    first, second = np.s_[:WINDOW], np.s_[WINDOW:]
    return float(covariance[first, second].mean() / covariance[first, first].mean())


def test_reliability_is_that_of_the_process():
    found = reliability(*simulated(np.random.default_rng(1)), WINDOW)
    assert found == pytest.approx(known(), abs=0.02)


def test_two_windows_of_one_group_are_a_symmetric_correlation():
    """With one pair of windows: Pearson's r of the two, by scipy, where their spreads are equal."""
    rng = np.random.default_rng(2)
    first = stats.zscore(rng.standard_normal(12))
    second = stats.zscore(0.5 * first + rng.standard_normal(12))
    found = reliability(np.column_stack([first + 3, second - 5]), np.zeros(12), 1)
    assert found == pytest.approx(stats.pearsonr(first, second).statistic, abs=1e-12)


def test_cities_chosen_low_rise_as_far_as_expected():
    """The worst city of each province, chosen on two months: its change over the next two."""
    values, groups = simulated(np.random.default_rng(3))
    rate = reliability(values, groups, WINDOW)
    chosen_on = values[:, 10:12].mean(axis=1).reshape(PROVINCES, CITIES)
    later = values[:, 12:14].mean(axis=1).reshape(PROVINCES, CITIES)
    worst = chosen_on.argmin(axis=1)
    rows = np.arange(PROVINCES)

    def distance(figures: np.ndarray) -> np.ndarray:
        return figures[rows, worst] - figures.mean(axis=1)

    change = distance(later) - distance(chosen_on)
    expected = expected_rebound(rate, distance(chosen_on), 0.0)
    assert expected.mean() > 1
    error = (change - expected).std(ddof=1) / np.sqrt(PROVINCES)
    assert abs((change - expected).mean()) <= 3 * error


def test_sign_and_ends():
    assert expected_rebound(0.75, 60.0, 80.0) == 5.0
    assert expected_rebound(0.75, 90.0, 80.0) == -2.5
    assert expected_rebound(1.0, 60.0, 80.0) == 0.0
    assert expected_rebound(0.0, 60.0, 80.0) == 20.0


def test_pure_noise_is_not_reliable_and_lasting_differences_are():
    rng, groups = np.random.default_rng(4), np.zeros(14)
    assert reliability(rng.standard_normal((14, 40)), groups, 2) < 0.2
    assert reliability(rng.standard_normal((14, 1)) + np.zeros((14, 8)), groups, 2) == 1.0


def test_what_cannot_be_measured_is_unknown():
    rng, groups = np.random.default_rng(5), np.zeros(5)
    assert np.isnan(reliability(rng.standard_normal((5, 3)), groups, 2))
    assert np.isnan(reliability(np.full((5, 8), np.nan), groups, 2))
    # one city a province has no peer to be compared with
    assert np.isnan(reliability(rng.standard_normal((5, 8)), np.arange(5), 2))
    holed = rng.standard_normal((5, 8)) + np.arange(5)[:, None] * 10
    holed[0, :5] = np.nan
    assert reliability(holed, groups, 2) > 0.9
