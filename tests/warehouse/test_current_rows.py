"""The rule which raw rows count is stated twice, in Python and in the dbt macro: both say the same."""

from __future__ import annotations

from pathlib import Path

import duckdb
import jinja2
import numpy as np
import pytest

from tests.ledger_tables import add_load, create_ledger
from warehouse.current_rows import current_rows

MACRO = Path(__file__).parents[2] / "dbt_project/macros/current_rows.sql"
STATUSES = ("loaded", "passed", "quarantined", "accepted", "refused")


def macro_sql(source: str) -> str:
    """What dbt would make of the macro for raw.<source>."""
    template = jinja2.Environment().from_string(
        MACRO.read_text() + "{{ current_rows('" + source + "') }}"
    )
    return template.render(source=lambda schema, table: f"{schema}.{table}")


def random_ledger(seed: int) -> duckdb.DuckDBPyConnection:
    """Twelve loads of two partitions, some judged, some rows replaced by later loads."""
    draw = np.random.default_rng(seed)
    con = duckdb.connect()
    create_ledger(con)
    con.execute(
        "create table raw.things (value integer, _load_id bigint, _row bigint, _sheet varchar,"
        " _partition varchar, _part integer)"
    )
    by_partition = bool(seed % 2)
    for load_id in range(1, 13):
        add_load(con, load_id, "things", str(draw.choice(STATUSES)))
        partition = str(draw.choice(["a", "b"])) if by_partition else None
        sheet = str(draw.choice(["S1", "S2"])) if draw.random() < 0.5 else None
        if partition:
            con.execute(
                "insert into raw._load_partitions values (?, 'things', ?, 4)", [load_id, partition]
            )
        for row in range(2, 6):
            con.execute(
                "insert into raw.things values (?, ?, ?, ?, ?, ?)",
                [load_id * 10 + row, load_id, row, sheet, partition, row % 2],
            )
            if not by_partition and load_id < 12 and draw.random() < 0.4:
                later = int(draw.integers(load_id + 1, 13))
                con.execute(
                    "insert into raw._superseded (source, load_id, row_no, sheet, by_load_id, part_no)"
                    " values ('things', ?, ?, ?, ?, ?)",
                    [load_id, row, sheet, later, row % 2],
                )
    return con


@pytest.mark.parametrize("seed", range(20))
def test_python_and_dbt_keep_the_same_rows(seed):
    con = random_ledger(seed)
    ours = con.execute(f"select value from ({current_rows('things')}) order by value").fetchall()
    dbts = con.execute(f"select value from {macro_sql('things')} as kept order by value").fetchall()
    assert ours == dbts


def test_the_random_ledgers_try_the_rule():
    """Some rows count and some do not, in both kinds of replacement."""
    for seed in (0, 1):
        con = random_ledger(seed)
        kept = con.execute(f"select count(*) from ({current_rows('things')})").fetchall()[0][0]
        assert 0 < kept < 48
