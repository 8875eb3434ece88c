"""Likeness of paths against scipy, and what must not change it."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import spatial, stats

from dbt_project.statistics.similar_paths import compare_paths, joint_path, monthly_noise

RNG = np.random.default_rng(20261121)


def test_distance_and_correlation_are_those_of_scipy_over_common_months():
    path = RNG.normal(80, 3, 14)
    others = RNG.normal(78, 3, (6, 14))
    others[2, 3:5] = np.nan
    path[9] = np.nan
    found = compare_paths(path, others, min_months=6)
    for place, other in enumerate(others):
        both = np.isfinite(path) & np.isfinite(other)
        own, its = path[both], other[both]
        distance = spatial.distance.euclidean(own - own.mean(), its - its.mean())
        assert found.distance[place] == pytest.approx(distance / np.sqrt(both.sum()))
        assert found.correlation[place] == pytest.approx(stats.pearsonr(own, its).statistic)
        assert found.level[place] == pytest.approx(its.mean() - own.mean())
        assert found.months[place] == both.sum()


def test_level_does_not_count_and_the_most_alike_comes_first():
    path = RNG.normal(80, 3, 12)
    others = np.stack([path + RNG.normal(0, 2, 12), path - 15, path[::-1]])
    found = compare_paths(path, others, min_months=6)
    assert found.order()[0] == 1
    assert found.distance[1] == pytest.approx(0, abs=1e-12)
    assert found.correlation[1] == pytest.approx(1)
    assert found.level[1] == pytest.approx(-15)


def test_too_few_common_months_are_no_comparison():
    path = RNG.normal(80, 3, 12)
    others = RNG.normal(80, 3, (2, 12))
    others[1, :7] = np.nan
    found = compare_paths(path, others, min_months=6)
    assert list(found.months) == [12, 5]
    assert np.isnan([found.distance[1], found.correlation[1], found.level[1]]).all()
    assert list(found.order()) == [0]
    with pytest.raises(ValueError, match="two months"):
        compare_paths(path, others, min_months=1)


def test_a_city_that_stands_still_has_a_distance_and_no_correlation():
    path = RNG.normal(80, 3, 12)
    found = compare_paths(path, np.full((1, 12), 70.0), min_months=6)
    assert found.distance[0] == pytest.approx(path.std())
    assert np.isnan(found.correlation[0])


def test_a_missing_month_of_one_city_does_not_move_the_joint_path():
    months = np.arange(10.0)
    paths = np.stack([months + 70, months + 90])
    whole = joint_path(paths)
    assert whole == pytest.approx(months + 80)
    paths[1, [0, 9]] = np.nan
    assert joint_path(paths) == pytest.approx(whole)
    paths[:, 4] = np.nan
    assert np.isnan(joint_path(paths)[4])


def test_noise_is_the_spread_of_the_months_and_no_trend():
    noise = RNG.normal(0, 2, (400, 60))
    assert monthly_noise(noise).mean() == pytest.approx(2, rel=0.02)
    with_trend = noise + 0.05 * np.arange(60)
    assert monthly_noise(with_trend).mean() == pytest.approx(2, rel=0.02)
    assert with_trend.std(axis=1).mean() > 2.1
    alone = np.full((1, 5), np.nan)
    alone[0, [0, 2, 4]] = 80
    assert np.isnan(monthly_noise(alone)).all()
