"""Cronbach's α and McDonald's ω against analysis of variance, factor models of a library, and R."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import optimize
from statsmodels.formula.api import ols
from statsmodels.multivariate.factor import Factor

from dbt_project.statistics.reliability import cronbach_alpha, omega_total, one_factor_loadings

# R's attitude (Chatterjee & Price 1977): 30 departments, percentage favourable on seven questions
ATTITUDE = np.array(
    [
        "43 63 71 61 81 43 58 71 72 67 64 67 69 68 77 81 74 65 65 50 50 64 53 40 63 66 78 48 85 82",
        "51 64 70 63 78 55 67 75 82 61 53 60 62 83 77 90 85 60 70 58 40 61 66 37 54 77 75 57 85 82",
        "30 51 68 45 56 49 42 50 72 45 53 47 57 83 54 50 64 65 46 68 33 52 52 42 42 66 58 44 71 39",
        "39 54 69 47 66 44 56 55 67 47 58 39 42 45 72 72 69 75 57 54 34 62 50 58 48 63 74 45 71 59",
        "61 63 76 54 71 54 66 70 71 62 58 59 55 59 79 60 79 55 75 64 43 66 63 50 66 88 80 51 77 64",
        "92 73 86 84 83 49 68 66 83 80 67 74 63 77 77 54 79 80 85 78 64 80 80 57 75 76 78 83 74 78",
        "45 47 48 35 47 34 35 41 31 41 34 41 25 35 46 36 63 60 46 52 33 41 37 49 33 72 49 38 55 39",
    ]
)  # fmt: skip


@pytest.fixture(scope="module")
def attitude() -> np.ndarray:
    return np.array([line.split() for line in ATTITUDE], dtype=float).T


def test_alpha_is_that_of_r(attitude):
    """psych::alpha(attitude): raw_alpha 0.84, std.alpha 0.84, average_r 0.43."""
    assert attitude.shape == (30, 7)
    assert round(float(cronbach_alpha(np.cov(attitude, rowvar=False))), 2) == 0.84
    standard = np.corrcoef(attitude, rowvar=False)
    assert round(float(cronbach_alpha(standard)), 2) == 0.84
    assert round((standard.sum() - 7) / 42, 2) == 0.43


def test_alpha_is_the_reliability_of_a_two_way_analysis_of_variance(attitude):
    """Hoyt 1941: one less the residual mean square over the mean square between respondents."""
    long = pd.DataFrame(attitude).reset_index().melt("index", var_name="item", value_name="score")
    table = sm.stats.anova_lm(ols("score ~ C(index) + C(item)", long).fit())
    hoyt = 1 - table.loc["Residual", "mean_sq"] / table.loc["C(index)", "mean_sq"]
    assert cronbach_alpha(np.cov(attitude, rowvar=False)) == pytest.approx(hoyt, abs=1e-12)


def by_library(values: np.ndarray) -> np.ndarray:
    """Loadings of statsmodels' principal axes iterated to the end: the same minimum of residuals."""
    fitted = Factor(values, n_factor=1, method="pa").fit(maxiter=5000, tol=1e-13)
    loadings = fitted.loadings[:, 0]
    return loadings * np.sign(loadings.sum())


def simulated(seed: int, items: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    loadings = rng.uniform(0.4, 0.9, items)
    factor = rng.normal(size=(500, 1))
    return factor * loadings + rng.normal(size=(500, items)) * np.sqrt(1 - loadings**2)


@pytest.mark.parametrize("items", [4, 7, 12])
def test_loadings_and_omega_are_those_of_the_library(items):
    values = simulated(items, items) * np.linspace(1, 3, items)
    loadings = by_library(values)
    found = one_factor_loadings(np.corrcoef(values, rowvar=False))
    assert found == pytest.approx(loadings, abs=1e-6)
    deviation = values.std(axis=0, ddof=1)
    common = (loadings * deviation).sum() ** 2
    own = (deviation**2 * (1 - loadings**2)).sum()
    omega = omega_total(np.cov(values, rowvar=False))
    assert omega == pytest.approx(common / (common + own), abs=1e-6)


def test_loadings_leave_the_smallest_residuals(attitude):
    correlation = np.corrcoef(attitude, rowvar=False)
    rows, columns = np.triu_indices(7, 1)

    def residuals(loadings: np.ndarray) -> float:
        return float(((correlation - np.outer(loadings, loadings))[rows, columns] ** 2).sum())

    best = optimize.minimize(residuals, np.full(7, 0.5), method="BFGS", options={"gtol": 1e-10}).x
    assert one_factor_loadings(correlation) == pytest.approx(best, abs=1e-6)


def test_omega_is_alpha_for_equal_loadings_and_above_it_for_unequal_ones():
    """Negative control: α is the lower bound, and not ω, as soon as items differ."""
    equal = np.outer([0.7] * 6, [0.7] * 6) + np.diag([0.51] * 6)
    assert omega_total(equal) == pytest.approx(cronbach_alpha(equal), abs=1e-9)
    loadings = np.array([0.95, 0.9, 0.3, 0.2, 0.6])
    unequal = np.outer(loadings, loadings) + np.diag(1 - loadings**2)
    expected = loadings.sum() ** 2 / (loadings.sum() ** 2 + (1 - loadings**2).sum())
    assert omega_total(unequal) == pytest.approx(expected, abs=1e-8)
    assert expected - cronbach_alpha(unequal) > 0.03


def test_what_cannot_be_judged_stays_empty():
    two = np.array([[1.0, 0.5], [0.5, 1.0]])
    assert cronbach_alpha(two) == pytest.approx(2 / 3)
    assert np.isnan(omega_total(two))
    constant = np.diag([1.0, 1.0, 0.0])
    assert np.isnan(omega_total(np.stack([constant, np.full((3, 3), np.nan)]))).all()
    assert np.isnan(cronbach_alpha(np.zeros((3, 3))))
