"""METHODS M8: Kaplan-Meier, log-log Greenwood and quantiles as the SQL computes them, against scipy.

The models are rendered from their own files and run on DuckDB over invented durations.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import jinja2
import numpy as np
import polars as pl
import pytest
from scipy import stats

PROJECT = Path(__file__).parents[2] / "dbt_project"
MODELS = (
    "int_complaint_durations_bucketed",
    "int_complaint_buckets_summed",
    "int_complaint_survival_steps",
    "int_complaint_survival_summed",
)
MACROS = ("intervals", "survival", "threshold", "complaint_series")
LIMIT = 48 * 60
# cities in one month and period; their durations are drawn
SURROUNDINGS = """
create table int_unit_ancestors as select unit_id, unit_id as ancestor_unit_id from dim_units;
create table int_period_months as
    select date '2026-01-01' as month_start_date, '2026' as period_id;
create table dim_periods as select '2026' as period_id, 7 as sort_order;
create table complaint_kinds as select 'fault' as complaint_kind, 3 as sort_order;
create table thresholds as
    select 'complaint_attainment_hours' as threshold_code, 48.0 as value
    union all select 'min_n_shown', 5;
create table int_complaint_series as
select ((sort_order * 100000 + 7) * 100 + kind_no) * 10 + 1 as series_no, unit_id, unit_type,
    '2026' as period_id, case kind_no when 0 then 'all' else 'fault' end as complaint_kind,
    'final_resolution' as measure
from dim_units cross join (values (0), (3)) as kinds (kind_no);
"""


def render(name: str) -> str:
    """A model's SQL with refs as plain table names."""
    macros = "\n".join((PROJECT / f"macros/{macro}.sql").read_text() for macro in MACROS)
    model = (PROJECT / f"models/intermediate/complaints/{name}.sql").read_text()
    environment = jinja2.Environment()
    return environment.from_string(macros + model).render(ref=lambda table: table)


SQL = {name: render(name) for name in MODELS}
HOURS = pl.read_csv(PROJECT / "seeds/complaint_survival_hours.csv")


def summarise(groups: dict[str, tuple[np.ndarray, np.ndarray]]) -> dict[str, dict[str, float]]:
    """What the models say of each group of (whole minutes, ended?)."""
    frames = [
        pl.DataFrame({"unit_id": unit, "duration_minutes": minutes, "is_event": is_event})
        for unit, (minutes, is_event) in groups.items()
    ]
    durations = (
        pl.concat(frames)
        .group_by("unit_id", "duration_minutes", "is_event")
        .agg(ticket_count=pl.len().cast(pl.Int64))
        .with_columns(
            complaint_kind=pl.lit("fault"),
            measure=pl.lit("final_resolution"),
            month_start_date=pl.date(2026, 1, 1),
        )
    )
    units = pl.DataFrame({"unit_id": list(groups)}).with_row_index("sort_order", offset=1)
    con = duckdb.connect()
    con.register("fct_complaint_durations", durations)
    con.register("complaint_survival_hours", HOURS)
    con.register("units", units)
    con.execute(
        "create table dim_units as"
        " select *, 'city' as unit_type, false as is_unallocated from units"
    )
    con.execute(SURROUNDINGS)
    for name in MODELS:
        con.execute(f"create table {name} as {SQL[name]}")
    rows = con.execute("select * from int_complaint_survival_summed where complaint_kind = 'all'")
    names = [column[0] for column in rows.description]
    return {row[0]: dict(zip(names, row, strict=True)) for row in rows.fetchall()}


