"""Severity of inspectors, validity and types of service in the built warehouse (M5, M7)."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pytest
from scipy import stats

pytestmark = pytest.mark.warehouse

PERIOD, FIRST_DAY, LAST_DAY, ROLLING_START = "2026-B5", "2026-09-01", "2026-10-31", "2026-05-01"
PERSONAL = [
    "proactiveness",
    "customer_orientation",
    "attitude",
    "staff_appearance",
    "staff_competence",
]


def test_the_harsh_inspector_is_found_with_the_interval(marts, truth):
    planted = truth["planted"]["harsh_inspector"]
    severity, low, high, shrunken = marts.execute(
        "select severity, ci_low, ci_high, severity_shrunken from marts.mart_inspector_severity"
        " where inspector_id = ?",
        [planted["inspector_id"]],
    ).fetchone()
    assert low <= planted["points"] <= high < 0
    assert severity < shrunken < 0
    (others,) = marts.execute(
        "select min(severity) from marts.mart_inspector_severity where inspector_id <> ?",
        [planted["inspector_id"]],
    ).fetchone()
    assert severity < others


def test_only_inspectors_with_enough_visits_in_enough_halls_are_compared(marts):
    rows = marts.execute(
        "select inspector_id, count(*), count(distinct hall_id)"
        " from intermediate.int_mystery_visits_located"
        " where operator_type = 'own' and hall_id is not null group by inspector_id"
    ).fetchall()
    enough = {inspector for inspector, visits, halls in rows if visits >= 20 and halls >= 10}
    found = marts.execute("select inspector_id from marts.mart_inspector_severity").fetchall()
    assert {inspector for (inspector,) in found} == enough < {row[0] for row in rows}


def _adjustment(marts, prefix: str, start: str, end: str) -> float:
    """Footfall-weighted mean severity behind the halls whose id begins with `prefix`."""
    severities = dict(
        marts.execute(
            "select inspector_id, severity_shrunken from marts.mart_inspector_severity"
        ).fetchall()
    )
    by_hall: dict[str, list[float]] = defaultdict(list)
    for hall, inspector in marts.execute(
        "select hall_id, inspector_id from intermediate.int_mystery_visits_located"
        " where operator_type = 'own' and hall_id like ? and visit_date between ? and ?",
        [prefix + "%", start, end],
    ).fetchall():
        by_hall[hall].append(severities.get(inspector, 0.0))
    footfall = dict(
        marts.execute(
            "select unit_id, sum(footfall) from marts.fct_hall_footfall_monthly"
            " where month_start_date between ? and ? group by unit_id",
            [FIRST_DAY, LAST_DAY],
        ).fetchall()
    )
    weights = np.array([footfall[hall] for hall in by_hall], dtype=float)
    means = np.array([np.mean(values) for values in by_hall.values()])
    return float(weights @ means / weights.sum())


@pytest.mark.parametrize(
    ("unit", "prefix", "start"),
    [
        ("G", "H", FIRST_DAY),
        ("P330000", "H33", FIRST_DAY),
        ("C330100", "H3301", FIRST_DAY),
        ("H330100001", "H330100001", ROLLING_START),
    ],
)
def test_adjusted_scores_take_the_severity_of_their_inspectors_out(marts, unit, prefix, start):
    raw, adjusted, adjustment, raw_se, adjusted_se = marts.execute(
        "select score_raw, score_adjusted, adjustment, score_raw_se, score_adjusted_se"
        " from marts.mart_mystery_severity_adjusted_by_unit_period"
        " where unit_id like ? and period_id = ?",
        [unit + "%" if unit.startswith("H") else unit, PERIOD],
    ).fetchone()
    expected = -_adjustment(marts, prefix, start, LAST_DAY)
    assert adjustment == pytest.approx(expected, abs=1e-9)
    assert adjusted == pytest.approx(raw + expected, abs=1e-9)
    assert adjusted_se > raw_se


def test_an_adjusted_score_is_no_surer_than_the_score(marts):
    rows = marts.execute(
        "select adjusted.ci_low, adjusted.score_adjusted, adjusted.ci_high,"
        " raw.ci_high - raw.ci_low"
        " from marts.mart_mystery_severity_adjusted_by_unit_period as adjusted"
        " inner join marts.mart_mystery_scores_by_unit_period as raw using (unit_id, period_id)"
        " where raw.score_level = 'visit' and raw.score_version = 'after_veto'"
        " and raw.operator_type = 'own' and adjusted.ci_low is not null"
    ).fetchall()
    assert len(rows) > 10
    for low, adjusted, high, raw_width in rows:
        assert low < adjusted < high
        assert high - low >= raw_width - 1e-9


def test_validity_pairs_halls_as_a_direct_computation_does(marts):
    visits = marts.execute(
        "select unit_id, avg(score_after_veto), count(*) from marts.mart_mystery_visits"
        " where unit_id like 'H%' and score_after_veto is not null and visit_date <= ?"
        " group by unit_id",
        [LAST_DAY],
    ).fetchall()
    answers = marts.execute(
        "select unit_id, sum(k_sum) / sum(answer_count) / 25.2, sum(answer_count)"
        " from marts.fct_survey_items where instrument = 'perception' and element_id = 'overall'"
        " and month_start_date <= ? group by unit_id",
        [LAST_DAY],
    ).fetchall()
    perceived = {unit: mean for unit, mean, n in answers if n >= 30}
    pairs = [(d, perceived[unit]) for unit, d, n in visits if unit in perceived and n >= 5]
    oracle = stats.pearsonr(*zip(*pairs, strict=True))
    r, low, high, halls = marts.execute(
        "select r, ci_low, ci_high, hall_count from marts.mart_mystery_validity_by_unit_period"
        " where unit_id = 'G' and period_id = ? and score_code = 'total'",
        [PERIOD],
    ).fetchone()
    interval = oracle.confidence_interval(0.95)
    assert halls == len(pairs)
    assert (r, low, high) == pytest.approx(
        (oracle.statistic, interval.low, interval.high), abs=1e-9
    )


def test_traits_are_the_respondents_means_over_their_elements(marts):
    columns = [f"{element}_k" for element in PERSONAL]
    rows = marts.execute(
        f"select {', '.join(columns)} from intermediate.int_survey_responses_placed"
        " where instrument = 'perception' and unit_id like 'H3301%' and element_set = 'core'"
        " and interview_date between ? and ?",
        [FIRST_DAY, LAST_DAY],
    ).fetchall()
    answered = [[value for value in row if value is not None] for row in rows]
    composites = [round(sum(row) / len(row)) for row in answered if len(row) >= len(PERSONAL) / 2]
    mean, n = marts.execute(
        "select mean_proportional, n from marts.mart_satisfaction_by_unit_period"
        " where unit_id = 'C330100' and period_id = ? and element_id = 'trait_personal'",
        [PERIOD],
    ).fetchone()
    assert n == len(composites)
    # halves may round either way; no composite is off by more than one k
    assert mean == pytest.approx(np.mean(composites) / 25.2, abs=1 / 25.2)


def test_service_types_follow_the_intervals(marts):
    rows = marts.execute(
        "select service_type, personal_ci_low, personal_ci_high, procedural_ci_low,"
        " procedural_ci_high, cut_score, is_partial or is_indicative"
        " from marts.mart_service_types_by_unit_period"
    ).fetchall()
    types = {
        ("low", "low"): "indifferent",
        ("low", "high"): "by_the_book",
        ("high", "low"): "warm_but_helpless",
        ("high", "high"): "quality",
    }
    assert len({row[0] for row in rows}) >= 3
    assert {row[-1] for row in rows} == {False, True}
    for service_type, *bounds, cut, is_open in rows:
        sides = []
        for low, high in (bounds[:2], bounds[2:]):
            crosses = low is None or (low < cut <= high)
            sides.append("open" if crosses else "high" if low >= cut else "low")
        expected = types.get(tuple(sides), "undetermined")
        assert service_type == ("undetermined" if is_open else expected)
