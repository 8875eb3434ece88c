"""How far chance explains each monitored month, and which months stand out among all (METHODS M10).

One family per month: what a release on that month tests at once, all units and metrics. The test is
one-sided, towards the worse: an early warning tells of nothing else. Where a month has two charts
(control limits and EWMA), its p-value pays for the choice between them.
"""

import numpy as np
import pyarrow

from dbt_project.statistics.early_warning import (
    false_discovery_rates,
    smaller_of_two,
    tail_probability,
)

KEYS = ["unit_id", "metric_code", "period_id"]
FIGURES = ["z_point", "z_ewma", "df_point", "df_ewma", "skewness_point", "skewness_ewma"]


def judge(points):
    """p_value and q_value per point; `points` holds numpy arrays of equal length.

    FIGURES as int_control_points has them, z positive towards larger values; worse (+1: larger is
    worse, -1: smaller is); has_limits: whether there is a second chart beside the EWMA; month: the
    family.
    """
    # a count leans to the right: only where more is worse does its skewness matter
    leans = points["worse"] > 0
    by_chart = {
        chart: tail_probability(
            points["worse"] * points[f"z_{chart}"],
            points[f"df_{chart}"],
            np.where(leans, points[f"skewness_{chart}"], 0.0),
        )
        for chart in ("point", "ewma")
    }
    p_values = np.where(
        points["has_limits"],
        smaller_of_two(by_chart["point"], by_chart["ewma"]),
        by_chart["ewma"],
    )
    return p_values, false_discovery_rates(p_values, points["month"])


def model(dbt, session):
    """One row per monitored unit, metric and month."""
    dbt.config(materialized="table", schema="intermediate")
    found = (
        dbt.ref("int_control_points")
        .filter("is_monitored and z is not null")
        .select(
            ", ".join(
                [
                    *KEYS,
                    *FIGURES,
                    "has_limits",
                    "case when better = 'lower' then 1 else -1 end as worse",
                ]
            )
        )
        .order(", ".join(KEYS))
        .to_arrow_table()
    )
    points = {
        name: found[name].to_numpy(zero_copy_only=False)
        for name in [*FIGURES, "has_limits", "worse"]
    }
    points["month"] = found["period_id"].to_numpy(zero_copy_only=False).astype(str)
    p_values, q_values = judge(points)
    columns = {name: found[name] for name in KEYS}
    columns["p_value"] = pyarrow.array(p_values, pyarrow.float64(), from_pandas=True)
    columns["q_value"] = pyarrow.array(q_values, pyarrow.float64(), from_pandas=True)
    return pyarrow.table(columns)
