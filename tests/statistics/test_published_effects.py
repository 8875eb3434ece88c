"""M11 against others: regression by statsmodels, and figures that were published.

Published, beside ours:
- Proposition 99 (California's tobacco tax of 1989, 38 states without one): difference in differences
  -27.3 packs a head and year in D. Arkhangelsky, S. Athey, D. Hirshberg, G. Imbens & S. Wager (2021),
  Synthetic Difference-in-Differences, American Economic Review 111, 4088-4118, table 1; ours -27.35.
  Data of A. Abadie, A. Diamond & J. Hainmueller (2010), JASA 105, 493-505 (prop99.csv, see NOTICE).
- Wings and antennae of two species of midge, from M. D. Ernst (2004), Permutation Methods: A Basis for
  Exact Inference, Statistical Science 19, 676-685: p 0.0719 and 0.0022, intervals (-0.250, 0.010) and
  (0.087, 0.286); ours 0.0719 and 0.0022, (-0.250, 0.009) and (0.087, 0.287). Ernst found the limits by
  a random search and three digits, and cut each tail for itself.
- Recovery times in the same article: one-sided p 3/35, and the interval of M. D. Nguyen (2009), Portland
  State University, doi 10.15760/etd.7798, as the R package CIPerm prints it: (-21, 3); ours the same.
- Diastolic blood pressure, C. R. Mehta & N. R. Patel (2001), StatXact 5 manual, p. 227: p 0.1040
  two-sided, 0.0564 one-sided; ours the same.
"""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import statsmodels.api as sm

from dbt_project.statistics import did_randomisation as did
from tests.statistics.effect_limits import LIMITS

PROP99 = Path(__file__).with_name("prop99.csv")
FIRST_YEAR_AFTER = "1989"

WINGS = (
    [1.72, 1.64, 1.74, 1.70, 1.82, 1.82, 1.90, 1.82, 2.08],
    [1.78, 1.86, 1.96, 2.00, 2.00, 1.96],
)
ANTENNAE = (
    [1.24, 1.38, 1.36, 1.40, 1.38, 1.48, 1.38, 1.54, 1.56],
    [1.14, 1.20, 1.30, 1.26, 1.28, 1.18],
)
RECOVERY = ([19, 22, 25, 26], [23, 33, 40])
BLOOD_PRESSURE = ([94, 108, 110, 90], [80, 94, 85, 90, 90, 90, 108, 94, 78, 105, 88])


def compared(
    samples: tuple[list[float], list[float]], level: float = LIMITS.p
) -> tuple[did.Effect, np.ndarray, did.Design]:
    """Effect of the first sample over the second, both as if they were changes of cities."""
    change = np.array([*samples[0], *samples[1]], dtype=float)
    of = did.design(len(change), len(samples[0]), LIMITS)
    return did.estimate(change, of, level), change @ of.contrasts, of


def read_prop99() -> tuple[list[str], np.ndarray, np.ndarray]:
    """States with California first, packs before and after."""
    with PROP99.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    rows.sort(key=lambda row: (row["state"] != "California", row["state"]))
    years = [name for name in rows[0] if name != "state"]
    packs = np.array([[float(row[year]) for year in years] for row in rows])
    start = years.index(FIRST_YEAR_AFTER)
    return [row["state"] for row in rows], packs[:, :start], packs[:, start:]


def two_way(
    before: np.ndarray, after: np.ndarray, pilots: int, weight: np.ndarray | None = None
) -> float:
    """The coefficient of pilot × after with dummies of all cities and months, by statsmodels."""
    cities, months = len(before), before.shape[1] + after.shape[1]
    city, month = np.divmod(np.arange(cities * months), months)
    treated = (city < pilots) & (month >= before.shape[1])
    dummies = [
        treated,
        *(city == c for c in range(cities)),
        *(month == m for m in range(1, months)),
    ]
    regressors = np.column_stack(dummies).astype(float)
    values = np.concatenate([before, after], axis=1).ravel()
    weights = np.ones(values.size) if weight is None else weight[city]
    return float(sm.WLS(values, regressors, weights=weights).fit().params[0])


@pytest.mark.parametrize(
    ("cities", "pilots", "months"), [(14, 4, (6, 3)), (5, 2, (6, 2)), (9, 1, (4, 7))]
)
def test_effect_is_that_of_two_way_fixed_effects(cities, pilots, months):
    rng = np.random.default_rng(cities)
    before, after = (80 + 5 * rng.standard_normal((cities, count)) for count in months)
    change = did.changes(before, after)
    assert did.difference(change, pilots) == pytest.approx(two_way(before, after, pilots), abs=1e-8)
    weight = rng.lognormal(9, 1, cities)
    weighted = did.difference(change, pilots, weight)
    assert weighted == pytest.approx(two_way(before, after, pilots, weight), abs=1e-8)
    assert abs(weighted - did.difference(change, pilots)) > 1e-3


def test_effect_of_proposition_99_is_the_published_one():
    states, before, after = read_prop99()
    assert (len(states), before.shape[1], after.shape[1]) == (39, 19, 12)
    effect = float(did.difference(did.changes(before, after), 1))
    assert effect == pytest.approx(-27.3, abs=0.05)
    assert effect == pytest.approx(two_way(before, after, 1), abs=1e-8)
    # one treated state of 39: too few assignments to be believed, and that is known before any figure
    of = did.design(39, 1, LIMITS)
    assert (of.assignment_count, of.can_answer) == (39, False)
    # and California was falling behind already: its later years before over its earlier ones
    placebo = did.difference(did.placebo_changes(before), 1)
    assert placebo < -10


@pytest.mark.parametrize(
    ("samples", "p_value", "interval"),
    [(WINGS, 0.0719, (-0.250, 0.010)), (ANTENNAE, 0.0022, (0.087, 0.286))],
)
def test_test_and_interval_are_those_of_ernst(samples, p_value, interval):
    found, _, of = compared(samples)
    assert of.assignment_count == 5005
    assert round(float(found.p_value), 4) == p_value
    assert (found.ci_low, found.ci_high) == pytest.approx(interval, abs=0.0015)


def test_recovery_times_are_those_of_ernst_and_nguyen():
    found, shown, _ = compared(RECOVERY)
    assert found.value == -9.0
    assert (shown <= shown[0] + 1e-9).mean() == pytest.approx(3 / 35, abs=1e-12)
    assert (found.ci_low, found.ci_high) == pytest.approx((-21.0, 3.0), abs=1e-9)


def test_blood_pressure_is_that_of_statxact():
    found, shown, _ = compared(BLOOD_PRESSURE)
    assert round(float(found.p_value), 4) == 0.1040
    assert round(float((shown >= shown[0] - 1e-9).mean()), 4) == 0.0564


def test_another_level_has_other_limits():
    """Negative control: the published limits are not those of 90 %."""
    found, _, _ = compared(ANTENNAE, level=0.10)
    assert (found.ci_low, found.ci_high) != pytest.approx((0.087, 0.286), abs=0.0015)


def test_drawn_assignments_find_ernst_s_p_within_their_error():
    change = np.array([*WINGS[0], *WINGS[1]])
    drawn = did.design(15, 9, replace(LIMITS, max_assignments=3000))
    error = np.sqrt(0.0719 * (1 - 0.0719) / 3000)
    assert abs(float(did.p_values(change, drawn)) - 0.0719) <= 3 * error
