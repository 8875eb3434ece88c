"""Awareness and internal service of the tiny sample: raw sheets, planted truth, and M12 attacked."""

from __future__ import annotations

import csv
from collections import defaultdict
from itertools import combinations
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest

pytestmark = pytest.mark.warehouse
SEEDS = Path(__file__).parents[2] / "dbt_project/seeds"
SMALLEST, SMALL_CLUSTER = 5, 10
MEASURES = {"level": "", "importance": "_importance", "self": "_self", "known": "_known"}
Answers = dict[tuple[str, str, str], list[dict[str, Any]]]


def hall_elements() -> list[str]:
    with (SEEDS / "elements.csv").open(encoding="utf-8") as lines:
        return [row["element_id"] for row in csv.DictReader(lines) if row["element_set"] == "hall"]


def current(con: duckdb.DuckDBPyConnection, source: str) -> list[dict[str, Any]]:
    found = con.sql(
        f"""
        select sheets.* from raw.{source} as sheets
        inner join raw._loads as loads on sheets._load_id = loads.load_id
        where loads.status in ('passed', 'accepted')
        qualify sheets._load_id = max(sheets._load_id) over (partition by sheets._partition)
        """
    )
    return [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]


@pytest.fixture(scope="module")
def awareness(marts) -> Answers:
    """(wave, measure, element) → its answers with place, role and score 0-100, from raw."""
    answers: Answers = defaultdict(list)
    for sheet in current(marts, "service_awareness"):
        for measure, ending in MEASURES.items():
            low, high = (
                (1, 10) if measure == "importance" else (sheet["scale_min"], sheet["scale_max"])
            )
            scores = {}
            for element in hall_elements():
                value = sheet[element + ending]
                if value is not None:
                    scores[element] = (
                        100.0 * value if measure == "known" else 100 * (value - low) / (high - low)
                    )
            if scores:
                scores["overall"] = float(np.mean(list(scores.values())))
            for element, score in scores.items():
                answers[(sheet["wave"], measure, element)].append({**place(sheet), "score": score})
    return answers


@pytest.fixture(scope="module")
def internal(marts) -> Answers:
    """(wave, 'score', department or all) → its answers, from raw."""
    answers: Answers = defaultdict(list)
    respondents = defaultdict(list)
    for row in current(marts, "internal_service"):
        if row["score"] is not None:
            score = 100 * (row["score"] - row["scale_min"]) / (row["scale_max"] - row["scale_min"])
            answers[(row["wave"], "score", row["department_code"])].append(
                {**place(row), "score": score}
            )
            respondents[(row["wave"], row["province_code"], row["response_no"])].append(
                (row, score)
            )
    for (wave, *_), rated in respondents.items():
        mean = float(np.mean([score for _, score in rated]))
        answers[(wave, "score", "all")].append({**place(rated[0][0]), "score": mean})
    return answers


def place(sheet: dict[str, Any]) -> dict[str, Any]:
    return {name: sheet[name] for name in ("province_code", "city_code", "staff_role")}


def members(answers: list[dict[str, Any]], unit: str, role: str) -> list[dict[str, Any]]:
    return [
        answer
        for answer in answers
        if role in ("all", answer["staff_role"])
        and unit in ("G", f"P{answer['province_code']}", f"C{answer['city_code']}")
    ]


def standard_error(sheets: list[dict[str, Any]]) -> float | None:
    """M4 by hand: cities as clusters, all in scope, weighted by their answers."""
    clusters = defaultdict(list)
    for sheet in sheets:
        clusters[(sheet["province_code"], sheet["city_code"])].append(sheet["score"])
    groups = [np.array(scores) for scores in clusters.values()]
    spread = sum(((group - group.mean()) ** 2).sum() for group in groups)
    freedom = sum(len(group) - 1 for group in groups)
    if any(len(group) < SMALL_CLUSTER for group in groups) and not freedom:
        return None
    total = 0.0
    for group in groups:
        own = group.var(ddof=1) if len(group) >= SMALL_CLUSTER else spread / freedom
        total += len(group) ** 2 * own / len(group)
    return float(np.sqrt(total) / len(sheets))


def shown_cells(con: duckdb.DuckDBPyConnection, feed: str) -> list[tuple[Any, ...]]:
    """(wave, measure, item, unit, role, mean, se, low, high, hidden) as readers see them."""
    columns = "mean, se, n_band_low, n_band_high, is_suppressed"
    if feed == "awareness":
        sql = f"wave, measure, element_id, unit_id, staff_role, {columns} from marts.mart_awareness_by_unit_wave"
    else:
        sql = (
            f"wave, 'score', department_code, unit_id, 'all', {columns}"
            " from marts.mart_internal_service_by_unit_wave where wave_end_date is not null"
        )
    return con.execute(f"select {sql}").fetchall()


@pytest.fixture(scope="module", params=["awareness", "internal"])
def feed(request, marts, awareness, internal) -> tuple[list[tuple[Any, ...]], Answers]:
    return shown_cells(
        marts, request.param
    ), awareness if request.param == "awareness" else internal


