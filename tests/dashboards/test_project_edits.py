"""Forms, conflicts, undo: what a task force does in the page, from button to journal."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboards import release
from dashboards.language import text
from tests.dashboards import release_builder
from tests.dashboards.invented_projects import HALL_Z
from tests.dashboards.test_pages import words
from warehouse.journal.event import Draft, Event
from warehouse.journal.store import open_journal
from warehouse.projects.state import Entity, replay
from warehouse.settings import load_settings

APP = Path(__file__).with_name("project_cards.py")
MEASURE = f"{HALL_Z}/1"


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    """A release of two provinces and the journal it was built from."""
    home = tmp_path_factory.mktemp("projects")
    release_builder.build(home, ["330000", "640000"], halls=1)
    return home


@pytest.fixture
def room(built, tmp_path, monkeypatch):
    """Opens the cards of one project in a home of its own: room("measures", lang="en")."""
    monkeypatch.setenv("SHORTBOARD_HOME", str(tmp_path))
    monkeypatch.setenv("SHORTBOARD_AS_OF", release_builder.TODAY)
    shutil.copytree(built, tmp_path, dirs_exist_ok=True)

    def opened(tab: str, project: str = HALL_Z, **address: str) -> AppTest:
        app = AppTest.from_file(str(APP), default_timeout=60)
        address = {"unit": "P330000", "tab": tab, "project": project} | address
        for part, code in address.items():
            app.query_params[part] = code
        app.run()
        assert not app.exception
        return app

    yield opened
    release.close_all()


def events() -> list[Event]:
    with open_journal(load_settings()) as journal:
        return journal.events()


def entity(entity_type: str, entity_id: str) -> Entity:
    return replay(events())[entity_type, entity_id]


def field(app: AppTest, name: str):
    """The widget of a field of the open form."""
    found = [
        widget
        for kind in (
            app.text_input, app.text_area, app.date_input, app.number_input, app.selectbox, app.radio,
        )
        for widget in kind
        if (widget.key or "").endswith(f"_{name}")
    ]  # fmt: skip
    assert len(found) == 1, [widget.key for widget in found]
    return found[0]


def press(app: AppTest, label: str) -> AppTest:
    next(button for button in app.button if button.label == label).click()
    app.run()
    assert not app.exception
    return app


def tab_of(app: AppTest) -> str:
    tab = app.query_params["tab"]
    return tab if isinstance(tab, str) else tab[0]


def choose(app: AppTest, entity_id: str) -> AppTest:
    name = {"measures": f"box_measures_{HALL_Z}", "log": f"box_decisions_{HALL_Z}"}
    app.selectbox(key=name[tab_of(app)]).select(entity_id)
    return app.run()


def test_a_measure_is_added_and_stands_in_the_table(room):
    app = press(room("measures"), "新增措施")
    field(app, "person").input("王芳")
    field(app, "title").input("错峰排班 *试行*")
    field(app, "kind_code").select("process")
    field(app, "owner_name").input("张强")
    before = len(events())
    press(app, "保存")
    newest = events()[before:]
    assert [(e.actor, e.source, e.action) for e in newest] == [("王芳", "screen", "create")]
    assert newest[0].release_id == release.current_id()
    shown = app.dataframe[0].value
    assert "错峰排班 *试行*" in list(shown["措施"])


def test_a_missing_field_is_told_beside_it_and_nothing_typed_is_lost(room):
    app = press(room("measures", lang="en"), "Add measure")
    field(app, "owner_name").input("Zhang Qiang")
    before = len(events())
    press(app, "Save")
    said = words(app)
    assert "A name is needed" in said
    assert "Measure is needed" in said and "Kind is needed" in said
    assert field(app, "owner_name").value == "Zhang Qiang"
    assert len(events()) == before


def test_dates_in_the_wrong_order_are_refused(room):
    app = press(room("measures"), "新增措施")
    for name, value in (("person", "王芳"), ("title", "倒着走")):
        field(app, name).input(value)
    field(app, "kind_code").select("process")
    field(app, "start_date").set_value("2026-12-01")
    field(app, "due_date").set_value("2026-11-01")
    press(app, "保存")
    assert "截止日期不能早于开始日期" in words(app)


def test_done_needs_evidence_and_sets_the_rest(room):
    app = press(choose(room("measures"), MEASURE), "标记完成")
    field(app, "person").input("王芳")
    field(app, "evidence_text").input("")
    press(app, "保存")
    assert entity("measure", MEASURE).fields["status_code"] != "done"
    field(app, "evidence_text").input("现场照片 12 张")
    press(app, "保存")
    fields = entity("measure", MEASURE).fields
    assert (fields["status_code"], fields["done_rate"]) == ("done", 100)
    assert fields["done_date"] == release_builder.TODAY


def test_a_name_is_asked_once_a_session(room):
    app = press(choose(room("measures"), MEASURE), "更新进度")
    field(app, "person").input("王芳")
    field(app, "done_rate").set_value(55)
    press(app, "保存")
    press(app, "更新进度")
    assert not [w for w in app.text_input if (w.key or "").endswith("_person")]
    field(app, "done_rate").set_value(60)
    press(app, "保存")
    assert [e.actor for e in events()[-2:]] == ["王芳", "王芳"]
    assert "以“王芳”的名义记录" in words(app)


def test_moving_the_due_date_needs_a_reason(room):
    app = press(choose(room("measures"), MEASURE), "改期")
    field(app, "person").input("王芳")
    field(app, "due_date").set_value("2026-12-20")
    press(app, "保存")
    assert "请填写原因" in words(app)
    field(app, "reason").input("设备晚到")
    press(app, "保存")
    assert (events()[-1].reason, entity("measure", MEASURE).fields["due_date"]) == (
        "设备晚到",
        "2026-12-20",
    )


def say_elsewhere(name: str, after: object, actor: str = "李敏") -> None:
    """Somebody else's change of the measure, from another session."""
    standing = entity("measure", MEASURE)
    change = {name: (standing.fields.get(name), after)}
    with open_journal(load_settings()) as journal:
        journal.append([Draft(actor, "screen", "measure", MEASURE, HALL_Z, "change", change)])


