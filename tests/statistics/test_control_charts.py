"""METHODS M10: control charts against published examples, through the SQL that a build runs."""

from __future__ import annotations

import duckdb
import numpy as np
import polars as pl
import pytest
from scipy import stats

from tests.compiled_models import load_seed
from tests.statistics.alarm_charts import (
    FIGURES,
    count_series,
    judge,
    months,
    run_charts,
    score_series,
)
from tests.statistics.alarm_rules import Counts, Scores

# NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.2 (individuals) and 6.3.2.4 (EWMA)
FLOWRATE = (49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1)
EWMA_DATA = (52.0, 47.0, 53.0, 49.3, 50.1, 47.0, 51.0, 50.1, 51.2, 50.5, *FLOWRATE)
EWMA_PRINTED = (
    50.60, 49.52, 50.56, 50.18, 50.16, 49.21, 49.75, 49.85, 50.26, 50.33,
    50.11, 49.36, 49.52, 50.05, 49.38, 49.92, 50.73, 51.23, 51.94, 51.99,
)  # fmt: skip
EWMA_CENTRE, EWMA_SD, EWMA_UPPER, EWMA_LOWER = 50.0, 2.0539, 52.5884, 47.4115
# weeks of attendances at English accident departments, those seen in four hours and all of them: the
# usual example of counts too many for a plain u-chart; limits as the SPC visual of Western Australia's
# Department of Health tests its u-prime chart (Laney 2002) for
SEEN = (
    266501, 264225, 276532, 281461, 269071, 261215, 270409, 279778, 270483, 270320,
    267923, 271478, 255353, 256820, 261835, 259144, 255910, 260863, 264465, 260989,
)  # fmt: skip
ATTENDED = (
    280443, 276823, 291681, 296155, 282343, 275888, 283867, 295251, 284468, 282529,
    279618, 283932, 266629, 268091, 276803, 271578, 266005, 273520, 278574, 273772,
)  # fmt: skip
LANEY_UPPER = (
    0.9657, 0.9658, 0.9654, 0.9653, 0.9656, 0.9658, 0.9656, 0.9653, 0.9656, 0.9656,
    0.9657, 0.9656, 0.966, 0.966, 0.9658, 0.9659, 0.966, 0.9658, 0.9657, 0.9658,
)  # fmt: skip


def set_threshold(con: duckdb.DuckDBPyConnection, code: str, value: float) -> None:
    con.execute("update seeds.thresholds set value = ? where threshold_code = ?", [value, code])


def one_series(values: tuple[float, ...] | np.ndarray, variance: float = 0.0) -> Scores:
    x = np.asarray(values, dtype=float)[None, None, :]
    return Scores(x, np.full(x.shape, variance))


def test_xmr_limits_are_those_of_the_nist_handbook(compiled, scratch):
    set_threshold(scratch, "baseline_months", len(FLOWRATE))
    set_threshold(scratch, "xmr_factor", 3 / 1.128)
    points = run_charts(scratch, compiled, score_series(one_series(FLOWRATE)))
    centre, width = points["centre"][0], points["limit_width"][0]
    assert centre == pytest.approx(50.81, abs=1e-9)
    assert width == pytest.approx(np.abs(np.diff(FLOWRATE)).mean() * 3 / 1.128, abs=1e-9)
    assert (centre + width, centre - width) == pytest.approx((55.8041, 45.8159), abs=1e-4)


def test_ewma_is_that_of_the_nist_handbook(compiled, scratch):
    # a baseline with exactly the handbook's centre and standard deviation
    half = EWMA_SD * np.sqrt(11 / 12)
    baseline = EWMA_CENTRE + half * np.tile([1, -1], 6)
    set_threshold(scratch, "ewma_lambda", 0.3)
    set_threshold(scratch, "ewma_limit", 3)
    points = run_charts(
        scratch, compiled, score_series(one_series(np.concatenate([baseline, EWMA_DATA])))
    )
    watched = points.filter(points["is_monitored"])
    ewma = EWMA_CENTRE + EWMA_SD * watched["ewma"].to_numpy()
    assert ewma == pytest.approx(EWMA_PRINTED, abs=0.005 + 1e-9)
    level = EWMA_CENTRE
    for value, found in zip(EWMA_DATA, ewma, strict=True):
        level = 0.3 * value + 0.7 * level
        assert found == pytest.approx(level, abs=1e-9)
    # the handbook draws the limits that the exact ones approach
    last = EWMA_SD * watched["ewma_limit"][-1]
    assert (EWMA_CENTRE + last, EWMA_CENTRE - last) == pytest.approx(
        (EWMA_UPPER, EWMA_LOWER), abs=1e-4
    )
    first = 3 * np.sqrt(0.3 / 1.7 * (1 - 0.7**2))
    assert watched["ewma_limit"][0] == pytest.approx(first, abs=1e-12)


