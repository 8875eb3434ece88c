"""Which earlier rows a correction hides: the corrected ones, never their neighbours."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest

from ingest.ddl import ensure_raw
from tests.ingest.loading import MONTHLY, Scratch, monthly_rows, scratch
from warehouse.current_rows import current_rows

WIDE = """\
mapping: wide_visits
tables:
  - source: mystery_item
    steps:
      - unpivot: {columns: [I1, I2, I3], name: indicator, value: points}
    columns:
      visit_id: id
      indicator_code: indicator
      score: points
      max_score: {constant: "5"}
"""


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Scratch]:
    with scratch(tmp_path) as made:
        yield made


def current(house: Scratch, source: str, *columns: str) -> list[tuple[object, ...]]:
    listed = ", ".join(columns)
    return house.rows(f"select {listed} from ({current_rows(source)}) order by {listed}")


def test_correcting_one_indicator_of_a_wide_sheet_leaves_its_siblings(house: Scratch) -> None:
    mapping = house.write("wide.yml", dedent(WIDE))
    house.load(house.write("a.csv", "id,I1,I2,I3\nv1,5,4,3\nv2,1,2,3\n"), mapping=mapping)
    house.pass_gate()
    result = house.load(house.write("b.csv", "id,I1,I2,I3\nv1,,2,\n"), mapping=mapping)
    house.pass_gate()
    assert result.loads[0].rows_superseded == 1
    assert current(house, "mystery_item", "visit_id", "indicator_code", "score") == [
        ("v1", "I1", 5.0),
        ("v1", "I2", 2.0),
        ("v1", "I3", 3.0),
        ("v2", "I1", 1.0),
        ("v2", "I2", 2.0),
        ("v2", "I3", 3.0),
    ]


def test_the_same_row_number_in_two_archived_files_is_two_rows(house: Scratch) -> None:
    path = house.folder / "both.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, row in zip(("a.csv", "b.csv"), monthly_rows(2), strict=True):
            archive.writestr(name, f"{MONTHLY}\n{row}\n")
    house.load(path)
    house.pass_gate()
    house.load(house.write("c.csv", [MONTHLY, *monthly_rows(1)]))
    house.pass_gate()
    assert current(house, "hall_monthly", "hall_code", "_load_id") == [("H0001", 2), ("H0002", 1)]
    assert house.rows("select distinct _part from raw.hall_monthly where _load_id = 2") == [(0,)]


def test_a_warehouse_made_before_parts_were_told_apart_gets_them(house: Scratch) -> None:
    house.load(house.write("a.csv", [MONTHLY, *monthly_rows(3)]))
    house.con.execute("alter table raw.hall_monthly drop column _part")
    house.con.execute("alter table raw._superseded drop column part_no")
    ensure_raw(house.con)
    house.pass_gate()
    house.load(house.write("b.csv", [MONTHLY, *monthly_rows(1)]))
    house.pass_gate()
    assert len(current(house, "hall_monthly", "hall_code")) == 3
