"""Special projects: the year, the list and the room say what the release and the journal say."""

from __future__ import annotations

from datetime import date

import pytest

from dashboards import access
from dashboards.access import NotAllowedError, Viewer
from dashboards.charts import board, effect, path, trajectories
from dashboards.charts.frame import Look
from dashboards.charts.month_axis import beginning, months, position
from dashboards.charts.trend import Month
from dashboards.palette import DARK, LIGHT
from dashboards.queries import projects as queries
from tests.dashboards import invented_projects as invented
from tests.dashboards.test_access import scope_of
from tests.dashboards.test_pages import metric_values, words

HOMES = {project: f"P{facts[2]}" for project, facts in invented.PROJECTS.items()} | {
    invented.NORM_Z: "C330200",
    invented.PILOT_Z: "P330000",
    invented.PROCESS_Z: "P330000",
    invented.BENCH_Z: "H330100-01@20180501",
}
# What the room says first of each verdict, and of what could not be judged.
SAID = {
    invented.HALL_Z: "有效：可以推广",
    invented.PROMO_Z: "未见证据：还不能作为推广依据",
    invented.NEW_Z: "变差：应停止或调整",
    invented.ALL_Z: "开始前两组已分化",
    invented.HOTLINE_Z: "为时尚早：等待更多结账月份",
    invented.HALL_N: "设计上无法判断：只能看走势",
    invented.HALL_H: "缺少前后月份",
    invented.HOTLINE_N: "没有试点地市，效果无从比较",
    invented.HOTLINE_X: "试点尚未开始",
    invented.NET_Z: "最新数据重述为未见证据",
}


def project_of(app) -> str:
    """The project in the address, as a string or as the list that a callback leaves."""
    found = app.query_params["project"]
    return found if isinstance(found, str) else found[0]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_year_names_its_six_themes(open_page, language):
    app = open_page("projects", lang=language)
    assert not app.exception
    labels = " ".join(button.label for button in app.button)
    for theme in {"zh": ("总体满意", "热线"), "en": ("Overall satisfaction", "Hotline")}[language]:
        assert theme in labels


def test_another_unit_leaves_the_room(open_page):
    app = open_page("projects", unit="P330000", project=invented.HALL_Z, tab="measures")
    assert project_of(app) == invented.HALL_Z
    app.button(key="up_G").click().run()
    assert set(app.query_params) == {"unit"}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("project", HOMES)
def test_every_room_is_drawn(open_page, project, language):
    app = open_page("projects", unit=HOMES[project], project=project, lang=language)
    assert not app.exception
    labels = {"zh": "剩余天数", "en": "Days left"}
    assert labels[language] in metric_values(app)


@pytest.mark.parametrize("project", SAID)
def test_the_room_says_its_verdict_and_why(open_page, project):
    app = open_page("projects", unit=HOMES[project], project=project)
    assert SAID[project] in words(app)


def test_the_head_answers_stage_days_measures_and_value(open_page):
    app = open_page("projects", unit="P330000", project=invented.HALL_Z)
    values = metric_values(app)
    assert values["剩余天数"] == "41"
    assert values["措施完成"] == "8/16"
    pills = [element.delta for element in app.metric]
    assert "▲ 逾期 1" in pills
    assert "阶段：评估" in " ".join(element.value for element in app.get("html"))


def test_the_title_says_how_far_off_the_path_and_where_it_leads(open_page):
    app = open_page("projects", unit="P330000", project=invented.HALL_Z)
    assert "比目标路径低" in words(app) and "按现速到 12月末" in words(app)


def test_a_released_verdict_that_changed_is_shown_beside_the_frozen_one(open_page):
    app = open_page("projects", unit="P330000", project=invented.NET_Z, lang="en")
    assert "restated since as: No evidence" in words(app)
    cells = [cell for table in app.table for cell in table.value.astype(str).to_numpy().ravel()]
    assert any("no. 31" in cell and "△" in cell for cell in cells)
    assert any("no. 1 " in cell and "△" not in cell for cell in cells)
    # the plan was frozen by the same release: before the pilots began nothing was judged
    assert sum("no. 31" in cell for cell in cells) == 1


def test_roll_out_of_what_is_not_proven_is_warned_of(open_page):
    proven = open_page("projects", unit="P330000", project=invented.HALL_Z)
    assert "湖州 11-10 ▲" in words(proven) and "效果未证实" not in words(proven)
    unproven = open_page("projects", unit="P640000", project=invented.HALL_N)
    assert "效果未证实" in words(unproven)


def test_a_click_in_the_year_enters_the_room(open_page):
    app = open_page("projects", unit="P330000")
    app.button(key="theme_hall").click().run()
    assert project_of(app) == invented.HALL_Z
    assert "有效：可以推广" in words(app)
    app.button(key="to_projects").click().run()
    assert "project" not in app.query_params
    assert not app.exception


def test_an_earlier_year_is_reachable(open_page):
    app = open_page("projects", unit="P330000")
    app.segmented_control(key="pick_year").select(2025).run()
    assert not app.exception
    app.button(key="theme_hotline").click().run()
    assert project_of(app) == invented.OLD_Z


@pytest.mark.parametrize("tab", ["measures", "plan", "rollout", "log"])
def test_every_tab_of_a_room_is_drawn(open_page, tab):
    app = open_page("projects", unit="P330000", project=invented.HALL_Z, tab=tab, lang="en")
    assert not app.exception
    assert app.segmented_control(key="pick_tab").value == tab


