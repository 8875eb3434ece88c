"""Intervals of the ranks of short boards: one row per ranked item of a unit, period and board."""

import numpy as np
import pyarrow
from pyarrow import compute

from dbt_project.statistics.cross_products import (
    correlations,
    covariances,
    sums_by_group,
    unfold,
)
from dbt_project.statistics.drawn_ranks import correlated_deviates, rank_intervals

EVERYBODY = "G"
JUDGED = {"hall": "perception"}
"""Questionnaire whose answers say how a board's items go together; the telephone's for themes."""


def read_matrices(products, items):
    """{(board, province or G, year): (n, correlations of the items in their order)}.

    `products`: table of cross products with province_id and year_no; the judgement, their first
    column, is left out. `items`: {board: survey columns in order}.
    """
    found = {}
    for board, columns in items.items():
        rows = products.filter(
            compute.and_(
                compute.equal(products["block_code"], board),
                compute.equal(products["instrument"], JUDGED.get(board, "in_network")),
            )
        )
        if not rows.num_rows or len(columns) < 2:
            continue
        listed = rows["survey_columns"][0].as_py()
        order = [listed.index(column) for column in columns]
        n = rows["answer_count"].to_numpy()
        sums = np.stack(rows["k_sums"].to_numpy())
        triangles = np.stack(rows["k_products"].to_numpy())
        keys = list(zip(rows["province_id"].to_pylist(), rows["year_no"].to_pylist(), strict=True))
        keys += [(EVERYBODY, year) for _, year in keys]
        names = sorted(set(keys))
        place = {name: number for number, name in enumerate(names)}
        group = np.array([place[key] for key in keys])
        total_n, total_sums, total_triangles = (
            sums_by_group(np.concatenate([values, values]), group, len(names))
            for values in (n[:, None], sums, triangles)
        )
        covariance = covariances(total_n[:, 0], total_sums, unfold(total_triangles, len(listed)))[
            :, order
        ][:, :, order]
        for name, count, matrix in zip(names, total_n[:, 0], correlations(covariance), strict=True):
            found[(board, *name)] = (count, matrix)
    return found


def choose_matrix(matrices, board, province, year, items, fewest):
    """The province's own correlations, else everybody's; independent items where nobody was asked."""
    for place in (province, EVERYBODY):
        count, matrix = matrices.get((board, place, year), (0, None))
        if count >= fewest and np.isfinite(matrix).all():
            return matrix
    return np.eye(items)


def rank_board(rows, matrices, board, columns, limits):
    """(row numbers, lowest ranks, highest ranks) of one board's rows, all units and periods."""
    problems, place = np.unique(rows["problem"], return_inverse=True)
    index = np.full((len(problems), len(columns)), -np.inf)
    error = np.zeros(index.shape)
    at = (place, rows["element_no"] - 1)
    index[at], error[at] = rows["urgency"], rows["urgency_se"]
    first = np.unique(place, return_index=True)[1]
    keys = list(zip(rows["weighing_unit_id"][first], rows["year_no"][first], strict=True))
    names = sorted(set(keys))
    stack = np.stack(
        [choose_matrix(matrices, board, *name, len(columns), limits["fewest"]) for name in names]
    )
    deviates = correlated_deviates(stack, limits["draws"], limits["seed"])
    number = {name: place for place, name in enumerate(names)}
    chosen = np.array([number[key] for key in keys])
    low, high = rank_intervals(index, error, deviates, chosen, limits["rate"])
    return rows["number"], low[at], high[at]


def model(dbt, session):
    """Ranks drawn board by board."""
    dbt.config(materialized="table", schema="intermediate")
    read = dict(dbt.ref("thresholds").select("threshold_code, value").fetchall())
    limits = {
        "fewest": read["derived_importance_min_n"],
        "draws": int(read["rank_draws"]),
        "seed": int(read["board_rank_seed"]),
        "rate": read["rank_interval_rate"],
    }
    items = {}
    listed = dbt.ref("int_board_elements").order("board_set, element_no")
    for board, column in listed.select("board_set, survey_column").fetchall():
        items.setdefault(board, []).append(column)
    units = dbt.ref("dim_units").select("unit_id, coalesce(province_id, 'G') as province_id")
    products = dbt.ref("fct_survey_cross_products").select(
        "unit_id, block_code, instrument, answer_count, survey_columns, k_sums, k_products,"
        " year(month_start_date) as year_no"
    )
    matrices = read_matrices(products.join(units, "unit_id").to_arrow_table(), items)
    ranked = (
        dbt.ref("int_boards_indexed")
        .filter("is_ranked and unit_type in ('group', 'province', 'city')")
        .select(
            "unit_id, period_id, board_set, element_id, element_no, weighing_unit_id, year_no,"
            " urgency, urgency_se, unit_id || ' ' || period_id as problem"
        )
        .to_arrow_table()
    )
    low = np.zeros(ranked.num_rows, dtype=np.int32)
    high = np.zeros(ranked.num_rows, dtype=np.int32)
    boards = ranked["board_set"].to_numpy()
    arrays = {
        name: ranked[name].to_numpy()
        for name in (
            "problem",
            "element_no",
            "urgency",
            "urgency_se",
            "weighing_unit_id",
            "year_no",
        )
    }
    for board in sorted(set(boards)):
        number = np.flatnonzero(boards == board)
        rows = {name: values[number] for name, values in arrays.items()} | {"number": number}
        where, lowest, highest = rank_board(rows, matrices, board, items[board], limits)
        low[where], high[where] = lowest, highest
    kept = ranked.select(["unit_id", "period_id", "element_id"])
    return kept.append_column("rank_ci_low", pyarrow.array(low)).append_column(
        "rank_ci_high", pyarrow.array(high)
    )
