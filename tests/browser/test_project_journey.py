"""A day of a task-force lead: a measure is agreed, one is done, two people meet on the same field.

The server, the journal and both browsers are real; the release is the invented one, the journal
the one it was built from.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import serving
from tests.browser.test_journey import quiet
from tests.dashboards import release_builder
from tests.dashboards.invented_projects import HOTLINE_Z
from warehouse.journal.event import Event
from warehouse.journal.store import open_journal
from warehouse.settings import load_settings

THEME_OPEN = "进入专项室 ›"
ROOM = f"/projects?unit=P330000&project={HOTLINE_Z}&lang=zh"


@pytest.fixture(scope="module")
def task_force_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("task_force")
    release_builder.build(home, ["330000"], halls=1)
    return home


@pytest.fixture(scope="module")
def served(task_force_home: Path):
    with serving(task_force_home) as address:
        yield address


def events(home: Path) -> list[Event]:
    with open_journal(load_settings({"SHORTBOARD_HOME": str(home)})) as journal:
        return journal.events()


def press(watched, name: str) -> None:
    watched.page.get_by_role("button", name=name, exact=True).first.click()
    watched.settle()


def save(watched, name: str = "保存") -> None:
    """Send the open dialog; it closes when it was kept."""
    dialog = watched.page.get_by_role("dialog")
    dialog.get_by_role("button", name=name, exact=True).click()
    expect(dialog.get_by_role("button", name=name, exact=True)).to_have_count(0)
    watched.settle()


def write(page: Page, label: str, text: str) -> None:
    dialog = page.get_by_role("dialog")
    dialog.locator(f'input[aria-label^="{label}"], textarea[aria-label^="{label}"]').fill(text)


def pick(watched, label: str, text: str) -> None:
    """Choose from a list box by typing, as a keyboard does."""
    box = watched.page.get_by_role("combobox", name=label).last
    box.click()
    box.fill(text)
    watched.page.keyboard.press("Enter")
    watched.settle()


def open_measure(watched, title: str) -> None:
    pick(watched, "选择一条查看详情与操作", title)
    expect(watched.page.get_by_role("button", name="标记完成")).to_be_visible()


def figure(watched, label: str) -> str:
    """The value of a figure in the head of the room."""
    metric = watched.page.get_by_test_id("stMetric").filter(has_text=label).first
    return metric.get_by_test_id("stMetricValue").inner_text().strip()


def theme_card(watched) -> str:
    """What the card of the theme on the overview says."""
    return watched.page.get_by_test_id("stTable").filter(has_text="措施完成").first.inner_text()


def measure_of(watched, tab: str = "措施") -> None:
    watched.page.get_by_test_id("stMain").get_by_role("radio", name=tab, exact=True).or_(
        watched.page.get_by_test_id("stMain").get_by_role("button", name=tab, exact=True)
    ).first.click()
    watched.settle()


def test_a_lead_adds_a_measure_and_finishes_one_and_a_colleague_sees_it(
    open_at, served, task_force_home
):
    lead = open_at(served, "/?unit=P330000&lang=zh")
    assert "0/5" in theme_card(lead)
    press(lead, THEME_OPEN)
    lead.page.wait_for_url(lambda url: f"project={HOTLINE_Z}" in url)
    lead.settle()
    measure_of(lead)
    before = len(events(task_force_home))

    press(lead, "新增措施")
    write(lead.page, "您的姓名", "王芳")
    write(lead.page, "措施 *", "夜间专席 <b>试行</b>")
    save_refused(lead)
    pick(lead, "措施类别 *", "流程")
    write(lead.page, "责任人", "张强")
    save(lead)
    added = events(task_force_home)[before:]
    assert [(e.actor, e.action, e.changes["title"][1]) for e in added] == [
        ("王芳", "create", "夜间专席 <b>试行</b>")
    ]
    assert figure(lead, "措施完成") == "0/6"

    open_measure(lead, "夜间专席")
    expect(lead.page.get_by_text("夜间专席 <b>试行</b>").first).to_be_visible()
    press(lead, "标记完成")
    write(lead.page, "完成依据 *", "排班表与录音 12 段")
    save(lead)
    assert figure(lead, "措施完成") == "1/6", "an own edit is seen at once"

    colleague = open_at(served, f"{ROOM}&tab=measures")
    assert figure(colleague, "措施完成") == "1/6"
    pick(colleague, "选择一条查看详情与操作", "夜间专席")
    expect(colleague.page.get_by_text("排班表与录音 12 段").first).to_be_visible()

    lead.page.get_by_role("link", name="概览").click()
    expect(lead.page.get_by_test_id("stTable").filter(has_text="1/6")).to_be_visible()
    lead.settle()
    assert "1/6" in theme_card(lead), "the overview's card follows"
    quiet(lead)
    quiet(colleague)


def save_refused(watched) -> None:
    """What is missing is said beside the field, and what was typed is still there."""
    dialog = watched.page.get_by_role("dialog")
    dialog.get_by_role("button", name="保存", exact=True).click()
    expect(dialog.get_by_text("请填写措施类别。")).to_be_visible()
    expect(dialog.locator('input[aria-label="措施 *"]')).to_have_value("夜间专席 <b>试行</b>")


def test_two_people_meet_on_one_field_and_the_second_chooses(open_at, served, task_force_home):
    title = "标准修订与宣贯"
    first, second = (open_at(served, f"{ROOM}&tab=measures") for _ in range(2))
    for watched in (first, second):
        open_measure(watched, title)
        press(watched, "更新进度")
    for watched, person, rate in ((first, "王芳", "35"), (second, "张强", "60")):
        write(watched.page, "您的姓名", person)
        write(watched.page, "完成度", rate)
    save(first)
    before = len(events(task_force_home))
    save(second)
    assert len(events(task_force_home)) == before, "nothing is overwritten silently"
    dialog = second.page.get_by_role("dialog")
    expect(dialog.get_by_text("保留对方的：35%")).to_be_visible()
    expect(dialog.get_by_text(re.compile("王芳 · 20"))).to_be_visible()
    dialog.get_by_text("用我的：60%").click()
    second.settle()
    save(second, "按选择保存")
    newest = events(task_force_home)[-1]
    assert (newest.actor, newest.changes["done_rate"]) == ("张强", (35, 60))

    measure_of(first, "记录")
    expect(first.page.get_by_text("张强").first).to_be_visible()
    press(first, "撤销")
    save(first, "撤销")
    newest = events(task_force_home)[-1]
    assert (newest.actor, newest.action, newest.changes["done_rate"]) == ("王芳", "undo", (60, 35))
    expect(first.page.get_by_text("已撤销", exact=True).first).to_be_visible()
    quiet(first)
    quiet(second)


def test_others_changes_are_announced_and_do_not_disturb_typing(open_at, served, task_force_home):
    writer, other = (open_at(served, f"{ROOM}&tab=measures") for _ in range(2))
    press(writer, "新增措施")
    write(writer.page, "措施 *", "写到一半")
    press(other, "新增措施")
    write(other.page, "您的姓名", "李敏")
    write(other.page, "措施 *", "别人的措施")
    pick(other, "措施类别 *", "培训")
    save(other)
    announced = writer.page.get_by_role("button", name=re.compile("他人新增"))
    expect(announced).to_have_count(1, timeout=40_000)
    expect(writer.page.locator('input[aria-label="措施 *"]')).to_have_value("写到一半")
    quiet(writer)
