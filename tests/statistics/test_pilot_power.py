"""M11's power: against the experiment carried out draw by draw, and against the noncentral t."""

from __future__ import annotations

import time

import numpy as np
import pytest
from scipy import stats

from dbt_project.statistics import did_randomisation as did
from dbt_project.statistics.pilot_power import Replicates, detectable, power, replicate
from tests.statistics.effect_limits import LIMITS

CITIES, PILOTS, BEFORE, GAP, AFTER = 12, 4, 6, 2, 3


@pytest.fixture
def history() -> np.ndarray:
    rng = np.random.default_rng(3)
    return rng.standard_normal((CITIES, 24)) * 3 + rng.standard_normal((CITIES, 1)) * 5


def carried_out(history: np.ndarray, lift: float, seed: int, draws: int) -> float:
    """The share of draws in which test and veto, run on lifted months, find the lift."""
    rng = np.random.default_rng(seed)
    of = did.design(CITIES, PILOTS, LIMITS)
    length, found = BEFORE + GAP + AFTER, 0
    for _ in range(draws):
        start = rng.integers(history.shape[1] - length + 1)
        window = history[rng.permutation(CITIES), start : start + length].copy()
        window[:PILOTS, BEFORE + GAP :] += lift
        before, after = window[:, :BEFORE], window[:, BEFORE + GAP :]
        effect = did.estimate(did.changes(before, after), of, LIMITS.p)
        is_vetoed = did.p_values(did.placebo_changes(before), of) <= LIMITS.p
        is_right = effect.p_value <= LIMITS.p and np.sign(effect.value) == np.sign(lift)
        found += bool(is_right and not is_vetoed)
    return found / draws


@pytest.mark.parametrize("lift", [2.0, 4.0, -3.0])
def test_power_is_that_of_the_experiment_carried_out(history, lift):
    rng, draws = np.random.default_rng(5), 2000
    promised = power(history, PILOTS, lift, BEFORE, GAP, AFTER, LIMITS, rng, draws)
    direct = carried_out(history, lift, 6, draws)
    assert (promised.draws, promised.windows) == (draws, 14)
    error = np.sqrt(2 * max(direct * (1 - direct), 0.01) / draws)
    assert abs(promised.rate - direct) <= 3 * error


def test_power_of_normal_noise_is_near_the_noncentral_t():
    """Independent normal months: the randomisation test is close to the t-test, less the veto's 5 %."""
    rng, lift, months = np.random.default_rng(8), 3.0, 3000
    noise = rng.standard_normal((14, months)) * 2.5
    found = power(noise, 4, lift, 6, 2, 3, LIMITS, rng, draws=4000)
    error = 2.5 * np.sqrt(1 / 6 + 1 / 3) * np.sqrt(1 / 4 + 1 / 10)
    expected = stats.nct.sf(stats.t.ppf(0.975, 12), 12, lift / error)
    assert found.rate == pytest.approx(expected * (1 - LIMITS.p), abs=0.03)


def test_detectable_is_the_lift_found_with_the_chance_asked_for(history):
    def rng() -> np.random.Generator:
        return np.random.default_rng(9)

    lift = detectable(history, PILOTS, BEFORE, GAP, AFTER, LIMITS, rng())
    at = [
        power(history, PILOTS, lift + step, BEFORE, GAP, AFTER, LIMITS, rng()).rate
        for step in (-1e-6, 1e-6)
    ]
    assert at[0] < LIMITS.power <= at[1]
    lower = detectable(-history, PILOTS, BEFORE, GAP, AFTER, LIMITS, rng(), is_higher_better=False)
    assert lower == lift


def test_power_grows_with_the_lift(history):
    found = replicate(history, PILOTS, BEFORE, GAP, AFTER, LIMITS, np.random.default_rng(1))
    rates = [found.rate(lift) for lift in np.linspace(0, 20, 50)]
    assert rates == sorted(rates)
    assert rates[0] < 0.1
    # even the largest lift pays for the veto
    assert 0.9 < rates[-1] < 1.0


def test_history_shorter_than_one_experiment_promises_nothing(history):
    short = history[:, : BEFORE + GAP + AFTER - 1]
    rng = np.random.default_rng(1)
    found = power(short, PILOTS, 4.0, BEFORE, GAP, AFTER, LIMITS, rng)
    assert (found.rate, found.windows, found.draws) == (None, 0, 0)
    assert detectable(short, PILOTS, BEFORE, GAP, AFTER, LIMITS, rng) is None


def test_a_city_without_a_month_is_left_out_of_that_stretch_only(history):
    holed = history.copy()
    holed[0, 0] = np.nan
    rng = np.random.default_rng(1)
    assert replicate(holed, PILOTS, BEFORE, GAP, AFTER, LIMITS, rng).windows == 14
    # a month of the gap is never looked at
    gap_only = history[:, : BEFORE + GAP + AFTER].copy()
    gap_only[:, BEFORE : BEFORE + GAP] = np.nan
    found = replicate(gap_only, PILOTS, BEFORE, GAP, AFTER, LIMITS, rng)
    assert (found.windows, len(found.smallest_lifts)) == (1, LIMITS.draws)
    empty = np.full_like(history, np.nan)
    assert replicate(empty, PILOTS, BEFORE, GAP, AFTER, LIMITS, rng).windows == 0


def test_a_design_that_cannot_answer_has_no_power():
    small = np.random.default_rng(1).standard_normal((3, 24))
    assert power(small, 1, 50.0, 6, 2, 3, LIMITS, np.random.default_rng(1)).rate is None


def test_out_of_reach_is_not_a_number():
    vetoed = Replicates(np.array([1.0, 2.0, np.inf, np.inf]), 1)
    assert vetoed.rate(100.0) == 0.5
    assert vetoed.detectable(0.8) is None
    assert vetoed.detectable(0.5) == 2.0


def test_a_call_is_cheap_enough_for_a_screen():
    """14 cities, 4 pilots, 500 draws: 0.02 s; the bound is the promise to the pilot designer."""
    history = np.random.default_rng(2).standard_normal((14, 24))
    began = time.process_time()
    power(history, 4, 1.0, 6, 2, 3, LIMITS, np.random.default_rng(2))
    assert time.process_time() - began < 0.3