def test_laney_limits_are_published_ones_and_a_plain_u_chart_has_others(compiled, scratch):
    counts = Counts(np.array(SEEN)[None, None, :], np.array(ATTENDED)[None, None, :])
    set_threshold(scratch, "baseline_months", len(SEEN))
    points = run_charts(scratch, compiled, count_series(counts))
    upper = (points["centre"] + points["limit_width"]).to_numpy() / 10_000
    assert upper == pytest.approx(LANEY_UPPER, abs=5e-5 + 1e-9)
    rate = sum(SEEN) / sum(ATTENDED)
    sigma = np.sqrt(rate / np.array(ATTENDED))
    z = (np.array(SEEN) / np.array(ATTENDED) - rate) / sigma
    laney = rate + 3 * sigma * np.abs(np.diff(z)).mean() / 1.128
    assert upper == pytest.approx(laney, abs=1e-12)
    plain = rate + 3 * sigma
    assert np.abs(upper - plain).min() > 1e-3


def test_nothing_alarms_before_twelve_months_and_halls_have_no_xmr(compiled, scratch):
    rng = np.random.default_rng(3)
    values = np.concatenate([rng.normal(80, 1, 12), [40.0]])
    short = run_charts(scratch, compiled, score_series(one_series(values[:11], 1.0)))
    assert short["z"].null_count() == 11 and not short["is_complete"].any()
    city = run_charts(scratch, compiled, score_series(one_series(values, 1.0)))
    assert city["is_beyond_limits"].to_list() == [False] * 12 + [True]
    hall = run_charts(scratch, compiled, score_series(one_series(values, 1.0), "hall"))
    assert not hall["is_beyond_limits"].any() and hall["limit_width"].null_count() == 13
    assert hall["is_ewma_signal"].to_list() == [False] * 12 + [True]


def test_a_run_of_eight_marks_the_chart(compiled, scratch):
    values = np.concatenate([np.tile([79.0, 81.0], 6), [80.5] * 8, [79.5]])
    points = run_charts(scratch, compiled, score_series(one_series(values, 4.0)))
    # the last month of the baseline lies on the same side: seven more make the run
    assert points["is_run"].to_list() == [False] * 18 + [True] * 2 + [False]
    assert not points["is_beyond_limits"].any() and not points["is_ewma_signal"].any()


def test_units_of_a_level_share_the_variance_beyond_sampling(compiled, scratch):
    rng = np.random.default_rng(7)
    shape = (1, 4000, 13)
    variance = np.full(shape, 4.0)
    x = rng.normal(0, np.sqrt(4.0 + 2.25), shape)
    run_charts(scratch, compiled, score_series(Scores(x, variance)))
    between, df = scratch.sql(
        "select distinct between_variance, between_df from intermediate.int_alert_baselines"
    ).fetchall()[0]
    assert between == pytest.approx(x[0, :, :12].var(axis=-1, ddof=1).mean() - 4.0, abs=1e-9)
    assert between == pytest.approx(2.25, abs=0.15) and df == 4000 * 11
    quiet = rng.normal(0, 1.5, shape)
    run_charts(scratch, compiled, score_series(Scores(quiet, variance)))
    floor = scratch.sql("select max(between_variance) from intermediate.int_alert_baselines")
    assert floor.fetchall() == [(0.0,)], "less spread than sampling makes is no variance below 0"


def test_tails_are_those_of_scipy_and_q_values_those_of_benjamini_and_hochberg():
    rng = np.random.default_rng(11)
    n = 500
    points = {
        "z_point": rng.normal(0, 2, n), "z_ewma": rng.normal(0, 2, n),
        "df_point": rng.uniform(5, 300, n), "df_ewma": rng.uniform(5, 300, n),
        "skewness_point": np.zeros(n), "skewness_ewma": np.where(np.arange(n) < 250, 0.3, 0.0),
        "has_limits": np.arange(n) % 2 == 0, "worse": np.where(np.arange(n) < 400, 1, -1),
        "month": np.where(np.arange(n) % 3 == 0, "2026-09", "2026-10"),
    }  # fmt: skip
    p_values, q_values = judge(points)
    point = stats.t.sf(points["worse"] * points["z_point"], points["df_point"])
    ewma = stats.t.sf(points["worse"] * points["z_ewma"], points["df_ewma"])
    leaning = stats.pearson3.sf(points["z_ewma"], 0.3)
    ewma = np.where(np.arange(n) < 250, np.maximum(ewma, leaning), ewma)
    both = np.minimum(2 * np.minimum(point, ewma), 1)
    expected = np.where(points["has_limits"], both, ewma)
    assert p_values == pytest.approx(expected, abs=1e-12)
    for month in ("2026-09", "2026-10"):
        family = points["month"] == month
        by_scipy = stats.false_discovery_control(expected[family])
        assert q_values[family] == pytest.approx(by_scipy, abs=1e-12)


