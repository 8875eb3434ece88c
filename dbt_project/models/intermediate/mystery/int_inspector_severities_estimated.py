"""Severity of inspectors (METHODS M7); the statistics are in dbt_project/statistics."""

import numpy as np
import pyarrow

from dbt_project.statistics.inspector_severity import find_linked, fit_severities, shrink

COLUMNS = [
    "inspector_id", "visit_count", "hall_count", "severity", "se", "ci_low", "ci_high", "df",
    "severity_shrunken", "shrunken_se", "prior_variance", "residual_sd",
]  # fmt: skip
WHOLE = {"visit_count", "hall_count", "df"}


def estimate(inspector, hall, month, province, score, min_visits, min_halls):
    """Columns of the model as arrays, one entry per inspector who can be compared; empty if none."""
    names, inspector = np.unique(inspector, return_inverse=True)
    _, hall = np.unique(hall, return_inverse=True)
    linked = find_linked(inspector, hall, min_visits, min_halls)
    if not linked.any():
        return {name: np.array([]) for name in COLUMNS}
    kept, inspector = np.unique(inspector[linked], return_inverse=True)
    _, hall = np.unique(hall[linked], return_inverse=True)
    _, month = np.unique(month[linked], return_inverse=True)
    _, province = np.unique(province[linked], return_inverse=True)
    found = fit_severities(score[linked], hall, inspector, month, province)
    shrunken, shrunken_se, prior = shrink(found.effect, found.error)
    pairs = np.unique(np.column_stack([inspector, hall]), axis=0)
    every = np.ones(len(kept))
    columns = (
        names[kept], np.bincount(inspector), np.bincount(pairs[:, 0]), found.effect, found.error,
        found.low, found.high, every * found.residual_df, shrunken, shrunken_se, every * prior,
        every * found.residual_deviation,
    )  # fmt: skip
    return dict(zip(COLUMNS, columns, strict=True))


def model(dbt, session):
    """One row per inspector in the largest component of linked halls and inspectors."""
    dbt.config(materialized="table", schema="intermediate")
    limits = dict(dbt.ref("thresholds").select("threshold_code, value").fetchall())
    scores = dbt.ref("mart_mystery_visits").filter("score_after_veto is not null")
    scores = scores.select("visit_id, score_after_veto")
    visits = dbt.ref("int_mystery_visits_located").filter(
        "operator_type = 'own' and hall_id is not null and inspector_id is not null"
    )
    months = visits.select("12 * year(visit_date) + month(visit_date) as month_no, *")
    halls = dbt.ref("dim_units").select("unit_id as hall_id, province_id")
    # in one order always: sums of floats depend on it
    rated = (
        months.join(scores, "visit_id")
        .join(halls, "hall_id")
        .order("visit_id")
        .select("inspector_id, hall_id, province_id, month_no, score_after_veto")
        .fetchnumpy()
    )
    month = np.asarray(rated["month_no"])
    recent = month > month.max(initial=0) - int(limits["severity_window_months"])
    found = estimate(
        np.asarray(rated["inspector_id"], dtype=str)[recent],
        np.asarray(rated["hall_id"], dtype=str)[recent],
        month[recent],
        np.asarray(rated["province_id"], dtype=str)[recent],
        np.asarray(rated["score_after_veto"], dtype=float)[recent],
        int(limits["severity_min_visits"]),
        int(limits["severity_min_halls"]),
    )
    types = {name: pyarrow.int64() if name in WHOLE else pyarrow.float64() for name in COLUMNS}
    types["inspector_id"] = pyarrow.string()
    arrays = [
        pyarrow.array(found[name], from_pandas=True).cast(kind) for name, kind in types.items()
    ]
    return pyarrow.Table.from_arrays(arrays, schema=pyarrow.schema(list(types.items())))
