"""M10: control charts alarm on quiet series as often as the rule itself does, simulated directly.

Twelve months make the baseline and twelve are watched. Pools are independent; the units of one pool
share σ_b². A last row asks whether what survives Benjamini-Hochberg is false as rarely as it says.
"""

from __future__ import annotations

from math import ceil, sqrt

import numpy as np
import polars as pl

from tests.compiled_models import scratch_database
from tests.statistics import alarm_rules
from tests.statistics.alarm_charts import (
    FIGURES,
    count_series,
    judge,
    run_charts,
    score_series,
)
from tests.statistics.alarm_rules import AUTOCORRELATIONS, BASELINE, CHARTS, MONITORED, Chart
from tests.truth import ERRORS_ALLOWED, TruthRow, against_simulation_row

# a pool is one draw of σ_b²: enough of them for their own spread to be known
FEWEST_POOLS, UNITS_PER_DRAW = 40, 4
# the direct simulation is cheap
POOLS_SIMULATED_PER_POOL = 10
ALLOWED_RATE = 0.05


def measure(seed: int, draws: int, compiled: dict[str, str]) -> list[TruthRow]:
    """Alarms per unit-year by chart and autocorrelation, and months with a false alert."""
    rows = []
    for number, (name, chart) in enumerate(CHARTS.items()):
        pools = max(FEWEST_POOLS, ceil(UNITS_PER_DRAW * draws / chart.units))
        for autocorrelation in AUTOCORRELATIONS:
            key = [seed, number, int(10 * autocorrelation)]
            points = through_models(
                compiled, np.random.default_rng([*key, 0]), pools, chart, autocorrelation
            )
            column = "is_ewma_signal" if chart.rule == "ewma" else "is_beyond_limits"
            measured, _ = alarm_rules.per_unit_year(monitored(points, column, pools, chart))
            simulated_pools = pools * POOLS_SIMULATED_PER_POOL
            simulated, spread = alarm_rules.per_unit_year(
                alarm_rules.alarms(
                    chart, np.random.default_rng([*key, 1]), simulated_pools, autocorrelation
                )
            )
            # alarms come in clusters, so that few pools with few alarms think themselves exact: the
            # spread is that of the many
            error = spread * sqrt(1 / pools + 1 / simulated_pools)
            rows.append(
                against_simulation_row(
                    f"{name} alarms per unit-year",
                    f"autocorrelation {autocorrelation}",
                    pools * chart.units,
                    measured,
                    simulated,
                    error,
                )
            )
    return [*rows, false_alerts_row(seed, draws, compiled)]


def through_models(
    compiled: dict[str, str],
    rng: np.random.Generator,
    pools: int,
    chart: Chart,
    autocorrelation: float,
) -> pl.DataFrame:
    """int_control_points of quiet series."""
    if chart.rule == "laney_u":
        series = count_series(alarm_rules.quiet_counts(rng, pools, chart, autocorrelation))
    else:
        series = score_series(alarm_rules.quiet_scores(rng, pools, chart, autocorrelation))
    with scratch_database() as con:
        return run_charts(con, compiled, series)


def monitored(points: pl.DataFrame, column: str, pools: int, chart: Chart) -> np.ndarray:
    """A column as pools × units × monitored months."""
    every = points[column].to_numpy().reshape(pools, chart.units, BASELINE + MONITORED)
    return every[..., BASELINE:]


def false_alerts_row(seed: int, draws: int, compiled: dict[str, str]) -> TruthRow:
    """Share of quiet months in which anything at all survives Benjamini-Hochberg at 5 %."""
    chart = CHARTS["ewma"]
    pools = max(FEWEST_POOLS, ceil(draws / MONITORED))
    points = through_models(compiled, np.random.default_rng([seed, 9]), pools, chart, 0.0)
    points = points.filter(pl.col("is_monitored"))
    arrays = {name: points[name].to_numpy() for name in (*FIGURES, "has_limits")}
    families = (points["metric_code"] + points["period_id"]).to_numpy().astype(str)
    _, q_values = judge({**arrays, "worse": np.full(len(points), -1), "month": families})
    false = (q_values <= ALLOWED_RATE).reshape(pools, chart.units, MONITORED).any(axis=1)
    error = false.mean(axis=1).std(ddof=1) / sqrt(pools)
    return TruthRow(
        "months with a false alert",
        f"{chart.units} units, all quiet",
        pools * MONITORED,
        float(false.mean()),
        0.0,
        ALLOWED_RATE + ERRORS_ALLOWED * error,
    )
