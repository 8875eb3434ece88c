"""Both pages run at every level, in both languages, and say why where there is nothing to show."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from dashboards import access, release
from dashboards.access import Viewer
from tests.dashboards import release_builder

HALL = "H330100-01@20180501"
UNITS = ["G", "P330000", "C330100", "B330100-1", HALL]


def words(app: AppTest) -> str:
    """Everything written on the page."""
    return "\n".join(
        [element.value for element in app.markdown] + [button.label for button in app.button]
    )


def metric_values(app: AppTest) -> dict[str, str]:
    return {element.label: element.value for element in app.metric}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("page", ["overview", "drilldown"])
@pytest.mark.parametrize("unit", UNITS)
def test_every_level_is_drawn(open_page, page, unit, language):
    app = open_page(page, unit=unit, lang=language)
    assert not app.exception
    assert len(app.metric) == 7
    assert ("数据截至" if language == "zh" else "Data through") in words(app)


def test_cards_show_the_figures_of_the_release(open_page, home):
    app = open_page(unit="P330000", period="2026-B5")
    con = duckdb.connect(
        str(home / "releases" / release.current_id() / "shortboard.duckdb"), read_only=True
    )
    value = con.execute(
        "select value from mart_metrics_by_unit_period where unit_id = 'P330000'"
        " and period_id = '2026-B5' and metric_code = 'satisfaction'"
    ).fetchone()[0]
    con.close()
    assert metric_values(app)["客户满意度"] == f"{value:.1f}"


def test_the_page_opens_with_the_last_closed_bimonth(open_page):
    app = open_page()
    assert app.selectbox(key="pick_period").value == "2026-B5"


def test_an_open_period_has_no_change_and_says_so(open_page):
    app = open_page(unit="P330000", period="2026-B6")
    assert all(element.delta == "未结账" for element in app.metric if element.value != "–")
    assert "本期未结账" in words(app)


def test_a_restated_figure_is_marked(open_page):
    app = open_page(unit="P330000", period="2026-B5")
    assert metric_values(app)["净推荐值 NPS"].endswith("△")


def test_a_suppressed_figure_is_a_dot_and_never_zero(open_page):
    assert metric_values(open_page(unit=HALL))["员工满意度"] == "·"


def test_a_suppressed_staff_cell_is_a_dot(open_page):
    app = open_page("drilldown", unit="P640000")
    cells = [cell for table in app.table for cell in table.value.astype(str).to_numpy().ravel()]
    assert "·" in cells
    assert "不公布" in words(app)


def test_below_the_city_staff_answers_are_not_shown(open_page):
    app = open_page("drilldown", unit="B330100-1", lang="en")
    assert "Staff answers are anonymous" in words(app)


def test_breadcrumb_goes_up_and_the_address_follows(open_page):
    app = open_page(unit=HALL)
    app.button(key="up_P330000").click().run()
    assert app.query_params["unit"] == "P330000"
    assert not app.exception


def test_picker_goes_down(open_page):
    app = open_page(unit="P330000")
    app.selectbox(key="below_P330000").select("C330200").run()
    assert app.query_params["unit"] == "C330200"


def test_period_comparison_metric_and_language_are_in_the_address(open_page):
    app = open_page(unit="P330000")
    app.selectbox(key="pick_period").select("2026-Q3").run()
    app.selectbox(key="pick_vs").select("year_ago").run()
    app.segmented_control(key="pick_metric").select("nps").run()
    app.segmented_control(key="pick_lang").select("en").run()
    parts = dict(app.query_params.items())
    assert parts == {
        "unit": "P330000",
        "period": "2026-Q3",
        "vs": "year_ago",
        "metric": "nps",
        "lang": "en",
    }
    assert not app.exception
    assert "Zhejiang" in words(app)


def test_another_page_keeps_the_view(open_page):
    app = open_page("drilldown", unit="C330100", lang="en", metric="nps")
    assert app.query_params["unit"] == "C330100"
    assert "Hangzhou" in words(app)


@pytest.mark.parametrize("page", ["overview", "drilldown"])
def test_a_metric_below_zero_that_has_no_card_can_be_drawn(open_page, page):
    """The weighted gap is negative in points, and by month it stops at the city."""
    app = open_page(page, unit="P330000", lang="en", metric="gap_5")
    assert not app.exception
    assert app.query_params["metric"] == "gap_5"
    assert "Gap 5" in words(app)


def test_nonsense_in_the_address_does_no_harm(open_page):
    app = open_page(unit="P330000", period="1999-B9", metric="drop", vs="x", lang="xx")
    assert not app.exception
    assert "浙江" in words(app)


def test_unknown_unit_says_so_and_leads_home(open_page):
    app = open_page(unit="P999999")
    assert "找不到单位" in words(app)
    app.button[0].click().run()
    assert len(app.metric) == 7


def test_a_unit_outside_the_scope_is_refused(open_page, monkeypatch):
    monkeypatch.setattr(access, "current_viewer", lambda: Viewer("executive", "P330000"))
    app = open_page(unit="P540000", lang="en")
    assert "You may not see" in words(app)
    assert not app.metric


def test_before_the_first_release_the_page_says_what_to_do(open_page, monkeypatch, tmp_path):
    monkeypatch.setenv("SHORTBOARD_HOME", str(tmp_path / "empty"))
    app = open_page(lang="en")
    assert "Nothing has been published yet" in words(app)
    assert not app.exception


def test_a_publish_is_seen_at_the_next_click(monkeypatch, tmp_path, open_page):
    monkeypatch.setenv("SHORTBOARD_HOME", str(tmp_path))
    release_builder.build(tmp_path, ["640000"], halls=1, no=1)
    app = open_page(unit="P640000")
    assert "第 1 版" in words(app)
    for number in (2, 3, 4):
        release_builder.build(tmp_path, ["640000"], halls=1, no=number)
        app.run()
        assert not app.exception
        assert f"第 {number} 版" in words(app)
    assert len(release._open) <= release.KEPT_OPEN


def test_a_held_back_load_is_named_above_the_cards(monkeypatch, tmp_path, open_page):
    monkeypatch.setenv("SHORTBOARD_HOME", str(tmp_path))
    name = release_builder.build(tmp_path, ["640000"], halls=1)
    hold_back(tmp_path / "releases" / name / "shortboard.duckdb")
    app = open_page(unit="P640000")
    assert "1 个文件被质检拦下" in words(app)


def hold_back(path: Path) -> None:
    con = duckdb.connect(str(path))
    con.execute(
        "insert into release_quarantine values (7, 'complaint_log', '9月.xlsx', '宁夏', 'drift', 12)"
    )
    con.close()


def test_a_release_without_figures_says_so(monkeypatch, tmp_path, open_page):
    monkeypatch.setenv("SHORTBOARD_HOME", str(tmp_path))
    name = release_builder.build(tmp_path, ["640000"], halls=1)
    con = duckdb.connect(str(tmp_path / "releases" / name / "shortboard.duckdb"))
    con.execute("delete from mart_metrics_by_unit_period")
    con.close()
    app = open_page(lang="en")
    assert "holds no figures yet" in words(app)
    assert not app.exception
