"""Roll-out, gates, library, new projects, what is due: what each card does and says."""

from __future__ import annotations

import pytest

from dashboards.projects.step_form import next_practice
from tests.dashboards import release_builder
from tests.dashboards.invented_projects import HALL_Z, HOTLINE_Z, PROMO_Z
from tests.dashboards.test_pages import words
from tests.dashboards.test_project_edits import (
    built,
    entity,
    events,
    field,
    press,
    room,
)
from warehouse.projects.state import replay

__all__ = ["built", "room"]  # fixtures


def choose_cities(app, *codes: str):
    app.multiselect(key=f"box_rollout_{HALL_Z}").set_value(list(codes))
    return app.run()


def test_several_cities_get_a_date_in_one_step(room):
    app = press(choose_cities(room("rollout"), "330800", "330900"), "排定推广日期")
    before = len(events())
    field(app, "person").input("王芳")
    field(app, "rollout_planned_date").set_value("2026-12-28")
    press(app, "保存")
    assert len(events()) == before + 2
    for code in ("330800", "330900"):
        fields = entity("project_city", f"{HALL_Z}/{code}").fields
        assert (fields["role_code"], fields["rollout_planned_date"]) == ("control", "2026-12-28")
    assert "11 个地市" in words(app)


def test_a_city_left_out_says_why(room):
    app = press(choose_cities(room("rollout"), "331000"), "不参与")
    field(app, "person").input("王芳")
    press(app, "保存")
    assert "请填写备注" in words(app)
    field(app, "remark").input("营业厅搬迁")
    press(app, "保存")
    assert entity("project_city", f"{HALL_Z}/331000").fields["role_code"] == "excluded"


def test_pilots_show_the_effect_that_was_proven(room):
    app = room("rollout")
    table = app.dataframe[0].value
    shown = dict(zip(table["地市"], table["效果"], strict=True))
    assert shown["杭州"] == "+3.8"
    assert shown["衢州"] == "–"


def test_a_gate_with_all_checks_met_needs_no_reason(room):
    app = press(room("plan"), "阶段评审")
    field(app, "person").input("刘总")
    field(app, "decided_by").input("刘总")
    field(app, "decision_code").select("pass")
    press(app, "保存")
    gate = entity("gate", f"{HALL_Z}/evaluate").fields
    assert (gate["decision_code"], gate["passed_date"]) == ("pass", release_builder.TODAY)


def test_passing_against_a_failed_check_needs_a_reason(room):
    app = room("plan", project=HOTLINE_Z)
    assert "✗" in words(app)
    app = press(app, "阶段评审")
    before = len(events())
    field(app, "person").input("刘总")
    field(app, "decided_by").input("刘总")
    field(app, "decision_code").select("pass")
    press(app, "保存")
    assert "请填写原因" in words(app) and len(events()) == before
    field(app, "reason").input("评审会同意先行")
    press(app, "保存")
    assert events()[-1].reason == "评审会同意先行"


def test_a_gate_sent_back_keeps_no_date_of_passing(room):
    app = press(room("plan"), "阶段评审")
    field(app, "person").input("刘总")
    field(app, "decided_by").input("刘总")
    field(app, "decision_code").select("back")
    press(app, "保存")
    gate = entity("gate", f"{HALL_Z}/evaluate").fields
    assert gate["decision_code"] == "back" and gate.get("passed_date") is None


def test_a_project_is_stopped_with_a_reason_and_resumed(room):
    app = press(room("plan"), "停止项目")
    field(app, "person").input("王芳")
    press(app, "保存")
    assert "请填写原因" in words(app)
    field(app, "reason").input("预算取消")
    press(app, "保存")
    assert entity("project", HALL_Z).fields["status_code"] == "stopped"
    press(app, "恢复项目")
    field(app, "reason").input("预算恢复")
    press(app, "保存")
    assert entity("project", HALL_Z).fields["status_code"] == "active"


def test_a_target_is_changed_and_the_rest_stays(room):
    app = press(room("plan"), "编辑")
    field(app, "person").input("王芳")
    field(app, "target_value").set_value(83.5)
    press(app, "保存")
    assert events()[-1].changes == {"target_value": (82.0, 83.5)}


@pytest.mark.parametrize(
    ("sought", "found"),
    [
        ("弱覆盖", ["弱覆盖点销号制"]),
        ("短信 减半", ["促销短信降频不足以改善感知"]),
        ("没有这个词", []),
    ],
)
def test_the_library_is_searched_by_parts_of_words(room, sought, found):
    app = room("", project="")
    app.text_input(key="library_search").input(sought).run()
    said = words(app)
    titles = ("弱覆盖点销号制", "促销短信降频不足以改善感知")
    assert [title for title in titles if title in said] == found
    assert found or "没有符合条件的经验" in said


