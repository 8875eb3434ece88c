"""Series on their way through the compiled control-chart models."""

from __future__ import annotations

import importlib.util
from datetime import date

import duckdb
import numpy as np
import polars as pl

from tests.compiled_models import REPOSITORY
from tests.statistics.alarm_rules import Counts, Scores

PYTHON_MODEL = (
    REPOSITORY / "dbt_project/models/intermediate/alerts/int_alert_probabilities_estimated.py"
)
spec = importlib.util.spec_from_file_location("alert_probabilities", PYTHON_MODEL)
assert spec and spec.loader
probabilities = importlib.util.module_from_spec(spec)
spec.loader.exec_module(probabilities)
judge, FIGURES = probabilities.judge, probabilities.FIGURES

MODELS = ("int_alert_baselines", "int_control_points")
PER_10K = 10_000.0


def months(count: int) -> list[date]:
    """First days of `count` months on end."""
    return [date(2001 + month // 12, month % 12 + 1, 1) for month in range(count)]


def score_series(scores: Scores, unit_type: str = "province") -> pl.DataFrame:
    """int_alert_series of series without a parent; every pool is a metric of its own."""
    frame = _grid(scores.x, "score", unit_type)
    return frame.with_columns(
        value=pl.Series(scores.x.ravel()),
        difference=pl.Series(scores.x.ravel()),
        sampling_variance=pl.Series(scores.variance.ravel()),
        centre_weight=pl.lit(1.0),
    )


def count_series(counts: Counts, unit_type: str = "province") -> pl.DataFrame:
    """The same for events per 10,000 of exposure."""
    frame = _grid(counts.events, "count", unit_type)
    rates = (PER_10K * counts.events / counts.exposure).ravel()
    factor = (PER_10K / counts.exposure).ravel()
    return frame.with_columns(
        value=pl.Series(rates),
        difference=pl.Series(rates),
        sampling_variance=pl.lit(None, pl.Float64),
        centre_weight=pl.Series(counts.exposure.ravel().astype(float)),
        rate_factor=pl.Series(factor),
        own_variance_factor=pl.Series(factor),
        own_variance_floor_factor=pl.Series(factor),
    )


def _grid(values: np.ndarray, chart_kind: str, unit_type: str) -> pl.DataFrame:
    length = values.shape[-1]
    pool, unit, month = (axis.ravel() for axis in np.indices(values.shape))
    days = pl.Series(months(length))
    return pl.DataFrame(
        {
            "unit_id": [f"U{number:05d}" for number in unit],
            "metric_code": [f"m{number:05d}" for number in pool],
            "month_start_date": days.gather(month),
            "position_no": (month + 1).astype(np.int64),
        }
    ).with_columns(
        unit_type=pl.lit(unit_type),
        chart_kind=pl.lit(chart_kind),
        better=pl.lit("higher" if chart_kind == "score" else "lower"),
        period_id=pl.col("month_start_date").dt.strftime("%Y-%m"),
        segment_no=pl.lit(0, pl.Int64),
        reference_value=pl.lit(None, pl.Float64),
        sampling_df=pl.lit(None, pl.Float64),
        rate_factor=pl.lit(None, pl.Float64),
        own_variance_factor=pl.lit(None, pl.Float64),
        own_variance_floor_factor=pl.lit(None, pl.Float64),
        reference_variance_factor=pl.lit(0.0),
    )


def run_charts(
    con: duckdb.DuckDBPyConnection, compiled: dict[str, str], series: pl.DataFrame
) -> pl.DataFrame:
    """int_control_points of the series, ordered by metric, unit and month; `con` is a scratch."""
    con.register("series", series.to_arrow())
    con.execute("create or replace table intermediate.int_alert_series as from series")
    for name in MODELS:
        con.execute(f"create or replace table intermediate.{name} as {compiled[name]}")
    return con.sql(
        "from intermediate.int_control_points order by metric_code, unit_id, position_no"
    ).pl()