@pytest.mark.parametrize("tab", ["projects", "candidates", "due", "library"])
@pytest.mark.parametrize("unit", ["G", "P330000", "C330100"])
def test_every_section_of_the_start_is_drawn(open_page, unit, tab):
    app = open_page("projects", unit=unit, tab=tab)
    assert not app.exception
    assert app.segmented_control(key="pick_start").value == tab


def test_an_unknown_project_leads_back(open_page):
    app = open_page("projects", unit="P330000", project="NOPE", lang="en")
    assert "There is no project" in words(app)
    assert not app.exception


def test_a_project_outside_the_scope_does_not_exist(open_page, monkeypatch):
    monkeypatch.setattr(access, "current_viewer", lambda: Viewer("executive", "P640000"))
    app = open_page("projects", unit="P640000", project=invented.HALL_Z, lang="en")
    assert "There is no project" in words(app)
    assert not app.exception


def test_effects_and_months_stay_inside_the_scope(home):
    viewer = Viewer("executive", "P330000")
    everyone = {row["project_id"] for row in queries.effects(scope_of(access.EVERYONE, "G"))}
    own = {row["project_id"] for row in queries.effects(scope_of(viewer, "P330000"))}
    assert invented.HALL_N in everyone and invented.HALL_N not in own and invented.HALL_Z in own
    assert queries.effect_checks(scope_of(viewer, "P330000"), invented.HALL_Z)
    assert not queries.effect_checks(scope_of(viewer, "P330000"), invented.HALL_N)
    for query in (queries.months, queries.city_months):
        with pytest.raises(NotAllowedError):
            query(scope_of(viewer, "P640000"), "theme_hall")


@pytest.mark.parametrize("unit", ["G", "P330000", "C330100", "P540000"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_overview_tells_of_the_theme_that_is_on(open_page, unit, language):
    app = open_page(unit=unit, lang=language)
    assert not app.exception
    assert {"zh": "本期专项 热线", "en": "Theme Hotline"}[language] in words(app)


FACTS = (("m", "1"),)
LOOKS = [Look(LIGHT, "zh"), Look(DARK, "en", is_phone=True)]
SEPTEMBER = date(2026, 9, 1)


def closed(month: int, value: float | None) -> Month:
    day = date(2026, month, 1)
    ends = (None, None) if value is None else (value - 1, value + 1)
    return Month(day, value, *ends, str(value), FACTS, is_closed=True)


def test_a_day_stands_between_the_months():
    assert [m.month for m in months(date(2026, 11, 15), date(2027, 2, 1))] == [11, 12, 1, 2]
    assert position(date(2027, 2, 1), date(2026, 11, 1)) == 3
    assert beginning(date(2026, 11, 1), date(2026, 11, 1)) == -0.5
    assert beginning(date(2026, 11, 16), date(2026, 11, 1)) == 0


@pytest.mark.parametrize("look", LOOKS, ids=["light", "dark phone"])
def test_the_path_reaches_its_target_and_the_line_breaks_at_a_gap(look):
    figures = (closed(7, 77.0), closed(8, None), closed(9, 78.0))
    goal = path.Goal(((date(2026, 8, 1), 77.0), (date(2026, 12, 1), 82.0)), "82")
    spec = path.path(figures, goal, (date(2026, 12, 1), 80.0), look, 240)
    assert [row["at"] for row in spec["datasets"]["end"]] == [5]
    assert spec["datasets"]["ahead"][0]["value"] == 78.0
    assert [row["value"] for row in spec["datasets"]["closed"]] == [77.0, None, 78.0]


@pytest.mark.parametrize("look", LOOKS, ids=["light", "dark phone"])
def test_names_at_the_ends_of_both_means_do_not_overlap(look):
    days = [date(2026, 8, 1), SEPTEMBER]
    cities = tuple(
        trajectories.Trace(name, name == "甲", tuple((d, v, str(v)) for d in days))
        for name, v in (("甲", 78.0), ("乙", 78.1), ("丙", 70.0))
    )
    sides = tuple(
        trajectories.Side(is_pilot, "x", "1", tuple((d, v) for d in days))
        for is_pilot, v in ((True, 78.0), (False, 78.1))
    )
    spec = trajectories.trajectories(cities, sides, (SEPTEMBER, "start"), look, 240)
    low, high = sorted(row["value"] for row in spec["datasets"]["ends"])
    domain = 8.1 * 1.1
    assert (high - low) / domain * (240 - trajectories.AROUND) >= trajectories.LABEL_HEIGHT - 1
    assert spec["datasets"]["begun"][0]["at"] == 0.5


def test_an_effect_without_interval_draws_no_bar():
    rows = (
        effect.EffectRow("effect", "+2", 2.0),
        effect.EffectRow("rebound", "+1", 1.0, is_rebound=True),
    )
    drawn = effect.effect(rows, "none", LOOKS[0])["datasets"]["rows"]
    assert drawn[0]["low"] is None and drawn[0]["colour"] == LIGHT.neutral
    assert drawn[1]["value"] is None and drawn[1]["rebound"] == 1.0


def test_the_board_colours_verdicts_alone():
    cells = (
        board.Cell("浙江", "hall", "✓ 有效 +3.8", "A", "better", True, FACTS),
        board.Cell("浙江", "hotline", "试点", "B"),
        board.Cell("浙江", "overall", ""),
    )
    columns = (("hall", "营业厅"), ("hotline", "热线"), ("overall", "总体"))
    spec = board.board(cells, ("浙江",), columns, LOOKS[0], "pick")
    fills = [row["fill"] for row in spec["datasets"]["cells"]]
    assert fills == [LIGHT.soft_better, LIGHT.soft, "transparent"]
    assert [row["late"] for row in spec["datasets"]["cells"]] == ["▲", "", ""]