def test_lessons_stand_beside_practices(room):
    app = room("", project="", lang="en")
    assert "1 good practice, 1 lesson" in words(app)


def test_a_practice_is_copied_to_the_city_in_view(room):
    app = room("", project="", unit="C330200")
    app.text_input(key="library_search").input("弱覆盖").run()
    press(app, "复制到我的地市")
    field(app, "person").input("王芳")
    press(app, "保存")
    copy = entity("practice_copy", "GP-001/330200")
    assert copy.fields["copied_date"] == release_builder.TODAY
    assert "宁波" in words(app)


def test_a_new_entry_of_the_library_takes_the_next_number(room):
    app = press(room("", project=""), "写入经验")
    for name, said in (
        ("person", "王芳"), ("title", "弹性台席"), ("problem_text", "排队"), ("measure_text", "加开"),
    ):  # fmt: skip
        field(app, name).input(said)
    field(app, "kind_code").select("practice")
    press(app, "保存")
    assert entity("good_practice", "GP-003").fields["title"] == "弹性台席"


def test_numbers_of_the_library_go_on_as_they_were_written():
    class Known:
        def __init__(self, *codes: str) -> None:
            self.codes = codes

        def of(self, *_, **__):
            return [type("Known", (), {"entity_id": code}) for code in self.codes]

    assert next_practice(Known()) == "GP001"
    assert next_practice(Known("JY2025-001", "JY2026-009")) == "JY2026-010"
    assert next_practice(Known("甲")) == "GP002"


def new_project(app, kind: str):
    app = press(app, "新增项目")
    field(app, "kind").select(kind)
    app.run()
    field(app, "person").input("王芳")
    field(app, "title").input("新的项目")
    field(app, "due_date").set_value("2027-02-28")
    return app


def test_a_theme_project_is_numbered_by_year_bimonth_and_province(room):
    app = new_project(room("", project=""), "theme")
    field(app, "theme_code").select("hotline")
    press(app, "保存")
    assert "主题提升项目须选择目标指标" in words(app)
    field(app, "metric_code").select("theme_hotline")
    press(app, "保存")
    fields = entity("project", "ZX2026-6-33").fields
    assert (fields["kind_code"], fields["province_code"]) == ("theme", "330000")
    assert app.query_params["project"] in ("ZX2026-6-33", ["ZX2026-6-33"])


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("management_pilot", "GL2026-33-1"),
        ("process_redesign", "LC2026-33-1"),
        ("norm_item", "ZG2026-33-1"),
    ],
)
def test_projects_outside_the_themes_use_the_same_form(room, kind, code):
    app = new_project(room("", project=""), kind)
    press(app, "保存")
    assert entity("project", code).fields["kind_code"] == kind


def test_a_benchmark_hall_project_names_its_hall(room):
    app = new_project(room("", project=""), "benchmark_hall")
    press(app, "保存")
    assert "标杆厅项目须填写营业厅" in words(app)
    field(app, "hall_code").select("330100-01")
    press(app, "保存")
    assert entity("project", "BG2026-33-1").fields["hall_code"] == "330100-01"


def test_a_taken_number_is_told_beside_the_field(room):
    app = new_project(room("", project=""), "process_redesign")
    field(app, "code_process_redesign").input(PROMO_Z)
    press(app, "保存")
    assert f"编号 {PROMO_Z} 已存在" in words(app).replace("\\", "")


def test_what_is_due_begins_with_the_longest_overdue(room):
    app = room("", project="")
    due = list(app.dataframe[0].value["到期"])
    overdue = [day for day in due if day < release_builder.TODAY]
    assert overdue == sorted(overdue) and due[: len(overdue)] == overdue
    assert f"共 {len(overdue)} 项" in words(app)


def test_a_city_sees_its_share_of_the_provinces_projects(room):
    hangzhou = room("", project="", unit="C330100").dataframe[0].value
    whole = room("", project="").dataframe[0].value
    named = [f["title"] for f in (e.fields for e in measures_of("330100"))]
    shown = set(hangzhou["事项"])
    assert named and set(named) <= shown < set(whole["事项"])


def measures_of(city: str) -> list:
    """Open measures of active projects that name a city."""
    state = replay(events())
    return [
        e
        for e in state.of("measure")
        if e.fields.get("city_code") == city
        and e.fields["status_code"] not in ("done", "cancelled")
        and state.project(e.project_id).fields["status_code"] == "active"
    ]


def test_user_text_is_shown_as_text(room):
    app = press(room("log"), "新增决定")
    written = "**粗** [链接](http://x.example) :red[红] `码` $x$ <b>标签</b>"
    field(app, "person").input("王芳")
    field(app, "decision_text").input(written)
    press(app, "保存")
    shown = [m.value for m in app.markdown if "链接" in m.value]
    assert shown, "the trail tells what was written"
    for value in shown:
        assert "[链接](" not in value and "**粗**" not in value and ":red[" not in value
