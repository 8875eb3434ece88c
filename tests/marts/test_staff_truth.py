"""Staff marts of the tiny sample against what was planted, and attacked as a reader would (M12)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

import duckdb
import numpy as np
import pytest

from warehouse.connection import reader

pytestmark = pytest.mark.warehouse
DIMENSIONS = (
    "working_environment", "job_evaluation", "colleagues", "management", "pay_social_security",
    "career", "identification", "personal_cost", "psychological_reward", "engagement",
    "intention_to_leave",
)  # fmt: skip
REVERSED = ("personal_cost", "intention_to_leave")
SMALLEST = 5


@pytest.fixture(scope="module")
def con(tiny_warehouse) -> Iterator[duckdb.DuckDBPyConnection]:
    with reader(tiny_warehouse.settings) as con:
        yield con


@pytest.fixture(scope="module")
def answers(con) -> list[dict]:
    """Answer sheets that count, straight from raw, scored 0-100 with high as good."""
    found = con.sql(
        """
        select sheets.* from raw.staff_satisfaction as sheets
        inner join raw._loads as loads on sheets._load_id = loads.load_id
        where loads.status in ('passed', 'accepted') and sheets.element_set = 'staff'
        qualify sheets._load_id = max(sheets._load_id) over (partition by sheets._partition)
        """
    )
    rows = [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]
    for row in rows:
        low, high = row["scale_min"], row["scale_max"]
        for name in DIMENSIONS:
            if row[name] is not None:
                score = 100 * (row[name] - low) / (high - low)
                row[name] = 100 - score if name in REVERSED else score
        given = [row[name] for name in DIMENSIONS if row[name] is not None]
        row["overall"] = sum(given) / len(given) if given else None
    return rows


@pytest.fixture(scope="module")
def cells(con) -> dict[tuple, tuple]:
    """What readers see: (wave, item, unit, role) → (mean, band low, band high, hidden?)."""
    return {
        (wave, element, unit, role): (mean, low, high, hidden)
        for wave, element, unit, role, mean, low, high, hidden in con.execute(
            "select wave, element_id, unit_id, staff_role, mean, n_band_low, n_band_high,"
            " is_suppressed from marts.mart_staff_by_unit_wave where element_set = 'staff'"
        ).fetchall()
    }


def members(answers: list[dict], wave: str, element: str, unit: str, role: str) -> list[dict]:
    """Sheets behind a cell of group, province or city."""
    return [
        sheet
        for sheet in answers
        if sheet["wave"] == wave
        and sheet[element] is not None
        and (role == "all" or sheet["staff_role"] == role)
        and unit in ("G", f"P{sheet['province_code']}", f"C{sheet['city_code']}")
    ]


def test_cells_that_must_be_hidden_are_hidden(cells, tiny_warehouse):
    planted = tiny_warehouse.truth["suppressed_staff_cells"]
    assert {"too_few", "unanimous"} <= {cell["reason"] for cell in planted}
    for cell in planted:
        for element in cell["elements"]:
            key = (cell["wave"], element, f"C{cell['city_code']}", cell["staff_role"])
            # a cell that nobody answered has no row
            assert key not in cells or cells[key][3], key


def test_hidden_cells_tell_nothing(cells):
    hidden = [cell for cell in cells.values() if cell[3]]
    assert hidden
    assert all(cell[:3] == (None, None, None) for cell in hidden)


def test_shown_means_and_bands_equal_those_of_the_raw_sheets(cells, answers):
    shown = {key: cell for key, cell in cells.items() if not cell[3] and key[2][0] in "GPC"}
    assert len(shown) > 300
    for (wave, element, unit, role), (mean, low, high, _) in shown.items():
        sheets = members(answers, wave, element, unit, role)
        assert low <= len(sheets) <= high
        assert high - low == 4
        exact = sum(sheet[element] for sheet in sheets) / len(sheets)
        assert mean == pytest.approx(exact, abs=0.05 + 1e-9)
        assert mean == round(mean, 1)


def test_halls_are_shown_for_ten_and_more_and_for_the_overall_figure_alone(cells):
    halls = {key: cell for key, cell in cells.items() if key[2].startswith("H")}
    assert halls
    assert {(element, role) for _, element, _, role in halls} == {("overall", "all")}
    assert all(cell[3] or cell[1] >= 10 for cell in halls.values())


def test_published_cells_of_the_sample_isolate_nobody(cells, answers):
    """Least squares over all shown cells of group, province and city: no group of 1-4 is in reach."""
    shown = defaultdict(list)
    for (wave, element, unit, role), cell in cells.items():
        if not cell[3] and unit[0] in "GPC":
            shown[(wave, element)].append((unit, role))
    for (wave, element), published in shown.items():
        atoms = defaultdict(int)
        for sheet in members(answers, wave, element, "G", "all"):
            atoms[(sheet["province_code"], sheet["city_code"], sheet["staff_role"])] += 1
        keys = sorted(atoms, key=str)
        rows = np.array(
            [
                [
                    unit in ("G", f"P{province}", f"C{city}") and role in ("all", of)
                    for province, city, of in keys
                ]
                for unit, role in published
            ],
            dtype=float,
        )
        null_space = np.linalg.svd(rows)[2][np.linalg.matrix_rank(rows) :]
        small = [i for i, key in enumerate(keys) if atoms[key] < SMALLEST]
        for size in range(1, SMALLEST):
            for group in combinations(small, size):
                if sum(atoms[keys[i]] for i in group) < SMALLEST:
                    shift = np.abs(null_space[:, group].sum(axis=1)).max(initial=0)
                    assert shift > 1e-9, (wave, element, [keys[i] for i in group])


def test_reversed_items_are_turned_in_the_facts(con, answers):
    for element in REVERSED:
        ((n, k_sum),) = con.execute(
            "select sum(answer_count), sum(k_sum) from marts.fct_staff_items where element_id = ?",
            [element],
        ).fetchall()
        scores = [sheet[element] for sheet in answers if sheet[element] is not None]
        assert n == len(scores)
        assert k_sum == round(sum(scores) * 25.2)


def test_a_wave_is_valid_from_its_last_answer_to_the_next_wave(con):
    spans = con.execute(
        "select distinct wave, wave_end_date, valid_from_date, valid_to_date"
        " from marts.mart_staff_by_unit_wave order by wave_end_date"
    ).fetchall()
    assert len(spans) >= 2
    assert all(end == start for _, end, start, _ in spans)
    assert spans[0][3] == spans[1][2]
    assert (spans[-1][3] - spans[-1][2]).days == 365