def draw(seed: int, size: int, censored_share: float) -> tuple[np.ndarray, np.ndarray]:
    """Tied whole minutes, some of them censored."""
    source = np.random.default_rng(seed)
    ended = np.ceil(source.lognormal(6.5, 1.2, size)).astype(np.int64)
    watched = np.ceil(source.uniform(0, 2 * LIMIT / censored_share, size)).astype(np.int64)
    minutes = np.minimum(ended, watched)
    if seed % 2:
        minutes = (minutes // 60 + 1) * 60
    return minutes, ended <= watched


@pytest.mark.parametrize("seed", range(12))
def test_attainment_and_its_interval_equal_scipy(seed):
    minutes, is_event = draw(seed, 40 + 60 * seed, [0.2, 0.6, 1.2][seed % 3])
    ours = summarise({"C": (minutes, is_event)})["C"]
    data = stats.CensoredData.right_censored(minutes, ~is_event)
    curve = stats.ecdf(data).sf
    interval = curve.confidence_interval(0.95, method="log-log")
    assert np.any(minutes >= LIMIT)
    assert ours["attainment_rate"] == pytest.approx(1 - curve.evaluate(LIMIT), abs=1e-12)
    assert ours["attainment_ci_low"] == pytest.approx(1 - interval.high.evaluate(LIMIT), abs=1e-9)
    assert ours["attainment_ci_high"] == pytest.approx(1 - interval.low.evaluate(LIMIT), abs=1e-9)


@pytest.mark.parametrize("seed", range(12))
def test_quantiles_are_the_first_minute_at_which_the_curve_is_low_enough(seed):
    minutes, is_event = draw(seed, 40 + 60 * seed, [0.2, 0.6, 1.2][seed % 3])
    ours = summarise({"C": (minutes, is_event)})["C"]
    curve = stats.ecdf(stats.CensoredData.right_censored(minutes, ~is_event)).sf
    for rate, column in ((0.5, "median_hours"), (0.1, "p90_hours")):
        reached = curve.quantiles[curve.probabilities <= rate + 1e-12]
        assert ours[column] == (pytest.approx(reached[0] / 60) if len(reached) else None)


def test_leaving_open_tickets_out_flatters_and_the_curve_does_not():
    """Negative control: with half the slow tickets still open the naive share is too high."""
    source = np.random.default_rng(1)
    ended = np.ceil(source.exponential(LIMIT, 20_000)).astype(np.int64)
    watched = np.ceil(source.uniform(0, 2 * LIMIT, 20_000)).astype(np.int64)
    minutes, is_event = np.minimum(ended, watched), ended <= watched
    ours = summarise({"C": (minutes, is_event)})["C"]
    truth = 1 - np.exp(-1)
    naive = np.mean(minutes[is_event] <= LIMIT)
    assert ours["attainment_rate"] == pytest.approx(truth, abs=0.01)
    assert naive > truth + 0.1
    assert ours["median_hours"] == pytest.approx(48 * np.log(2), rel=0.03)


def test_without_censoring_means_and_medians_are_the_plain_ones():
    minutes, _ = draw(3, 501, 0.2)
    for size in (500, 501):
        ours = summarise({"C": (minutes[:size], np.ones(size, dtype=bool))})["C"]
        assert ours["ended_mean_hours"] == pytest.approx(np.mean(minutes[:size]) / 60, rel=1e-12)
        assert ours["ended_median_hours"] == pytest.approx(np.median(minutes[:size]) / 60)


def test_an_interval_exists_where_all_or_none_attain_and_is_wilsons():
    everyone = (np.full(20, 60), np.ones(20, dtype=bool))
    nobody = (np.full(20, 2 * LIMIT), np.ones(20, dtype=bool))
    found = summarise({"everyone": everyone, "nobody": nobody})
    for unit, count in (("everyone", 20), ("nobody", 0)):
        wilson = stats.binomtest(count, 20).proportion_ci(0.95, method="wilson")
        assert found[unit]["attainment_rate"] == count / 20
        assert found[unit]["attainment_ci_low"] == pytest.approx(wilson.low, abs=1e-12)
        assert found[unit]["attainment_ci_high"] == pytest.approx(wilson.high, abs=1e-12)


def test_a_curve_that_ends_before_the_limit_says_nothing_about_it():
    minutes, is_event = np.array([10, 20, 30, 40, 50]), np.array([True, True, False, True, False])
    ours = summarise({"C": (minutes, is_event)})["C"]
    assert ours["attainment_rate"] is None
    assert ours["attainment_ci_low"] is None
    assert ours["p90_hours"] is None


def test_groups_do_not_touch_each_other():
    groups = {f"C{seed}": draw(seed, 200, 0.6) for seed in range(5)}
    together = summarise(groups)
    for unit, group in groups.items():
        assert summarise({unit: group})[unit] == together[unit]
