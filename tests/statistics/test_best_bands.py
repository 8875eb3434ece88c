"""METHODS M9: tie bands by multiple comparisons with the best, against tables and scipy."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from dbt_project.statistics.best_bands import (
    critical_value,
    may_be_best,
    probability_none_ahead,
)

# Dunnett 1955, table 1a: one-sided, 95 %, infinite degrees of freedom, equal errors
DUNNETT_1955 = {1: 1.64, 2: 1.92, 3: 2.06, 4: 2.16, 5: 2.23, 6: 2.29, 7: 2.34, 8: 2.38, 9: 2.42}


@pytest.mark.parametrize(("others", "published"), DUNNETT_1955.items())
def test_critical_values_are_dunnetts(others, published):
    assert critical_value(1.0, np.ones(others), 0.95) == pytest.approx(published, abs=0.006)


def test_one_other_is_the_plain_normal_quantile():
    assert critical_value(2.0, np.array([0.7]), 0.95) == pytest.approx(
        stats.norm.ppf(0.95), abs=2e-8
    )


@pytest.mark.parametrize("errors", [(1, 1, 1), (1, 0.4, 2.5), (0.3, 1, 1.7), (5, 1, 1)])
@pytest.mark.parametrize("distance", [-0.5, 1.2, 2.1])
def test_two_others_are_the_bivariate_normal(errors, distance):
    """Correlation of the two differences: error₀²/√((error₁² + error₀²)(error₂² + error₀²))."""
    own, first, second = errors
    rho = own**2 / np.sqrt((first**2 + own**2) * (second**2 + own**2))
    expected = stats.multivariate_normal([0, 0], [[1, rho], [rho, 1]]).cdf([distance, distance])
    found = probability_none_ahead(
        np.array([distance]), np.array([float(own)]), np.array([[first, second]], dtype=float)
    )
    assert found[0] == pytest.approx(expected, abs=1e-7)


def test_units_that_are_not_there_change_nothing():
    distance, own = np.array([1.9]), np.array([1.0])
    few = probability_none_ahead(distance, own, np.array([[1.0, 2.0]]))
    padded = probability_none_ahead(distance, own, np.array([[1.0, np.nan, 2.0, np.nan]]))
    assert padded == pytest.approx(few, abs=1e-15)


def test_large_samples_agree_with_scipys_dunnett():
    rng = np.random.default_rng(5)
    control = rng.normal(0, 1, 3000)
    groups = [rng.normal(0.06, 1, 3000) for _ in range(4)]
    theirs = stats.dunnett(*groups, control=control, alternative="greater", random_state=1)
    errors = np.full((4, 4), 1.0)
    ours = 1 - probability_none_ahead(theirs.statistic, np.ones(4), errors)
    assert ours == pytest.approx(theirs.pvalue, abs=2e-3)


def test_the_shortcut_bounds_decide_as_the_critical_value_would():
    rng = np.random.default_rng(9)
    values, errors = rng.normal(0, 2, (60, 7)), rng.uniform(0.4, 1.5, (60, 7))
    band = may_be_best(values, errors, 0.95)
    for league in range(60):
        for unit in range(7):
            others = np.arange(7) != unit
            ahead = (values[league, others] - values[league, unit]) / np.hypot(
                errors[league, others], errors[league, unit]
            )
            critical = critical_value(errors[league, unit], errors[league, others], 0.95)
            assert band[league, unit] == (ahead.max() < critical)


def test_the_best_is_in_the_band_95_percent_even_if_all_are_equal():
    """Equal units are the least favourable case: the coverage is then exact, not only a bound."""
    rng = np.random.default_rng(17)
    errors = rng.uniform(0.5, 1.5, (4000, 12))
    band = may_be_best(errors * rng.normal(size=errors.shape), errors, 0.95)
    assert 0.94 <= band[:, 0].mean() <= 0.96
    apart = np.linspace(0, 3, 12) + errors * rng.normal(size=errors.shape)
    band = may_be_best(apart, errors, 0.95)
    assert band[:, -1].mean() >= 0.95
    # negative control: comparing each pair at 95 % as if it were the only one
    ahead = apart.max(axis=1, keepdims=True) - apart
    naive = ahead <= stats.norm.ppf(0.95) * errors
    assert naive[:, -1].mean() < 0.95


def test_a_clear_winner_stands_alone():
    band = may_be_best(np.array([[90.0, 80.0, 70.0], [80.0, 80.5, 79.0]]), np.ones((2, 3)), 0.95)
    assert band.tolist() == [[True, False, False], [True, True, True]]