def conflicting(room) -> AppTest:
    app = press(choose(room("measures"), MEASURE), "更新进度")
    field(app, "person").input("王芳")
    field(app, "done_rate").set_value(70)
    say_elsewhere("done_rate", 45)
    before = len(events())
    press(app, "保存")
    assert len(events()) == before, "a conflict must not be overwritten"
    return app


def test_a_conflict_shows_both_and_mine_can_be_taken(room):
    app = conflicting(room)
    assert "有 1 处已被他人修改" in words(app)
    options = field(app, "choice").options
    assert options[0].endswith("45%") and options[1].endswith("70%")
    field(app, "choice").set_value("mine")
    press(app, "按选择保存")
    assert entity("measure", MEASURE).fields["done_rate"] == 70
    assert "按选择保存" not in [button.label for button in app.button]


def test_a_conflict_can_be_left_as_it_stands(room):
    app = conflicting(room)
    press(app, "按选择保存")
    assert entity("measure", MEASURE).fields["done_rate"] == 45


def test_a_conflict_can_end_with_a_third_value(room):
    app = conflicting(room)
    field(app, "choice").set_value("other")
    app.run()
    field(app, "done_rate").set_value(50)
    press(app, "按选择保存")
    assert entity("measure", MEASURE).fields["done_rate"] == 50


def test_another_field_of_the_same_measure_merges_without_a_question(room):
    app = press(choose(room("measures"), MEASURE), "改期")
    field(app, "person").input("王芳")
    field(app, "due_date").set_value("2026-12-20")
    field(app, "reason").input("顺延")
    say_elsewhere("people_count", 99)
    press(app, "保存")
    fields = entity("measure", MEASURE).fields
    assert (fields["due_date"], fields["people_count"]) == ("2026-12-20", 99)


