"""Service marts of the tiny sample: every figure from the raw rows, and what was planted is found."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any

import duckdb
import pytest

pytestmark = pytest.mark.warehouse
EXACT = 1e-9


def raw_rows(con: duckdb.DuckDBPyConnection, source: str) -> list[dict[str, Any]]:
    """Rows of a source that count: of loads let through, and not replaced by such a load."""
    found = con.sql(
        f"""
        select source_rows.* from raw.{source} as source_rows
        inner join raw._loads as loads on source_rows._load_id = loads.load_id
        where loads.status in ('passed', 'accepted') and not exists (
            select 1 from raw._superseded as gone
            inner join raw._loads as newer on gone.by_load_id = newer.load_id
            where gone.source = '{source}' and gone.load_id = source_rows._load_id
                and gone.row_no = source_rows._row and gone.part_no = source_rows._part
                and gone.sheet is not distinct from source_rows._sheet
                and newer.status in ('passed', 'accepted')
        )
        """
    )
    names = found.columns
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


@pytest.fixture(scope="module")
def months(marts) -> dict[dt.date, list[str]]:
    """First day of a month → the periods it belongs to."""
    found = defaultdict(list)
    for day, period in marts.execute(
        "select month_start_date, period_id from intermediate.int_period_months"
    ).fetchall():
        found[day].append(period)
    return found


@pytest.fixture(scope="module")
def above(marts) -> dict[str, list[str]]:
    """Unit → itself and every unit above it."""
    found = defaultdict(list)
    for unit, ancestor in marts.execute(
        "select unit_id, ancestor_unit_id from intermediate.int_unit_ancestors"
    ).fetchall():
        found[unit].append(ancestor)
    return found


@pytest.fixture(scope="module")
def halls(marts) -> dict[str, list[tuple[str, dt.date, dt.date]]]:
    """Hall code → (unit, first day, day after the last one) of every own hall that bore it."""
    found = defaultdict(list)
    for code, *hall in marts.execute(
        "select hall_code, hall_id, known_from_date, known_to_date"
        " from intermediate.int_hall_identities where operator_type = 'own'"
    ).fetchall():
        found[code].append(tuple(hall))
    return found


def hall_on(halls, code: str | None, day: dt.date) -> str | None:
    return next((unit for unit, since, until in halls.get(code, []) if since <= day < until), None)


def test_service_levels_are_case_weighted_means_of_the_raw_rows(marts, months, above, halls):
    sums: dict[tuple, list[float]] = defaultdict(lambda: [0.0, 0, 0])
    for row in raw_rows(marts, "service_measurement"):
        unit = f"C{row['city_code']}~U"
        if row["hall_code"] is not None:
            unit = hall_on(halls, row["hall_code"], row["month"]) or unit
        for ancestor in above[unit]:
            for period in months[row["month"]]:
                cell = sums[(ancestor, period, row["measure_code"])]
                cell[0] += row["measured_value"] * row["case_count"]
                cell[1] += row["case_count"]
                cell[2] += row["met_count"]
    shown = marts.execute(
        "select unit_id, period_id, measure_code, measured_mean, case_count, met_rate, better,"
        " norm_value, is_norm_broken, is_partial from marts.mart_service_levels_by_unit_period"
    ).fetchall()
    assert len(shown) > 500
    for unit, period, measure, mean, cases, rate, better, norm, is_broken, is_partial in shown:
        total, count, met = sums[(unit, period, measure)]
        assert cases == count
        assert mean == pytest.approx(total / count, abs=EXACT)
        assert rate == pytest.approx(met / count, abs=EXACT)
        if is_partial:
            assert is_broken is None, "a period that is still open has no verdict"
        else:
            assert is_broken == (mean > norm if better == "lower" else mean < norm)
    assert any(row[-1] for row in shown)


def test_every_measured_unit_of_city_and_above_is_shown(marts, months):
    measured = {
        (f"C{row['city_code']}", period, row["measure_code"])
        for row in raw_rows(marts, "service_measurement")
        if row["hall_code"] is None
        for period in months[row["month"]]
    }
    shown = marts.execute(
        "select unit_id, period_id, measure_code from marts.mart_service_levels_by_unit_period"
    ).fetchall()
    assert measured
    assert measured <= set(shown)


def test_broken_norms_are_found_in_their_months(marts, truth):
    for broken in truth["planted"]["broken_norms"]:
        flags = marts.execute(
            "select period_id, is_norm_broken from marts.mart_service_levels_by_unit_period"
            " inner join marts.dim_periods using (period_id)"
            " where unit_id = ? and measure_code = ? and period_type = 'month'",
            [f"C{broken['city_code']}", broken["measure_code"]],
        ).fetchall()
        assert len(flags) == len(truth["months"])
        assert all(flag == (period >= broken["since_month"]) for period, flag in flags)


def test_exactly_the_planted_promise_lies_beyond_the_limit(marts, truth):
    planted = truth["planted"]["promise_beyond_limit"]
    found = marts.execute(
        "select unit_id, measure_code, promised_value, limit_value, beyond_limit_by"
        " from marts.mart_service_promises where is_beyond_limit"
    ).fetchall()
    value = planted["promised_value"]
    assert found == [(f"C{planted['city_code']}", planted["measure_code"], value, 4.0, value - 4.0)]


def test_management_diagnosis_shows_what_stands_on_the_last_day(marts, above, halls, truth):
    as_of = dt.date.fromisoformat(truth["as_of"])
    by_unit: dict[tuple[str, str], list[tuple[dt.date, float]]] = defaultdict(list)
    for row in raw_rows(marts, "management_diagnosis"):
        hall = hall_on(halls, row["hall_code"], row["assessment_date"])
        unit = hall or f"C{row['city_code']}~U"
        by_unit[(unit, row["aspect_code"])].append((row["assessment_date"], row["score"]))
    periods = marts.execute(
        "select period_id, least(end_date, ?) from marts.dim_periods"
        " where period_type <> 'month' and start_date <= ?",
        [as_of, as_of],
    ).fetchall()
    expected: dict[tuple, dict[bool, list[float]]] = defaultdict(lambda: {True: [], False: []})
    for (unit, aspect), assessments in by_unit.items():
        for period, day in periods:
            standing = max((a for a in assessments if a[0] <= day), default=None)
            # assessments of the sample are seven months old at most
            if standing is not None:
                for ancestor in above[unit]:
                    expected[(ancestor, period, aspect)][unit.endswith("~U")].append(standing[1])
    shown = marts.execute(
        "select unit_id, period_id, aspect_code, score, city_score, hall_score"
        " from marts.mart_management_diagnosis_by_unit_period"
    ).fetchall()
    assert len(shown) > 500
    for unit, period, aspect, score, city_score, hall_score in shown:
        cells = expected[(unit, period, aspect)]
        means = [sum(c) / len(c) if c else None for c in (cells[True], cells[False])]
        for figure, mean in zip((city_score, hall_score), means, strict=True):
            assert figure == (None if mean is None else pytest.approx(mean, abs=EXACT))
        assert score == pytest.approx(means[1] if means[0] is None else means[0], abs=EXACT)


def test_the_weak_aspect_is_the_weakest_of_its_province(marts, truth):
    planted = truth["planted"]["weak_aspect"]
    ranks = marts.execute(
        "select weakness_rank, difference_to_siblings, is_partial"
        " from marts.mart_management_diagnosis_by_unit_period"
        " where unit_id = ? and aspect_code = ?",
        [f"P{planted['province_code']}", planted["aspect_code"]],
    ).fetchall()
    assert {is_partial for *_, is_partial in ranks} == {False, True}
    for rank, difference, is_partial in ranks:
        assert rank == (None if is_partial else 1)
        assert difference < -5


@pytest.fixture(scope="module")
def ratings(marts, months, above, halls) -> dict[tuple, list[dict]]:
    """(unit, period, item) → the raw rows of the company's inspection behind it."""
    found = defaultdict(list)
    for row in raw_rows(marts, "company_inspection"):
        hall = hall_on(halls, row["hall_code"], row["inspection_date"])
        unit = hall or f"B{row['city_code']}-{row['branch_code']}"
        for ancestor in above[unit]:
            for period in months[row["inspection_date"].replace(day=1)]:
                found[(ancestor, period, row["item_code"])].append(row)
    return found


