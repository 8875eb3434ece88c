"""What overall judgements hang on: relative weights (Johnson 2000) of a board's items by unit and period.

One row per unit, period (months aside) and item where enough respondents answered the whole board.
"""

import numpy as np
import pyarrow

from dbt_project.statistics.cross_products import (
    correlations,
    covariances,
    sums_by_group,
    unfold,
)
from dbt_project.statistics.relative_weights import relative_weights

SIDES = "(block_code = 'hall' and instrument = 'perception') or instrument = 'in_network'"
"""The exit interview judges the hall, the telephone survey the themes."""


def sum_by_unit_and_period(rows, places, spans, units, periods):
    """Sums of `rows` (n, p) over every unit a row counts in and every period its month lies in.

    `places` (n, levels), `spans` (n, types): numbers of units and periods, a place of -1 for none.
    Result (units·periods, p).
    """
    total = np.zeros((units * periods, rows.shape[1]))
    for place in places.T:
        known = place >= 0
        for span in spans.T:
            group = place[known] * periods + span[known]
            total += sums_by_group(rows[known], group, units * periods)
    return total


def derive(table, places, spans, shape, fewest):
    """(number of unit·period, n, R², weights) of one board where at least `fewest` answered it."""
    units, periods = shape
    n, sums, triangles = (
        sum_by_unit_and_period(values, places, spans, units, periods)
        for values in (
            table["answer_count"].to_numpy()[:, None],
            np.stack(table["k_sums"].to_numpy()),
            np.stack(table["k_products"].to_numpy()),
        )
    )
    number = np.flatnonzero(n[:, 0] >= fewest)
    products = unfold(triangles[number], sums.shape[1])
    correlation = correlations(covariances(n[number, 0], sums[number], products))
    # the judgement comes first, the items after it
    weights = relative_weights(correlation[:, 1:, 1:], correlation[:, 0, 1:])
    solved = np.isfinite(weights).all(axis=1)
    weights = weights[solved]
    return number[solved], n[number[solved], 0], weights.sum(axis=1), weights


def model(dbt, session):
    """Weights board by board."""
    dbt.config(materialized="table", schema="intermediate")
    limits = dict(dbt.ref("thresholds").select("threshold_code, value").fetchall())
    provinces = dict(dbt.ref("dim_units").select("unit_id, coalesce(province_id, 'G')").fetchall())
    periods, spans = [], {}
    dated = dbt.ref("int_period_months").filter("period_type <> 'month'")
    for period, month in (
        dated.order("period_type, period_id").select("period_id, month_start_date").fetchall()
    ):
        if period not in periods:
            periods.append(period)
        spans.setdefault(month, []).append(periods.index(period))
    elements = dict(dbt.ref("int_board_elements").select("survey_column, element_id").fetchall())
    answers = dbt.ref("fct_survey_cross_products").filter(SIDES).to_arrow_table()
    codes = np.array(answers["block_code"].to_pylist(), dtype=object)
    found = {name: [] for name in ("unit_id", "period_id", "element_id", "n", "r2", "share")}
    for board in sorted(set(codes)):
        table = answers.take(np.flatnonzero(codes == board))
        cities = table["unit_id"].to_pylist()
        units = sorted({*cities, *(provinces[city] for city in cities), "G"})
        numbers = {unit: number for number, unit in enumerate(units)}
        # what knows no province counts in the group alone
        above = [provinces[city] if provinces[city] != "G" else None for city in cities]
        places = np.array(
            [
                [numbers[city], numbers.get(province, -1), numbers["G"]]
                for city, province in zip(cities, above, strict=True)
            ]
        )
        span = np.array([spans[month] for month in table["month_start_date"].to_pylist()])
        number, n, r2, weights = derive(
            table, places, span, (len(units), len(periods)), limits["derived_importance_min_n"]
        )
        columns = table["survey_columns"][0].as_py()[1:]
        for item, column in enumerate(columns):
            found["unit_id"].append(np.array(units)[number // len(periods)])
            found["period_id"].append(np.array(periods)[number % len(periods)])
            found["element_id"].append(np.full(len(number), elements[column]))
            found["n"].append(n.astype(np.int64))
            found["r2"].append(r2)
            found["share"].append(weights[:, item] / r2)
    types = {"n": pyarrow.int64(), "r2": pyarrow.float64(), "share": pyarrow.float64()}
    return pyarrow.table(
        {
            name: pyarrow.array(
                np.concatenate(values).tolist() if values else [], types.get(name, pyarrow.string())
            )
            for name, values in found.items()
        }
    )
