"""Relative weights (Johnson 2000) against R, against the data route, and against what must hold."""

from __future__ import annotations

import numpy as np
import pytest

from dbt_project.statistics.cross_products import correlations, covariances
from dbt_project.statistics.relative_weights import relative_weights

# R's mtcars (Henderson & Velleman 1981)
MTCARS = {
    "mpg": "21 21 22.8 21.4 18.7 18.1 14.3 24.4 22.8 19.2 17.8 16.4 17.3 15.2 10.4 10.4 14.7 32.4"
    " 30.4 33.9 21.5 15.5 15.2 13.3 19.2 27.3 26 30.4 15.8 19.7 15 21.4",
    "cyl": "6 6 4 6 8 6 8 4 4 6 6 8 8 8 8 8 8 4 4 4 4 8 8 8 8 4 4 4 8 6 8 4",
    "disp": "160 160 108 258 360 225 360 146.7 140.8 167.6 167.6 275.8 275.8 275.8 472 460 440"
    " 78.7 75.7 71.1 120.1 318 304 350 400 79 120.3 95.1 351 145 301 121",
    "hp": "110 110 93 110 175 105 245 62 95 123 123 180 180 180 205 215 230 66 52 65 97 150 150"
    " 245 175 66 91 113 264 175 335 109",
    "wt": "2.62 2.875 2.32 3.215 3.44 3.46 3.57 3.19 3.15 3.44 3.44 4.07 3.73 3.78 5.25 5.424"
    " 5.345 2.2 1.615 1.835 2.465 3.52 3.435 3.84 3.845 1.935 2.14 1.513 3.17 2.77 3.57 2.78",
}


@pytest.fixture
def cars() -> np.ndarray:
    """Cars × (mpg, cyl, disp, hp, wt)."""
    return np.array([[float(v) for v in text.split()] for text in MTCARS.values()]).T


def split(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Correlations of the last columns with each other, and with the first."""
    found = np.corrcoef(values, rowvar=False)
    return found[1:, 1:], found[0, 1:]


def by_singular_values(values: np.ndarray) -> np.ndarray:
    """Johnson's own route: the orthogonal variables nearest to the predictors, two regressions."""
    scaled = (values - values.mean(axis=0)) / values.std(axis=0)
    judgement, predictors = scaled[:, 0], scaled[:, 1:]
    left, _, right = np.linalg.svd(predictors, full_matrices=False)
    nearest = left @ right * np.sqrt(len(values))
    to_judgement = np.linalg.lstsq(nearest, judgement, rcond=None)[0]
    to_predictors = np.linalg.lstsq(nearest, predictors, rcond=None)[0]
    return (to_predictors**2).T @ to_judgement**2


def test_weights_are_those_of_r(cars):
    """rwa 0.1.0 (CRAN), vignette "regression methods": mpg on cyl, disp, hp, wt; seven digits."""
    found = relative_weights(*split(cars))
    assert found == pytest.approx([0.2096904, 0.1883043, 0.1799590, 0.2706812], abs=5e-8)
    assert 100 * found / found.sum() == pytest.approx(
        [24.70914, 22.18908, 21.20570, 31.89607], abs=5e-6
    )


@pytest.mark.parametrize("predictors", [2, 5, 12])
def test_weights_equal_the_route_through_the_data_and_sum_to_r2(predictors):
    rng = np.random.default_rng(predictors)
    values = rng.normal(size=(400, predictors + 1)) + rng.normal(size=(400, 1))
    found = relative_weights(*split(values))
    assert found == pytest.approx(by_singular_values(values), abs=1e-10)
    design = np.column_stack([np.ones(len(values)), values[:, 1:]])
    fitted = design @ np.linalg.lstsq(design, values[:, 0], rcond=None)[0]
    r2 = fitted.var() / values[:, 0].var()
    assert found.sum() == pytest.approx(r2, abs=1e-10)
    assert (found >= 0).all()


def test_orthogonal_predictors_get_their_squared_semipartial_correlations():
    rng = np.random.default_rng(3)
    predictors, _ = np.linalg.qr(rng.normal(size=(200, 5)) - 0.0)
    predictors, _ = np.linalg.qr(predictors - predictors.mean(axis=0))
    judgement = predictors @ rng.normal(size=5) + 0.1 * rng.normal(size=200)
    judgement -= judgement.mean()
    semipartials = (predictors.T @ judgement) ** 2 / (judgement @ judgement)
    found = relative_weights(*split(np.column_stack([judgement, predictors])))
    assert found == pytest.approx(semipartials, abs=1e-10)


def test_correlated_predictors_do_not_get_their_squared_correlations(cars):
    """Negative control: what is right for orthogonal predictors is far off for these."""
    predictors, criterion = split(cars)
    assert np.abs(relative_weights(predictors, criterion) - criterion**2).min() > 0.3


def test_problems_are_solved_side_by_side_and_bad_ones_stay_empty(cars):
    predictors, criterion = split(cars)
    twins = predictors.copy()
    twins[0], twins[:, 0] = predictors[1], predictors[:, 1]
    twins[0, 0] = twins[0, 1] = twins[1, 0] = 1.0
    missing = np.where(np.eye(4, dtype=bool), np.nan, predictors)
    found = relative_weights(
        np.stack([predictors, twins, missing]), np.stack([criterion, criterion, criterion])
    )
    assert found[0] == pytest.approx(relative_weights(predictors, criterion), abs=1e-12)
    assert np.isnan(found[1:]).all()


def test_correlations_from_sums_are_those_of_the_data():
    rng = np.random.default_rng(8)
    values = rng.integers(0, 10, (3, 50, 4)) * 280
    sums, products = values.sum(axis=1), np.einsum("uri,urj->uij", values, values)
    found = covariances(np.array([50, 50, 1]), sums, products)
    for unit in range(2):
        assert found[unit] == pytest.approx(np.cov(values[unit], rowvar=False), abs=1e-6)
        assert correlations(found)[unit] == pytest.approx(
            np.corrcoef(values[unit], rowvar=False), abs=1e-12
        )
    assert np.isnan(found[2]).all()
    constant = correlations(np.array([[1.0, 0.0], [0.0, 0.0]]))
    assert constant[0, 0] == 1 and np.isnan(constant[1]).all()