def test_inspection_scores_and_findings_are_those_of_the_raw_rows(marts, ratings, truth):
    as_of = dt.date.fromisoformat(truth["as_of"])
    weights = dict(marts.execute("select item_code, weight from seeds.inspection_items").fetchall())
    shown = marts.execute(
        "select unit_id, period_id, item_code, score, rating_count, finding_count, open_count,"
        " overdue_count from marts.mart_company_inspection_by_unit_period"
    ).fetchall()
    assert len(shown) > 300
    for unit, period, item, score, count, findings, unfixed, overdue in shown:
        items = weights if item == "all" else [item]
        rows = {
            code: ratings[(unit, period, code)] for code in items if (unit, period, code) in ratings
        }
        means = {
            code: sum(100 * r["score"] / r["score_max"] for r in part) / len(part)
            for code, part in rows.items()
        }
        carried = sum(weights[code] for code in means)
        expected = sum(weights[code] * mean for code, mean in means.items()) / carried
        assert score == pytest.approx(expected, abs=EXACT)
        behind = [row for part in rows.values() for row in part]
        found = [row for row in behind if row["finding_text"] is not None]
        left = [row for row in found if row["fixed_date"] is None]
        assert (count, findings, unfixed) == (len(behind), len(found), len(left))
        assert overdue == sum(row["due_date"] < as_of for row in left)


