"""METHODS M3: quantiles and intervals of the SQL macros against scipy."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import jinja2
import numpy as np
import polars as pl
import pytest
from scipy import stats
from statsmodels.stats.rates import confint_poisson

MACROS = Path(__file__).parents[2] / "dbt_project" / "macros" / "intervals.sql"
SEED = Path(__file__).parents[2] / "dbt_project" / "seeds" / "t_quantiles.csv"


@pytest.fixture(scope="module")
def macros():
    """The macros as callables that return SQL; they need nothing of dbt."""
    return jinja2.Environment(extensions=["jinja2.ext.do"]).from_string(MACROS.read_text()).module


def value(sql: str):
    return duckdb.sql(f"select {sql}").fetchall()[0][0]


@pytest.mark.parametrize("df", [1, 2, 3, 7, 19, 100, 199, 200, 201, 250, 1000, 50_000, 10**7])
def test_t_quantile_is_exact_to_1e_6(macros, df):
    seed = {int(n): q for n, q in re.findall(r"^(\d+),([\d.]+)$", SEED.read_text(), re.M)}
    sql = macros.t_975(str(df), str(seed.get(df, "null")))
    assert value(sql) == pytest.approx(stats.t.ppf(0.975, df), abs=1e-6)


@pytest.mark.parametrize(
    ("successes", "trials"),
    [(0, 1), (1, 1), (0, 30), (30, 30), (3, 10), (29, 30), (137, 264), (999_999, 1_000_000)],
)
def test_rates_have_wilson_intervals(macros, successes, trials):
    expected = stats.binomtest(successes, trials).proportion_ci(0.95, method="wilson")
    assert value(macros.wilson_low(successes, trials)) == pytest.approx(expected.low, abs=1e-9)
    assert value(macros.wilson_high(successes, trials)) == pytest.approx(expected.high, abs=1e-9)


def test_no_trials_have_no_interval(macros):
    assert value(macros.wilson_low(0, 0)) is None
    assert value(macros.wilson_high(0, 0)) is None


@pytest.mark.parametrize(("events", "exposure"), [(0, 5200), (1, 10), (42, 37), (137, 1_260_000)])
def test_counts_per_exposure_have_poisson_score_intervals(macros, events, exposure):
    low, high = confint_poisson(events, exposure, method="score")
    assert value(macros.poisson_low(events, exposure)) == pytest.approx(low, abs=1e-12)
    assert value(macros.poisson_high(events, exposure)) == pytest.approx(high, abs=1e-12)
    if events:
        implied = (high - low) / (2 * stats.norm.ppf(0.975))
        assert value(macros.poisson_se(events, exposure)) == pytest.approx(implied, rel=1e-9)


def test_nothing_served_has_no_rate(macros):
    assert value(macros.poisson_low(0, 0)) is None
    assert value(macros.poisson_se(3, 0)) is None


def test_nps_interval_is_adjusted_wald(macros):
    """40 promoters and 25 detractors of 100, worked by hand: (40.75 - 25.75)/103 and its error."""
    promoters, detractors, answers = 40, 25, 100
    p, d = 40.75 / 103, 25.75 / 103
    assert value(macros.nps_value(promoters, detractors, answers)) == pytest.approx(15)
    assert value(macros.nps_adjusted_value(promoters, detractors, answers)) == pytest.approx(
        100 * (p - d)
    )
    assert value(macros.nps_adjusted_se(promoters, detractors, answers)) == pytest.approx(
        100 * ((p + d - (p - d) ** 2) / 103) ** 0.5
    )


def test_nps_interval_covers(macros):
    """Adjusted Wald covers 93-97 % even with 20 answers, far from a score of zero."""
    rng = np.random.default_rng(7)
    p, d, n = 0.6, 0.1, 20
    counts = rng.multinomial(n, [p, 1 - p - d, d], size=20_000)
    con = duckdb.connect()
    con.register("draws", pl.DataFrame({"p": counts[:, 0], "d": counts[:, 2]}).to_arrow())
    covered = con.execute(
        f"""
        select avg((abs({macros.nps_adjusted_value("p", "d", n)} - {100 * (p - d)})
            <= {macros.z_975()} * {macros.nps_adjusted_se("p", "d", n)})::int) from draws
        """
    ).fetchall()[0][0]
    assert 0.93 <= covered <= 0.97