def test_shown_means_errors_and_bands_equal_those_of_the_raw_sheets(feed):
    cells, answers = feed
    shown = [cell for cell in cells if not cell[9]]
    assert len(shown) > 100
    for wave, measure, item, unit, role, mean, se, low, high, _ in shown:
        sheets = members(answers[(wave, measure, item)], unit, role)
        assert low <= len(sheets) <= high and high - low == 4
        assert mean == pytest.approx(np.mean([sheet["score"] for sheet in sheets]), abs=0.05 + 1e-9)
        assert mean == round(mean, 1)
        exact = standard_error(sheets)
        # with few answers mean, error and band together would tell the very answers
        if exact is None or low < 30:
            assert se is None
        else:
            assert se == pytest.approx(exact, abs=0.05 + 1e-6), (unit, role, item)


def test_hidden_cells_tell_nothing_and_small_or_unanimous_ones_are_hidden(feed):
    cells, answers = feed
    hidden = {cell[:5] for cell in cells if cell[9]}
    assert all(cell[5:9] == (None,) * 4 for cell in cells if cell[9])
    must = set()
    for wave, measure, item, unit, role, *_ in cells:
        scores = [sheet["score"] for sheet in members(answers[(wave, measure, item)], unit, role)]
        if len(scores) < SMALLEST or len(set(scores)) == 1:
            must.add((wave, measure, item, unit, role))
    assert must <= hidden
    assert bool(must) == bool(hidden), "nothing is hidden without cause"


def test_published_cells_isolate_nobody(feed):
    """Least squares over all shown cells: no group of one to four people is in reach."""
    cells, answers = feed
    published = defaultdict(list)
    for wave, measure, item, unit, role, *_, is_hidden in cells:
        if not is_hidden:
            published[(wave, measure, item)].append((unit, role))
    for key, shown in published.items():
        atoms: dict[tuple[Any, ...], int] = defaultdict(int)
        for sheet in answers[key]:
            atoms[(sheet["province_code"], sheet["city_code"], sheet["staff_role"])] += 1
        names = sorted(atoms, key=str)
        rows = np.array(
            [[unit in ("G", f"P{province}", f"C{city}") and role in ("all", of)
              for province, city, of in names] for unit, role in shown],
            dtype=float,
        )  # fmt: skip
        null_space = np.linalg.svd(rows)[2][np.linalg.matrix_rank(rows) :]
        small = [i for i, name in enumerate(names) if atoms[name] < SMALLEST]
        for size in range(1, SMALLEST):
            for group in combinations(small, size):
                if sum(atoms[names[i]] for i in group) < SMALLEST:
                    shift = np.abs(null_space[:, group].sum(axis=1)).max(initial=0)
                    assert shift > 1e-9, (key, [names[i] for i in group])


def test_no_hall_and_no_other_slice_is_shown(marts):
    for mart in ("mart_awareness_by_unit_wave", "mart_internal_service_by_unit_wave"):
        types = marts.execute(
            f"select distinct unit_type from marts.{mart} inner join marts.dim_units using (unit_id)"
        ).fetchall()
        assert {kind for (kind,) in types} == {"group", "province", "city"}


def test_the_planted_misjudgement_is_where_it_was_planted(marts, truth):
    planted = truth["planted"]["knowledge_gap"]
    levels = dict(
        marts.execute(
            "select unit_id, avg(mean) from marts.mart_awareness_by_unit_wave"
            " where element_id = ? and measure = 'level' and staff_role = 'all'"
            " and unit_id like 'P%' group by unit_id",
            [planted["element"]],
        ).fetchall()
    )
    own = levels.pop(f"P{planted['province_code']}")
    assert all(own - other == pytest.approx(planted["points"], abs=5) for other in levels.values())


def test_the_planted_bad_department_comes_last_with_its_problem(marts, truth):
    planted = truth["planted"]["bad_department"]
    rows = marts.execute(
        "select department_code, department_rank, mean, late_count, back_problem_count"
        " from marts.mart_internal_service_by_unit_wave"
        " where unit_id = 'G' and department_code <> 'all' and mean is not null"
    ).fetchall()
    last = max(rank for _, rank, *_ in rows)
    for code, rank, *_ in rows:
        assert (code == planted["department_code"]) == (rank == last)
    others = np.mean([mean for code, _, mean, *_ in rows if code != planted["department_code"]])
    bad = [row for row in rows if row[0] == planted["department_code"]]
    assert np.mean([row[2] for row in bad]) - others == pytest.approx(planted["points"], abs=4)
    assert sum(row[3] for row in bad) > sum(row[4] for row in bad) / 3


def test_demands_are_counted_up_the_tree_from_their_list(marts):
    counted = marts.execute(
        """
        select unit_id, wave, department_code, demand_count, overdue_demand_count
        from marts.mart_internal_service_by_unit_wave
        where demand_count > 0
        """
    ).fetchall()
    listed = marts.execute(
        "select unit_id, wave, department_code, is_overdue, status, due_date"
        " from marts.mart_internal_service_demands"
    ).fetchall()
    raw = marts.execute(
        "select count(distinct demand_no) from raw.internal_service_demand"
    ).fetchone()
    assert len(listed) == raw[0]
    expected: dict[tuple[str, str, str], list[int]] = defaultdict(lambda: [0, 0])
    for city, wave, department, overdue, *_ in listed:
        for unit in ("G", f"P{city[1:3]}0000", city):
            for code in ("all", department):
                expected[(unit, wave, code)][0] += 1
                expected[(unit, wave, code)][1] += overdue
    assert {row[:3]: list(row[3:]) for row in counted} == dict(expected)
