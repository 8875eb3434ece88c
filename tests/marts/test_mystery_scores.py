"""Visit scores of the built warehouse against exact arithmetic from raw rows and seeds (M3, M7)."""

from __future__ import annotations

import csv
from collections import defaultdict
from fractions import Fraction
from pathlib import Path

import duckdb
import pytest

pytestmark = pytest.mark.warehouse

SEEDS = Path(__file__).parents[2] / "dbt_project" / "seeds"
LEVELS = {"block": "block_code", "element": "element_id", "capability": "capability_code"}


def _seed(name: str) -> list[dict[str, str]]:
    with (SEEDS / f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _weight(indicator: dict[str, str], hall: dict[str, str]) -> Fraction:
    weight = Fraction(indicator["base_weight"])
    for rule in _seed("mystery_weight_multipliers"):
        target = indicator[LEVELS[rule["target_kind"]]]
        if hall[rule["dimension"]] == rule["attribute_value"] and target == rule["target_code"]:
            weight *= Fraction(rule["multiplier"])
    return weight


def _half_up_e4(score: Fraction) -> int:
    return int(score * 10_000 + Fraction(1, 2))


@pytest.fixture(scope="module")
def expected_scores(
    marts: duckdb.DuckDBPyConnection,
) -> dict[tuple[str, str, str], tuple[int, int]]:
    """(visit, level, code) → score before and after the veto in ten-thousandths, from fractions."""
    indicators = {row["indicator_code"]: row for row in _seed("mystery_indicators")}
    halls = marts.execute(
        """
        select visit_id, coalesce(tier, 'unknown'), coalesce(stage, 'unknown'), pressure
        from staging.stg_mystery_visit__visits as visits
        left join marts.dim_halls as halls
            on visits.operator_code = halls.operator_code and visits.hall_code = halls.hall_code
            and visit_date >= valid_from_date and visit_date < valid_to_date
        """
    ).fetchall()
    kind_of_visit = {
        visit: (tier, stage, pressure or "neutral") for visit, tier, stage, pressure in halls
    }
    weights = {
        kind: {
            code: _weight(row, dict(zip(("tier", "stage", "pressure"), kind, strict=True)))
            for code, row in indicators.items()
        }
        for kind in set(kind_of_visit.values())
    }
    sums: dict[tuple[str, str, str], list[Fraction]] = defaultdict(lambda: [Fraction(0)] * 3)
    items = marts.execute(
        "select visit_id, indicator_code, points, max_points, coalesce(is_veto_hit, false)"
        " from staging.stg_mystery_item__items where points is not null"
    ).fetchall()
    for visit, code, points, most, is_veto_hit in items:
        row, weight = indicators[code], weights[kind_of_visit[visit]][code]
        earned = weight * Fraction(points) / Fraction(most)
        kept = Fraction(0) if is_veto_hit and row["has_veto"] == "true" else earned
        parts = [("visit", "total"), *((level, row[column]) for level, column in LEVELS.items())]
        for level, part in parts:
            before, after, total = sums[visit, level, part]
            sums[visit, level, part] = [before + earned, after + kept, total + weight]
    return {
        key: (_half_up_e4(100 * before / total), _half_up_e4(100 * after / total))
        for key, (before, after, total) in sums.items()
    }


def test_every_visit_score_equals_exact_arithmetic(marts, expected_scores):
    rows = marts.execute(
        "select visit_id, score_level, score_code, score_before_veto_e4, score_after_veto_e4"
        " from marts.fct_mystery_visit_scores"
    ).fetchall()
    assert {row[:3]: row[3:] for row in rows} == expected_scores


def test_the_monthly_fact_holds_the_sums_of_its_visits(marts, expected_scores):
    sums: dict[tuple, list[int]] = defaultdict(lambda: [0, 0, 0])
    unit_months = {
        visit: (unit, month)
        for visit, unit, month in marts.execute(
            "select visit_id, unit_id, month_start_date from marts.mart_mystery_visits"
        ).fetchall()
    }
    for (visit, level, code), (_, after) in expected_scores.items():
        total = sums[*unit_months[visit], level, code]
        sums[*unit_months[visit], level, code] = [
            total[0] + 1,
            total[1] + after,
            total[2] + after**2,
        ]
    rows = marts.execute(
        "select unit_id, month_start_date, score_level, score_code, visit_count,"
        " score_after_veto_e4_sum, score_after_veto_e4_sumsq from marts.fct_mystery_scores"
    ).fetchall()
    assert {row[:4]: list(row[4:]) for row in rows} == dict(sums)


def test_the_source_own_total_is_the_base_weight_score(marts):
    """The agency's total knows no tier or stage: base weights, veto taken off, rounded to 0.01."""
    visits = marts.execute(
        """
        select reported_score,
            100 * sum(case when is_veto then 0 else base_weight * points / max_points end)
            / sum(base_weight) as base_score
        from marts.mart_mystery_raw_scores_by_visit_item as items
        inner join marts.mart_mystery_visits using (visit_id)
        inner join seeds.mystery_indicators using (indicator_code)
        where is_applicable
        group by visit_id, reported_score
        """
    ).fetchall()
    assert visits
    assert max(abs(reported - base) for reported, base in visits) <= 0.005 + 1e-9


def test_restricted_columns_live_in_the_supervision_marts_alone(marts):
    tables = marts.execute(
        "select distinct table_name from information_schema.columns where table_schema = 'marts'"
        " and column_name in ('inspector_id', 'recording_ref', 'is_recording_checked')"
    ).fetchall()
    assert {name for (name,) in tables} == {
        "mart_mystery_rotation_violations",
        "mart_mystery_recordings_by_visit",
        "mart_inspector_severity",
    }