def test_two_new_measures_at_once_get_two_numbers(room):
    first, second = (press(room("measures"), "新增措施") for _ in range(2))
    for app, title in ((first, "甲"), (second, "乙")):
        field(app, "person").input("王芳")
        field(app, "title").input(title)
        field(app, "kind_code").select("process")
    press(first, "保存")
    press(second, "保存")
    one, two = events()[-2:]
    assert one.entity_id != two.entity_id
    assert [e.changes["title"][1] for e in (one, two)] == ["甲", "乙"]


def test_withdrawn_is_not_gone(room):
    app = press(choose(room("measures"), MEASURE), "撤回")
    field(app, "person").input("王芳")
    field(app, "reason").input("重复")
    press(app, "保存")
    assert entity("measure", MEASURE).is_withdrawn
    press(app, "恢复")
    press(app, "保存")
    assert not entity("measure", MEASURE).is_withdrawn


def test_undo_is_a_change_of_its_own(room):
    say_elsewhere("done_rate", 5)
    before = replay(events()[:-1])["measure", MEASURE].fields["done_rate"]
    app = room("log")
    press(app, "撤销")
    field(app, "person").input("王芳")
    app.button(
        key=next(b.key for b in app.button if "FormSubmitter" in b.key and b.label == "撤销")
    )
    submit = [b for b in app.button if b.label == "撤销" and "FormSubmitter" in (b.key or "")]
    submit[0].click()
    app.run()
    newest = events()[-1]
    assert (newest.action, newest.undoes) == ("undo", events()[-2].event_id)
    assert entity("measure", MEASURE).fields["done_rate"] == before
    assert "已撤销" in words(app) or "已撤销" in str([b.value for b in app.get("badge")])


def test_two_versions_are_shown_and_one_is_taken(room):
    standing = entity("measure", MEASURE).fields["due_date"]
    told = {"base": "2026-10-01", "now": standing, "stated": "2026-12-24"}
    with open_journal(load_settings()) as journal:
        journal.append([
            Draft("李敏", "workbook", "measure", MEASURE, HALL_Z, "conflict", {},
                  source_ref="浙江.xlsx, 措施, 7", stated={"due_date": "2026-12-24"},
                  conflicts={"due_date": told})
        ])  # fmt: skip
    app = room("measures")
    assert "1 处有两个版本" in words(app)
    assert "2026-12-24" in words(app) and "浙江.xlsx" in words(app)
    press(app, "采用这个")
    field(app, "person").input("王芳")
    press(app, "采用工作簿的版本")
    found = entity("measure", MEASURE)
    assert found.fields["due_date"] == "2026-12-24"
    assert not found.open_conflicts


def test_without_a_journal_the_page_reads_on_and_says_why(room, monkeypatch, tmp_path):
    (tmp_path / "no").write_text("a file where a folder should be")
    monkeypatch.setenv("SHORTBOARD_JOURNAL_URL", f"sqlite:///{tmp_path}/no/journal.sqlite")
    app = room("measures")
    assert text("zh", "edits.trouble.unreadable") in str([b.value for b in app.get("badge")]) or (
        text("zh", "edits.trouble.unreadable") in words(app)
    )
    assert len(app.dataframe[0].value) > 0
    assert all(b.disabled for b in app.button if b.label == "新增措施")


def test_a_journal_that_turns_read_only_keeps_what_was_typed(room, monkeypatch):
    app = press(choose(room("measures"), MEASURE), "更新进度")
    field(app, "person").input("王芳")
    field(app, "done_rate").set_value(70)
    with monkeypatch.context() as patched:
        from dashboards.projects import edits
        from warehouse.journal.errors import JournalReadOnlyError

        def refuse(drafts):
            raise JournalReadOnlyError("read-only")

        patched.setattr(edits, "_append", refuse)
        press(app, "保存")
        assert "变更日志目前只读" in words(app)
    assert field(app, "done_rate").value == 70
    press(app, "保存")
    assert entity("measure", MEASURE).fields["done_rate"] == 70
