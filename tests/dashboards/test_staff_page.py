"""The staff page: every level and language; hidden cells stay hidden in every card."""

from __future__ import annotations

import duckdb
import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from dashboards import release
from dashboards.access import NotAllowedError, Viewer
from dashboards.queries import staffing
from dashboards.scope import Scope

HALL = "H330100-01@20180501"
HIDDEN = "fewer than 5, or hidden to protect others: not published"


def words(app: AppTest) -> str:
    return "\n".join(element.value for element in app.markdown)


def cells(app: AppTest) -> list[dict]:
    """Every cell of every grid on the page."""
    charts = [element.proto for element in app.get("vega_lite_chart")]
    tables = [data for chart in charts for data in chart.datasets if data.name == "cells"]
    return [row for data in tables for row in pl.read_ipc_stream(data.data.data).to_dicts()]


@pytest.mark.parametrize("unit", ["G", "P330000", "P640000", "P540000", "C330100", HALL])
@pytest.mark.parametrize(
    ("language", "period"), [("zh", "2026-B5"), ("en", "2026-B5"), ("zh", "2026-10")]
)
def test_every_level_is_drawn(open_page, unit, language, period):
    app = open_page("staff", unit=unit, lang=language, period=period)
    assert not app.exception


def test_hidden_cells_hold_a_dot_and_no_figure(open_page):
    app = open_page("staff", unit="P640000", lang="en")
    hidden = [cell for cell in cells(app) if cell["is_hidden"]]
    # 12 of hall managers and 12 of control, one dimension of three roles, and 3 waves of all
    assert len(hidden) >= 24
    for cell in hidden:
        assert cell["text"] == "·"
        assert HIDDEN in cell.values()
        assert not any(
            isinstance(value, int | float) and value is not True for value in cell.values()
        )
    assert "Fewer than 5 people" in words(app)


def test_shown_cells_are_those_of_the_release(open_page, home):
    file = home / "releases" / release.current_id() / "shortboard.duckdb"
    with duckdb.connect(str(file), read_only=True) as con:
        (mean,) = con.execute(
            "select mean from mart_staff_by_unit_wave where unit_id = 'P330000'"
            " and wave = '2026-2' and staff_role = 'front_line' and element_id = 'overall'"
        ).fetchone()
    app = open_page("staff", unit="P330000", lang="en")
    found = [c["text"] for c in cells(app) if (c["row"], c["column"]) == ("Overall", "Front line")]
    assert f"{mean:.1f}" in found
    assert "Front line rate lowest of the roles published" in words(app)


def test_people_are_told_in_bands(open_page):
    app = open_page("staff", unit="P330000", lang="en")
    assert any("40–44" in cell.values() for cell in cells(app))


def test_bulletin_hides_a_department_and_counts_both_sides(open_page):
    app = open_page("staff", unit="P640000", lang="en")
    table = app.table[0].value
    row = table[table["Department"] == "IT"].iloc[0]
    assert (row["Score"], row["vs last"], row["People"]) == ("·", "–", "·")
    assert row["Back-office side"] == "3 · late"
    assert row["Front-line side"] == "2 · unclear demand"
    assert "Billing is rated lowest, 61.5" in words(app)


def test_demands_overdue_first(open_page):
    app = open_page("staff", unit="P330000", lang="en")
    assert "1 demand is unanswered past its due date" in words(app)
    table = app.dataframe[0].value
    assert list(table["Status"]) == ["▲ overdue", "✓ closed"]
    assert "1 demand awaits an answer" in words(open_page("staff", unit="P640000", lang="en"))
    assert "No demand in the last year" in words(open_page("staff", unit="P460000", lang="en"))


def test_inside_against_outside_is_read_beside_siblings_only(open_page):
    assert "wider than the siblings" in words(open_page("staff", unit="P330000", lang="en"))
    assert "are like the siblings" in words(open_page("staff", unit="C330100", lang="en"))
    assert "no siblings to compare" in words(open_page("staff", unit="G", lang="en"))
    assert "Too little to compare inside" in words(open_page("staff", unit="P540000", lang="en"))


def test_below_the_city_the_city_is_shown_and_it_is_said(open_page):
    app = open_page("staff", unit=HALL, lang="en")
    assert "below stands the city" in words(app)
    assert "Demands are registered by cities" in words(app)


@pytest.mark.parametrize(
    "query",
    [
        lambda scope: staffing.dimensions(scope, scope.unit_id),
        lambda scope: staffing.bulletin(scope, scope.unit_id),
        staffing.demands,
        lambda scope: staffing.gaps(scope, scope.unit_id),
    ],
)
def test_queries_refuse_a_unit_outside_the_scope(home, query):
    viewer = Viewer("executive", "P330000")
    with pytest.raises(NotAllowedError):
        query(Scope(release.current_id(), viewer, "P540000", "2026-B5", "previous"))
