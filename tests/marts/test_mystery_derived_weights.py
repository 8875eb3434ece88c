"""Weights of blocks derived from customers, and scores under them, in the built warehouse (M7)."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from dbt_project.statistics.relative_weights import relative_weights

pytestmark = pytest.mark.warehouse

SEEDS = Path(__file__).parents[2] / "dbt_project" / "seeds"
YEAR = "2026"


def _blocks() -> dict[str, str]:
    with (SEEDS / "elements.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["element_set"] == "hall"]
    return {row["element_id"]: row["block_code"] for row in rows}


def test_derived_weights_are_relative_weights_of_respondents_summed_by_block(marts):
    blocks = _blocks()
    columns = ["overall_satisfaction_k", *(f"{element}_k" for element in blocks)]
    answers = np.array(
        marts.execute(
            f"select {', '.join(columns)} from intermediate.int_survey_responses_placed"
            " where instrument = 'perception' and element_set = 'core' and operator_code = 'OWN'"
            f" and year(interview_date) = {YEAR}"
        ).fetchall(),
        dtype=float,
    )
    complete = answers[np.isfinite(answers).all(axis=1)]
    correlation = np.corrcoef(complete, rowvar=False)
    weights = relative_weights(correlation[1:, 1:], correlation[0, 1:])
    expected: dict[str, float] = {}
    for weight, block in zip(weights, blocks.values(), strict=True):
        expected[block] = expected.get(block, 0) + 100 * weight / weights.sum()
    rows = marts.execute(
        "select block_code, weight_derived, n, r2 from marts.mart_mystery_weights_derived"
        " where unit_id = 'G' and period_id = ?",
        [YEAR],
    ).fetchall()
    assert {row[0]: row[1] for row in rows} == pytest.approx(expected, abs=1e-6)
    assert {n for *_, n, _ in rows} == {len(complete)}
    assert rows[0][3] == pytest.approx(weights.sum(), abs=1e-9)


def test_both_sets_sum_to_100_and_small_provinces_take_the_groups(marts):
    rows = marts.execute(
        "select unit_id, period_id, sum(weight_ruled), sum(weight_derived), count(*), min(n),"
        " max(inherited_from_unit_id) from marts.mart_mystery_weights_derived group by all"
    ).fetchall()
    assert {unit for unit, *_ in rows} == {"G", "P330000", "P430000"}
    answered = dict(
        marts.execute(
            "select concat(unit_id, period_id), n"
            " from intermediate.int_importances_derived_estimated where element_id = 'attitude'"
        ).fetchall()
    )
    for unit, year, ruled, derived, blocks, n, inherited in rows:
        assert (ruled, derived) == pytest.approx((100, 100), abs=1e-9)
        assert blocks == 5
        own = answered.get(unit + year, 0)
        assert inherited == (None if unit == "G" or own >= 300 else "G")
        assert n == (answered[f"G{year}"] if inherited else own)


def test_ruled_weights_are_the_share_of_points_the_visits_carried(marts):
    shares = marts.execute(
        "select score_code, 100.0 * sum(weight_e6) / sum(sum(weight_e6)) over ()"
        " from marts.fct_mystery_visit_scores where score_level = 'block' and unit_id like 'H33%'"
        f" and year(month_start_date) = {YEAR} group by score_code"
    ).fetchall()
    found = marts.execute(
        "select block_code, weight_ruled from marts.mart_mystery_weights_derived"
        " where unit_id = 'P330000' and period_id = ?",
        [YEAR],
    ).fetchall()
    assert dict(found) == pytest.approx(dict(shares), abs=1e-9)


@pytest.mark.parametrize("unit", ["G", "P330000", "C330100"])
def test_scores_under_derived_weights_are_the_blocks_weighed_anew(marts, unit):
    pairs = marts.execute(
        "select scores.mean, weights.weight_derived"
        " from marts.mart_mystery_scores_by_unit_period as scores"
        " inner join marts.mart_mystery_weights_derived as weights"
        " on scores.score_code = weights.block_code and weights.period_id = ?"
        " and weights.unit_id = ?"
        " where scores.unit_id = ? and scores.period_id = '2026-B5'"
        " and scores.score_level = 'block' and scores.score_version = 'after_veto'",
        [YEAR, "G" if unit == "G" else "P330000", unit],
    ).fetchall()
    means, weights = np.array(pairs).T
    derived, ruled, difference = marts.execute(
        "select score_derived, score_ruled, difference"
        " from marts.mart_mystery_scores_reweighted_by_unit_period"
        " where unit_id = ? and period_id = '2026-B5'",
        [unit],
    ).fetchone()
    assert len(pairs) == 5
    assert derived == pytest.approx(weights @ means / weights.sum(), abs=1e-9)
    assert difference == pytest.approx(derived - ruled, abs=1e-12)


def test_open_periods_are_not_ranked(marts):
    rows = marts.execute(
        "select is_partial, count(*), count(rank_ruled), count(rank_derived)"
        " from marts.mart_mystery_scores_reweighted_by_unit_period where unit_id <> 'G'"
        " group by is_partial"
    ).fetchall()
    counts = {partial: counted for partial, *counted in rows}
    assert counts[True][1:] == [0, 0] and counts[True][0] > 0
    assert counts[False][0] == counts[False][1] == counts[False][2]
