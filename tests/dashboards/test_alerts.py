"""Early warnings on the overview and at the hall: ranked, named, owned, and a way in."""

from __future__ import annotations

import duckdb
import pytest

from dashboards import release
from dashboards.access import Viewer
from dashboards.queries import alerts
from dashboards.queries.gate import UnknownUnitError
from dashboards.scope import Scope
from tests.dashboards import release_builder
from tests.dashboards.test_health import cells
from tests.dashboards.test_pages import HALL, words


def test_warnings_are_told_most_urgent_first_with_owner_and_since(open_page):
    said = words(open_page(unit="G", lang="en"))
    assert "3 warnings, most urgent: Ningxia" in said
    assert said.index("orange-badge[▲ Grave]") < said.index("orange-badge[▲ Serious]")
    assert "yellow-badge[◆ Watch]" in said
    assert "Customer-service centre" in said
    assert "since Sep 2026, 2 months" in said
    assert "with 3 below" in said


def test_a_warning_leads_to_its_unit_and_metric(open_page):
    app = open_page(unit="G")
    app.button(key="alert_C330100:complaints_per_10k:2026-10").click().run()
    assert app.query_params["unit"] == "C330100"
    assert app.query_params["metric"] == "complaints_per_10k"
    assert not app.exception


def test_a_unit_without_a_warning_says_so(open_page):
    assert "没有预警" in words(open_page(unit="P460000"))


def test_the_history_of_a_hall_holds_what_is_over(open_page):
    app = open_page("drilldown", unit=HALL, lang="en")
    assert "2 warnings so far, 1 still on" in words(app)
    assert "Mar 2026 to May 2026, over" in cells(app)
    assert "从未预警" in words(open_page("drilldown", unit="H330100-02@20180501"))


def test_a_release_from_before_early_warning_says_nothing_of_it(monkeypatch, tmp_path, open_page):
    monkeypatch.setenv("SHORTBOARD_HOME", str(tmp_path))
    name = release_builder.build(tmp_path, ["640000"], halls=1)
    con = duckdb.connect(str(tmp_path / "releases" / name / "shortboard.duckdb"))
    con.execute("drop table mart_alerts")
    con.execute("drop table mart_control_charts_by_unit_month")
    con.close()
    assert not open_page(unit="P640000").exception


def test_warnings_of_another_province_are_refused(home):
    viewer = Viewer("executive", "P330000")
    for query in (alerts.listed, alerts.history):
        with pytest.raises(PermissionError):
            query(Scope(release.current_id(), viewer, "P640000", "2026-B5", "previous"))
        with pytest.raises(UnknownUnitError):
            query(Scope(release.current_id(), viewer, "P999999", "2026-B5", "previous"))
