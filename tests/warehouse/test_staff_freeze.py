"""A staff wave is written down the first time it is published, and never again."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest

from warehouse.staff_freeze import freeze_staff_waves

MACRO = Path(__file__).parents[2] / "dbt_project/macros/staff_items.sql"


def freeze_tables() -> str:
    """The statements that every build begins with."""
    body = re.search(
        r"create_staff_freeze_tables\(\) -%}(.*?){%- endmacro", MACRO.read_text(), re.S
    )
    assert body
    return body[1]


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    """Staff marts of one built wave, and the freeze tables as the build creates them."""
    con = duckdb.connect()
    con.execute(freeze_tables())
    con.execute("create schema intermediate")
    con.execute(
        "create table intermediate.int_staff_cells_published as select 'G' as unit_id, 'w1' as wave,"
        " 'all' as staff_role, 'overall' as element_id, 'staff' as element_set,"
        " null::varchar as suppression_reason, 61.5 as mean, 1.2 as se, 15 as n_band_low, 19 as n_band_high,"
        " false as is_suppressed, false as is_frozen"
    )
    con.execute(
        "create table intermediate.int_staff_responses_assigned as select 'staff' as element_set,"
        " unnest(['w1', 'w1', null]) as assigned_wave, 7 as load_id, unnest([2, 3, 4]) as row_no,"
        " null::varchar as sheet_name, 0 as part_no"
    )
    for table in ("int_awareness_answers_placed", "int_internal_service_scores_placed"):
        con.execute(
            f"create table intermediate.{table} as"
            " select * from intermediate.int_staff_responses_assigned where false"
        )
    return con


def frozen(con: duckdb.DuckDBPyConnection) -> list[tuple[object, ...]]:
    return con.execute(
        "select wave, mean, release_id from raw._frozen_staff_cells order by wave"
    ).fetchall()


def test_a_wave_published_for_the_first_time_is_written_down_with_its_sheets(con):
    assert freeze_staff_waves(con, "r1") == 1
    assert frozen(con) == [("w1", 61.5, "r1")]
    assert con.execute(
        "select wave, load_id, row_no from raw._frozen_staff_sheets order by row_no"
    ).fetchall() == [("w1", 7, 2), ("w1", 7, 3)]


def test_publishing_the_same_build_again_freezes_nothing(con):
    freeze_staff_waves(con, "r1")
    assert freeze_staff_waves(con, "r2") == 0
    assert frozen(con) == [("w1", 61.5, "r1")]


def test_figures_that_differ_in_a_later_build_do_not_replace_the_first(con):
    freeze_staff_waves(con, "r1")
    con.execute("update intermediate.int_staff_cells_published set mean = 70")
    con.execute(
        "insert into intermediate.int_staff_cells_published select * replace ('w2' as wave) from"
        " intermediate.int_staff_cells_published"
    )
    assert freeze_staff_waves(con, "r2") == 1
    assert frozen(con) == [("w1", 61.5, "r1"), ("w2", 70, "r2")]


def test_a_warehouse_without_staff_marts_has_nothing_to_freeze():
    assert freeze_staff_waves(duckdb.connect(), "r1") == 0


def test_awareness_and_internal_service_freeze_with_their_own_sheets(con):
    con.execute(
        "insert into intermediate.int_staff_cells_published select * replace (unnest("
        "['awareness_level', 'awareness_known', 'internal_service']) as element_set)"
        " from intermediate.int_staff_cells_published"
    )
    for table, element_set, load in (
        ("int_awareness_answers_placed", "awareness_level", 8),
        ("int_internal_service_scores_placed", "internal_service", 9),
    ):
        con.execute(
            f"insert into intermediate.{table} values ('{element_set}', 'w1', {load}, 2, null, 0)"
        )
    assert freeze_staff_waves(con, "r1") == 4
    marks = "select element_set, load_id, row_no from raw._frozen_staff_sheets order by all"
    assert con.execute(marks).fetchall() == [
        ("awareness_level", 8, 2),
        ("internal_service", 9, 2),
        ("staff", 7, 2),
        ("staff", 7, 3),
    ]
    assert freeze_staff_waves(con, "r2") == 0


def test_a_warehouse_frozen_before_there_were_standard_errors_gets_the_column():
    con = duckdb.connect()
    con.execute(
        "create schema raw; create table raw._frozen_staff_cells (unit_id varchar, wave varchar,"
        " staff_role varchar, element_id varchar, element_set varchar, suppression_reason varchar,"
        " mean double, n_band_low bigint, n_band_high bigint, is_suppressed boolean,"
        " release_id varchar, frozen_at timestamp)"
    )
    con.execute("insert into raw._frozen_staff_cells (unit_id, mean) values ('G', 61.5)")
    con.execute(freeze_tables())
    assert con.execute("select unit_id, mean, se from raw._frozen_staff_cells").fetchall() == [
        ("G", 61.5, None)
    ]
