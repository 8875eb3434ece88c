"""Validity of inspections (M7): the compiled SQL against scipy, and against a planted correlation."""

from __future__ import annotations

import numpy as np
import pyarrow
import pytest
from scipy import stats

MODEL = "mart_mystery_validity_by_unit_period"


def _measured(rng, true, n, deviation):
    """Means of n observations a hall around `true`, and their sums of squares within the hall."""
    means = true + rng.normal(0, deviation, true.shape) / np.sqrt(n)
    return means, deviation**2 * rng.chisquare(n - 1)


def _insert_networks(con, networks: int, halls: int, correlation: float, seed: int) -> None:
    """Each province one network of halls, true qualities correlated, both sides measured with error."""
    rng = np.random.default_rng(seed)
    size = (networks, halls)
    inspected = rng.normal(0, 3, size)
    noise = rng.normal(0, 4, size)
    perceived = 4 * correlation * inspected / 3 + noise * np.sqrt(1 - correlation**2)
    visits, answers = rng.integers(8, 20, size), rng.integers(40, 120, size)
    d, d_within = _measured(rng, 85 + inspected, visits, 7)
    p, p_within = _measured(rng, 80 + perceived, answers, 18)
    hall = np.arange(networks * halls)
    rows = pyarrow.table(
        {
            "hall_no": hall,
            "province_no": hall // halls,
            "inspection_n": visits.ravel(),
            "inspection_mean": d.ravel(),
            "inspection_within_ss": d_within.ravel(),
            "perception_n": answers.ravel(),
            "perception_mean": p.ravel(),
            "perception_within_ss": p_within.ravel(),
        }
    )
    con.register("drawn", rows)
    con.execute(
        "create table intermediate.int_mystery_validity_halls_paired as"
        " select concat('H', hall_no) as unit_id, concat('P', province_no) as province_id,"
        " '2026-B5' as period_id, 'total' as score_code, * exclude (hall_no, province_no) from drawn"
    )


def _province_columns(con, province: str) -> tuple[np.ndarray, np.ndarray]:
    found = con.execute(
        "select inspection_mean, perception_mean from"
        " intermediate.int_mystery_validity_halls_paired where province_id = ?",
        [province],
    ).fetchall()
    return np.array(found).T


def test_correlation_and_interval_are_those_of_scipy(compiled, scratch):
    _insert_networks(scratch, networks=20, halls=25, correlation=0.4, seed=1)
    rows = scratch.execute(
        f"select unit_id, r, ci_low, ci_high, hall_count from ({compiled[MODEL]})"
    ).fetchall()
    assert len(rows) == 21
    for unit, r, low, high, hall_count in rows:
        if unit == "G":
            assert hall_count == 500
            continue
        oracle = stats.pearsonr(*_province_columns(scratch, unit))
        interval = oracle.confidence_interval(0.95)
        assert r == pytest.approx(oracle.statistic, abs=1e-9)
        assert (low, high) == pytest.approx((interval.low, interval.high), abs=1e-6)


def test_corrected_correlation_recovers_what_was_planted_and_the_raw_one_does_not(
    compiled, scratch
):
    _insert_networks(scratch, networks=60, halls=150, correlation=0.6, seed=2)
    r, corrected, inspection, perception = np.array(
        scratch.execute(
            "select r, r_corrected, reliability_inspection, reliability_perception"
            f" from ({compiled[MODEL]}) where unit_id <> 'G'"
        ).fetchall()
    ).T
    error = corrected.std(ddof=1) / np.sqrt(len(corrected))
    assert corrected.mean() == pytest.approx(0.6, abs=3 * error + 0.01)
    assert r.mean() < 0.6 - 10 * r.std(ddof=1) / np.sqrt(len(r))
    # true variance over variance of means, at the mean of 1/n
    assert inspection.mean() == pytest.approx(
        9 / (9 + 49 * np.mean(1 / np.arange(8, 20))), abs=0.02
    )
    assert perception.mean() == pytest.approx(
        16 / (16 + 324 * np.mean(1 / np.arange(40, 120))), abs=0.02
    )


def test_unreliable_or_few_halls_are_not_corrected_or_not_shown(compiled, scratch):
    _insert_networks(scratch, networks=2, halls=12, correlation=0.5, seed=3)
    scratch.execute(
        "update intermediate.int_mystery_validity_halls_paired"
        " set inspection_within_ss = 1000 * inspection_within_ss where province_id = 'P0'"
    )
    scratch.execute(
        "delete from intermediate.int_mystery_validity_halls_paired"
        " where province_id = 'P1' and unit_id > 'H20'"
    )
    found = {
        unit: values
        for unit, *values in scratch.execute(
            f"select unit_id, hall_count, r, reliability_inspection, r_corrected"
            f" from ({compiled[MODEL]})"
        ).fetchall()
    }
    count, r, reliability, corrected = found["P0"]
    assert count == 12 and r is not None and reliability < 0.3 and corrected is None
    assert found["P1"][0] < 10 and found["P1"][1:] == [None, None, None]
