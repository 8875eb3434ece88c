"""Data health: late, never delivered, held back, refused, warned, restated, and an old release."""

from __future__ import annotations

import csv
import io

import duckdb
import pytest

from dashboards import access, release
from dashboards.access import Viewer
from dashboards.health import deliveries
from dashboards.queries import health
from dashboards.scope import Scope
from ingest.contract import load_contracts
from tests.dashboards import release_builder
from tests.dashboards.test_language import messages
from tests.dashboards.test_pages import UNITS, hold_back, words


def cells(app) -> str:
    """What stands in the tables of the page."""
    shown = [*app.table, *app.dataframe]
    return "\n".join(str(v) for t in shown for v in t.value.astype(str).to_numpy().ravel())


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("unit", UNITS)
def test_every_level_is_drawn(open_page, unit, language):
    app = open_page("health", unit=unit, lang=language)
    assert not app.exception
    assert ("数据截至" if language == "zh" else "Data through") in words(app)


def test_the_latest_feed_is_named_with_its_province(open_page):
    assert "投诉工单·宁夏 97 天" in words(open_page("health", unit="G"))
    app = open_page("health", unit="P640000", lang="en")
    assert "Late" in cells(app)
    assert "All 3 feeds are within" in words(open_page("health", unit="P330000", lang="en"))


def test_a_feed_that_never_came_is_neither_fresh_nor_late(open_page):
    app = open_page("health", unit="P540000", lang="en")
    assert "Never delivered" in cells(app)
    assert "All 2 feeds are within" in words(app)


def test_a_held_back_load_says_why_and_how_to_let_it_through(monkeypatch, tmp_path, open_page):
    monkeypatch.setenv("SHORTBOARD_HOME", str(tmp_path))
    name = release_builder.build(tmp_path, ["640000"], halls=1)
    path = tmp_path / "releases" / name / "shortboard.duckdb"
    hold_back(path)
    con = duckdb.connect(str(path))
    con.execute(
        "insert into release_loads select 7, 'complaint_log', '9月.xlsx', 'quarantined',"
        " timestamp '2026-11-20 08:00:00', null, null, 12, 0, 'volume_collapsed'"
    )
    con.close()
    app = open_page("health", unit="G", lang="en")
    assert "1 file is held back" in words(app)
    assert "less than a tenth of the usual rows" in cells(app)
    assert "shortboard loads accept 7" in app.code[0].value


def test_a_refused_load_needs_no_command(open_page):
    app = open_page("health", unit="G")
    assert "1 个文件被退回" in words(app)
    assert not app.code


def test_checks_that_did_not_hold_are_told_in_the_language_of_the_page(open_page):
    assert "有营业厅不足 30 份，只能作参考" in cells(open_page("health", unit="G"))
    english = cells(open_page("health", unit="G", lang="en"))
    assert "some halls have fewer than 30 interviews" in english
    assert "no new data for long" not in english, "a check that holds is no news"


def test_an_anonymous_load_tells_no_numbers(open_page):
    assert "不公布" in cells(open_page("health", unit="G"))


def test_restated_figures_stand_beside_the_first(open_page, home):
    app = open_page("health", unit="P330000", lang="en")
    assert "1 figure differs" in words(app)
    assert "Every figure reads as first published" in words(
        open_page("health", unit="P640000", lang="en")
    )


def test_the_list_of_rejects_opens_in_a_spreadsheet_and_runs_nothing(home, open_page):
    rows = health.rejects(Scope(release.current_id(), access.EVERYONE, "G", "2026-B5", "previous"))

    class Plain:
        language = "en"

        def t(self, key: str) -> str:
            return key

    written = deliveries._csv(Plain(), rows)  # type: ignore[arg-type]
    assert written.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(written.decode("utf-8-sig"))))
    assert len(lines) == len(rows) + 1
    assert lines[-1][2] == "'=1+1_投诉.csv"
    assert lines[2][3:6] == ["调查", "17", "访问日期"], "a reject leads to its file, sheet and line"


def test_a_viewer_of_a_province_sees_the_deliveries_of_no_other(home):
    scope = Scope(
        release.current_id(), Viewer("executive", "P330000"), "P330000", "2026-B5", "previous"
    )
    assert {row["unit_id"] for row in health.freshness(scope)} == {"P330000"}
    assert {row["unit_id"] for row in health.restated(scope)} == {"P330000"}


def test_a_release_of_an_earlier_version_says_what_to_do(monkeypatch, tmp_path, open_page):
    monkeypatch.setenv("SHORTBOARD_HOME", str(tmp_path))
    name = release_builder.build(tmp_path, ["640000"], halls=1)
    con = duckdb.connect(str(tmp_path / "releases" / name / "shortboard.duckdb"))
    con.execute("drop table release_freshness")
    con.close()
    app = open_page("health", unit="G", lang="en")
    assert not app.exception
    assert "Publish once more" in words(app)


def test_every_source_has_a_name_on_the_screen():
    names = {f"feed.{contract}" for contract in load_contracts()} | {"feed.journal"}
    assert names <= messages("zh").keys()