def test_small_counts_lean_and_the_tail_knows(compiled, scratch):
    """Poisson of 4: from 12 the normal tail says one month in 30,000, the truth is one in 1,100."""
    counts = Counts(np.full((1, 1, 13), 4), np.full((1, 1, 13), 10_000))
    counts.events[..., -1] = 12
    points = run_charts(scratch, compiled, count_series(counts)).tail(1)
    z, skewness = points["z_point"][0], points["skewness_point"][0]
    assert skewness == pytest.approx(1 / np.sqrt(4), abs=1e-12)
    exact = stats.poisson.sf(11, 4)
    assert stats.norm.sf(4.0) < exact / 10
    assert exact / 3 < stats.pearson3.sf((12 - 4) / 2, 0.5) < 3 * exact
    assert z == pytest.approx((12 - 4) / 2 / np.sqrt(1 + 1 / 12), abs=1e-12)


def collapsed_city(pool: int) -> Scores:
    """As in the sample: one city of many drops by 14 points two months before its baseline is full."""
    rng = np.random.default_rng(640200)
    x = rng.normal(0, np.sqrt(10.0), (1, pool, 14))
    x[0, 0, 10:] -= 14
    return Scores(x, np.full(x.shape, 10.0))


def worst(points: pl.DataFrame) -> tuple[str, float]:
    """Unit and q-value that stand out most in the last month, lower being worse."""
    last = points.filter(points["position_no"] == 14)
    _, q_values = judge(
        {
            **{name: last[name].to_numpy() for name in (*FIGURES, "has_limits")},
            "worse": np.full(len(last), -1),
            "month": np.full(len(last), "2026-10"),
        }
    )
    return last["unit_id"][int(np.argmin(q_values))], float(q_values.min())


def test_a_collapse_that_began_inside_the_baseline_stands_out(compiled, scratch):
    points = run_charts(scratch, compiled, score_series(collapsed_city(300)))
    unit, q_value = worst(points)
    assert unit == "U00000" and q_value < 0.05
    city = points.filter((points["unit_id"] == unit) & (points["position_no"] == 14))
    assert city["is_ewma_signal"][0]


def test_a_variance_of_its_own_would_hide_it(compiled, scratch):
    """Negative control: the same city, judged by its own twelve months alone, is silent."""
    points = run_charts(scratch, compiled, score_series(collapsed_city(1)))
    assert not points["is_ewma_signal"].any()
    assert worst(points)[1] > 0.05


def test_the_difference_from_the_parent_varies_as_stated(compiled, scratch):
    """A city with 30 of a province's 100 answers, over 3,000 months: stated against real variance."""
    draws, rng = 3000, np.random.default_rng(5)
    city, rest = rng.normal(70, 15, (draws, 30)), rng.normal(75, 20, (draws, 70))
    province = np.concatenate([city, rest], axis=1).mean(axis=1)
    province_se = np.sqrt(0.3**2 * 15**2 / 30 + 0.7**2 * 20**2 / 70)
    days = months(draws)
    names = [f"{day:%Y-%m}" for day in days]
    frames = {
        "dim_periods": {"period_id": names, "start_date": days},
        "figures": {
            "unit_id": ["P"] * draws + ["C"] * draws,
            "period_id": names * 2,
            "value": np.concatenate([province, city.mean(axis=1)]),
            "se": [province_se] * draws + [15 / np.sqrt(30)] * draws,
            "n": [100] * draws + [30] * draws,
        },
    }
    for name, columns in frames.items():
        scratch.register(f"{name}_frame", pl.DataFrame(columns).to_arrow())
    for seed in ("alert_metrics", "baseline_events"):
        load_seed(scratch, seed)
    scratch.execute(
        """
        create table marts.dim_periods as
        select *, 'month' as period_type, true as is_closed from dim_periods_frame;
        create table marts.dim_units as
        select *, 'own' as operator_type, false as is_unallocated
        from (values ('P', 'province', 'G'), ('C', 'city', 'P')) as t(unit_id, unit_type, parent_unit_id);
        create table intermediate.int_unit_scopes_by_period
        (unit_id varchar, period_id varchar, footfall bigint);
        create table marts.mart_metrics_by_unit_period as
        select *, 'nps' as metric_code, null::varchar as inherited_from_unit_id,
            null::double as coverage_rate, null::double as denominator
        from figures_frame;
        create table marts.mart_satisfaction_by_unit_period
        (unit_id varchar, period_id varchar, element_id varchar, element_set varchar, instrument varchar,
            measure varchar, mean double, se double, n bigint, is_shown boolean);
        """
    )
    stated, real, months_found = scratch.sql(
        "select avg(sampling_variance), var_samp(difference), count(*)"
        f" from ({compiled['int_alert_series']}) where unit_id = 'C'"
    ).fetchall()[0]
    assert months_found == draws
    assert stated == pytest.approx((1 - 2 * 0.3) * 15**2 / 30 + province_se**2, abs=1e-9)
    assert real == pytest.approx(stated, rel=3 * np.sqrt(2 / draws))
    # negative control: taken as independent, the two would seem to differ by more than they can
    assert 15**2 / 30 + province_se**2 > 1.4 * real