def test_the_weak_branch_is_last_in_inspection(marts, truth):
    unit = truth["planted"]["weak_branch"]["unit_id"]
    scores = defaultdict(dict)
    for branch, period, score in marts.execute(
        "select unit_id, period_id, value from marts.mart_branch_evaluation_by_unit_period"
        " where component_code = 'company_inspection'"
    ).fetchall():
        scores[period][branch] = score
    assert scores
    for period, of_branches in scores.items():
        assert min(of_branches, key=of_branches.get) == unit, period


@pytest.fixture(scope="module")
def evaluations(marts) -> dict[tuple[str, str], dict[str, dict[str, Any]]]:
    """(branch, period) → part → its row."""
    found = marts.sql("select * from marts.mart_branch_evaluation_by_unit_period")
    rows = [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]
    by_branch: dict[tuple[str, str], dict[str, dict[str, Any]]] = defaultdict(dict)
    for row in rows:
        by_branch[(row["unit_id"], row["period_id"])][row["component_code"]] = row
    return by_branch


def test_contributions_add_up_and_missing_parts_are_named(marts, evaluations):
    weights = dict(
        marts.execute(
            "select component_code, weight from seeds.branch_evaluation_weights"
        ).fetchall()
    )
    named = set()
    # a month holds too little for a branch
    assert not any(period[4:].lstrip("-").isdigit() for _, period in evaluations)
    for parts in evaluations.values():
        total = parts["total"]
        present = {code: row for code, row in parts.items() if code != "total"}
        carried = sum(weights[code] for code in present)
        expected = sum(weights[code] * row["value"] for code, row in present.items()) / carried
        assert total["value"] == pytest.approx(expected, abs=EXACT)
        assert sum(row["contribution"] for row in present.values()) == pytest.approx(
            total["value"], abs=EXACT
        )
        missing = sorted(set(weights) - set(present))
        assert (total["missing_components"] or "") == ",".join(missing)
        named.update(missing)
    assert named


def test_every_part_is_the_figure_of_its_mart_or_of_the_city(marts, evaluations):
    cities = dict(
        marts.execute(
            "select unit_id, city_id from marts.dim_units where unit_type = 'branch'"
        ).fetchall()
    )
    satisfaction = {
        tuple(key): mean
        for *key, mean in marts.execute(
            "select unit_id, period_id, instrument, mean from marts.mart_satisfaction_by_unit_period"
            " where element_id = 'overall' and measure = 'level' and is_shown"
        ).fetchall()
    }
    checked = 0
    for (branch, period), parts in evaluations.items():
        for instrument in ("in_network", "new_install", "repair"):
            part = parts.get(f"{instrument}_satisfaction")
            figure = satisfaction.get((cities[branch], period, instrument))
            assert (part is None) == (figure is None)
            if part is not None:
                # telephone surveys of the sample know no hall
                assert part["inherited_from_unit_id"] == cities[branch]
                assert part["value"] == figure
                checked += 1
        for code in ("company_inspection", "covert_visits", "complaint_handling"):
            assert parts.get(code, {}).get("inherited_from_unit_id") is None
    assert checked > 50


def test_covert_visits_weigh_halls_by_footfall(marts, evaluations, months, above):
    visits = defaultdict(list)
    for hall, day, score in marts.execute(
        "select unit_id, visit_date, score_after_veto from marts.mart_mystery_visits"
        " where visit_mode = 'covert' and unit_id like 'H%'"
    ).fetchall():
        for period in months[day.replace(day=1)]:
            visits[(hall, period)].append(score)
    footfall = {
        (hall, period): count
        for hall, period, count in marts.execute(
            "select unit_id, period_id, footfall from intermediate.int_halls_open_by_period"
        ).fetchall()
    }
    shown = {
        key: parts["covert_visits"]["value"]
        for key, parts in evaluations.items()
        if "covert_visits" in parts
    }
    assert shown
    assert all(
        parts["covert_visits"]["n"] >= 5
        for parts in evaluations.values()
        if "covert_visits" in parts
    )
    for (branch, period), value in shown.items():
        inside = [
            (footfall[(hall, when)], sum(scores) / len(scores))
            for (hall, when), scores in visits.items()
            if when == period and branch in above[hall]
        ]
        expected = sum(weight * mean for weight, mean in inside) / sum(w for w, _ in inside)
        assert value == pytest.approx(expected, abs=EXACT)


def test_branches_are_ranked_among_the_ranked_of_their_province(evaluations):
    totals = [parts["total"] for parts in evaluations.values()]
    assert any(row["is_ranked"] for row in totals)
    assert {row["not_ranked_reason"] for row in totals} >= {None, "period_open"}
    for row in totals:
        assert row["is_ranked"] == (not row["is_partial"] and not row["is_indicative"])
        province = row["unit_id"][1:3]
        rivals = [
            other["value"]
            for other in totals
            if other["is_ranked"]
            and other["period_id"] == row["period_id"]
            and other["unit_id"][1:3] == province
        ]
        assert row["ranked_in_province"] == len(rivals)
        place = 1 + sum(value > row["value"] for value in rivals) if row["is_ranked"] else None
        assert row["rank_in_province"] == place
