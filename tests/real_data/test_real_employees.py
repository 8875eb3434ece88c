"""A county's employee survey: one answer per row, scale 1 to 4, 0 = not applicable."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.real_data.conftest import Loaded, Query

pytestmark = [pytest.mark.warehouse, pytest.mark.timeout(1200)]


def test_clean_rows(loaded: Loaded, marts: Query) -> None:
    (load,) = loaded.results["pierce_employee"].loads
    assert (load.rows_accepted, load.rows_rejected) == (14_575, 0)
    told = " ".join(load.warnings)
    assert "135 rows: blank answer" in told
    assert "15 rows: exact duplicate" in told
    # every clean row, those that answered "not applicable" too
    assert marts("select count(*) from staging.stg_staff_satisfaction__responses") == [(14_575,)]


def test_the_ten_means(marts: Query, real_data: Path) -> None:
    """k = (x − 1)·2520/3, so the mean on the raw scale is exact from the fact's integers."""
    found = {
        str(element): (int(n), float(mean))
        for element, n, mean in marts(
            "select element_id, sum(answer_count), "
            "sum(k_sum) / sum(answer_count) / 2520 * 3 + 1 "
            "from marts.fct_staff_items where element_set = 'pierce' and element_id <> 'overall' "
            "group by element_id"
        )
    }
    with (real_data / "pierce_expected_means.csv").open(encoding="utf-8") as file:
        expected = list(csv.DictReader(file))
    assert len(found) == len(expected) == 10
    for row in expected:
        number = int(row["Q"].split(".")[0])
        n, mean = found[f"pierce.q{number:02d}"]
        assert n == int(row["count"])
        assert mean == pytest.approx(float(row["mean"]), abs=1e-6)
