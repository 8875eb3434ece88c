"""Severity of inspectors (M7) against statsmodels, against simulated visits, and what must hold."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
import statsmodels.api as sm
from statsmodels.stats.meta_analysis import combine_effects

from dbt_project.statistics.inspector_severity import find_linked, fit_severities, shrink


@dataclass(frozen=True)
class Visits:
    """One entry per visit; `severity` is the truth, one entry per inspector."""

    score: np.ndarray
    hall: np.ndarray
    inspector: np.ndarray
    month: np.ndarray
    region: np.ndarray
    severity: np.ndarray


def draw_visits(seed: int, *, regions: int = 3, halls: int = 12, inspectors: int = 6) -> Visits:
    """Halls of `regions`, each inspected monthly for a year; the last inspector lends to the next.

    Harsh inspectors meet the weaker halls more often, so that means by inspector mislead.
    """
    rng = np.random.default_rng(seed)
    severity = rng.normal(0, 1.5, regions * inspectors)
    severity[0] = -3
    quality = rng.normal(0, 5, regions * halls)
    hall = np.repeat(np.arange(regions * halls), 12)
    month = np.tile(np.arange(12), regions * halls)
    region = hall // halls
    pools = np.arange(regions * inspectors).reshape(regions, inspectors)
    pools = np.column_stack([pools, np.roll(pools[:, -1], 1)])
    # weak halls draw from the front of the pool, good ones from its end
    place = np.clip(
        inspectors / 2 + 0.3 * quality[hall] + rng.normal(0, 1.5, len(hall)), 0, inspectors
    ).astype(int)
    inspector = pools[region, place]
    season = rng.normal(0, 2, 12)[month]
    score = 85 + quality[hall] + severity[inspector] + season + rng.normal(0, 6, len(hall))
    return Visits(score, hall, inspector, month, region, severity)


def renumber(values: np.ndarray) -> np.ndarray:
    return np.unique(values, return_inverse=True)[1]


def fit(visits: Visits):
    return fit_severities(
        visits.score,
        renumber(visits.hall),
        renumber(visits.inspector),
        renumber(visits.month),
        renumber(visits.region),
    )


def against_region(visits: Visits, values: np.ndarray) -> np.ndarray:
    """Values by inspector less the mean over the visits of the regions each works in."""
    inspector = renumber(visits.inspector)
    by_region = np.array(
        [values[inspector[visits.region == region]].mean() for region in np.unique(visits.region)]
    )
    return np.array(
        [values[i] - by_region[visits.region[inspector == i]].mean() for i in range(len(values))]
    )


def test_effects_and_errors_are_those_of_dummy_regression():
    visits = draw_visits(1)
    found = fit(visits)
    hall, inspector = renumber(visits.hall), renumber(visits.inspector)
    dummies = np.column_stack(
        [
            np.eye(hall.max() + 1)[hall],
            np.eye(inspector.max() + 1)[inspector][:, 1:],
            np.eye(12)[visits.month][:, 1:],
        ]
    )
    result = sm.OLS(visits.score, dummies).fit()
    first = hall.max() + 1
    columns = slice(first, first + inspector.max())
    contrasts = np.zeros((inspector.max() + 1, dummies.shape[1]))
    for position in range(inspector.max()):
        unit = np.zeros(inspector.max() + 1)
        unit[position + 1] = 1
        contrasts[:, columns.start + position] = against_region(visits, unit)
    test = result.t_test(contrasts)
    assert found.effect == pytest.approx(test.effect, abs=1e-8)
    assert found.error == pytest.approx(test.sd, abs=1e-8)
    assert np.column_stack([found.low, found.high]) == pytest.approx(test.conf_int(), abs=1e-8)
    assert found.residual_df == result.df_resid


def test_effects_are_those_of_dense_least_squares_where_dummies_are_redundant():
    visits = draw_visits(2, regions=2, halls=8, inspectors=4)
    hall, inspector = renumber(visits.hall), renumber(visits.inspector)
    dummies = np.column_stack(
        [
            np.eye(hall.max() + 1)[hall],
            np.eye(inspector.max() + 1)[inspector],
            np.eye(12)[visits.month],
        ]
    )
    solution = np.linalg.lstsq(dummies, visits.score, rcond=None)[0]
    effects = solution[hall.max() + 1 : hall.max() + 2 + inspector.max()]
    assert fit(visits).effect == pytest.approx(against_region(visits, effects), abs=1e-8)


def test_intervals_cover_the_truth():
    covered: list[bool] = []
    for seed in range(80):
        visits = draw_visits(seed)
        found = fit(visits)
        truth = against_region(visits, visits.severity[np.unique(visits.inspector)])
        covered += list((found.low <= truth) & (truth <= found.high))
    # estimates of one draw hang together: the error of the share is taken as twice that of coins
    error = 2 * (0.95 * 0.05 / len(covered)) ** 0.5
    assert abs(np.mean(covered) - 0.95) < 3 * error


def test_an_inspector_three_points_harsh_is_found_with_the_interval():
    found = [fit(draw_visits(seed, halls=60)) for seed in range(40)]
    assert np.mean([one.high[0] < 0 for one in found]) >= 0.9
    assert np.mean([one.effect[0] for one in found]) == pytest.approx(-3, abs=0.7)


def test_means_by_inspector_mislead_where_harsh_inspectors_meet_weak_halls():
    """Negative control: without hall effects the same visits give wrong severities."""
    adjusted, naive = [], []
    for seed in range(20):
        visits = draw_visits(seed)
        truth = against_region(visits, visits.severity[np.unique(visits.inspector)])
        inspector = renumber(visits.inspector)
        means = np.array([visits.score[inspector == i].mean() for i in range(len(truth))])
        naive.append(np.mean((against_region(visits, means) - truth) ** 2))
        adjusted.append(np.mean((fit(visits).effect - truth) ** 2))
    assert np.mean(naive) > 2 * np.mean(adjusted)


def test_shrinking_takes_the_variance_of_dersimonian_and_laird_and_comes_closer_to_the_truth():
    rng = np.random.default_rng(3)
    error = rng.uniform(0.5, 1.5, 200)
    truth = rng.normal(0, 0.8, 200)
    effect = truth + error * rng.normal(size=200)
    shrunken, shrunken_error, prior = shrink(effect, error)
    oracle = combine_effects(effect, error**2, method_re="dl")
    assert prior == pytest.approx(oracle.tau2, abs=1e-9)
    assert shrunken == pytest.approx(effect * prior / (prior + error**2), abs=1e-12)
    assert np.mean((shrunken - truth) ** 2) < 0.7 * np.mean((effect - truth) ** 2)
    inside = np.abs(shrunken - truth) <= 1.96 * shrunken_error
    assert 0.9 < inside.mean() <= 0.99


def test_equal_inspectors_are_drawn_together_completely():
    shrunken, shrunken_error, prior = shrink(np.array([0.1, -0.1, 0.0]), np.ones(3))
    assert prior == 0
    assert not shrunken.any() and not shrunken_error.any()


def test_only_the_largest_group_of_linked_halls_is_compared():
    # inspectors 0 and 1 share halls 0-2; inspector 2 works alone in halls 3-4
    inspector = np.array([0, 0, 0, 1, 1, 1, 2, 2, 2])
    hall = np.array([0, 1, 2, 0, 1, 2, 3, 4, 3])
    assert find_linked(inspector, hall, 3, 2).tolist() == [True] * 6 + [False] * 3


def test_inspectors_with_few_visits_or_halls_link_nothing():
    # inspector 1 alone would link halls 1 and 2, but has two visits only
    inspector = np.array([0, 0, 0, 1, 1, 2, 2, 2, 2])
    hall = np.array([0, 1, 0, 1, 2, 2, 3, 2, 3])
    assert find_linked(inspector, hall, 3, 2).tolist() == [False] * 5 + [True] * 4
    assert not find_linked(inspector, hall, 3, 3).any()
    assert not find_linked(inspector[:0], hall[:0], 1, 1).any()


def test_an_inspector_who_shares_no_hall_and_month_pattern_is_not_estimated():
    """Halls seen by one inspector only, in months of their own, tell nothing of severity."""
    hall = np.array([0, 0, 1, 1, 2, 2, 2])
    inspector = np.array([0, 1, 0, 1, 2, 2, 2])
    month = np.array([0, 0, 1, 1, 2, 2, 2])
    score = np.array([80.0, 82, 79, 83, 90, 91, 92])
    found = fit_severities(score, hall, inspector, month, np.zeros(7, dtype=int))
    assert np.isnan(found.effect).all()
    apart = fit_severities(score, hall, inspector, month, np.array([0, 0, 0, 0, 1, 1, 1]))
    assert apart.effect[:2] == pytest.approx([-1.5, 1.5])
