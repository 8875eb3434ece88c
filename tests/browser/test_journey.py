"""What a reader does: down by the map, up by the breadcrumb, send a link, stay while data change."""

from __future__ import annotations

from urllib.parse import parse_qs, urlparse

import pytest
from playwright.sync_api import expect

from tests.dashboards import release_builder

HALL = "H330100-01@20180501"


def unit_of(watched) -> str | None:
    return parse_qs(urlparse(watched.page.url).query).get("unit", [None])[0]


def quiet(watched) -> None:
    """Nothing left the machine, nothing was complained of."""
    assert watched.outside == []
    assert watched.errors == []
    assert watched.page.get_by_test_id("stException").count() == 0


def click_area(watched, name: str) -> None:
    """Click the middle of the area or point of the map that is read out as this name."""
    shape = watched.page.locator(f'[aria-label^="{name} "]').first
    shape.scroll_into_view_if_needed()
    box = shape.bounding_box()
    watched.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def wait_for_unit(watched, unit: str) -> None:
    watched.page.wait_for_url(lambda url: parse_qs(urlparse(url).query).get("unit") == [unit])
    watched.settle()


def test_down_by_the_map_and_up_by_the_breadcrumb(open_address):
    watched = open_address("/?lang=zh")
    click_area(watched, "四川")
    wait_for_unit(watched, "P510000")
    expect(watched.page.get_by_text("四川", exact=True).first).to_be_visible()
    click_area(watched, "成都")
    wait_for_unit(watched, "C510100")
    click_area(watched, "成都人民路营业厅")
    wait_for_unit(watched, "H510100-01@20180501")
    watched.page.get_by_role("link", name="下钻").click()
    expect(watched.page.get_by_text("最近三次暗访").first).to_be_visible()
    watched.settle()
    assert unit_of(watched) == "H510100-01@20180501"
    watched.page.get_by_role("button", name="四川", exact=True).click()
    wait_for_unit(watched, "P510000")
    watched.page.get_by_role("button", name="全国", exact=True).click()
    wait_for_unit(watched, "G")
    quiet(watched)


def test_language_changes_every_word(open_address):
    watched = open_address("/?unit=P330000")
    watched.page.get_by_role("radio", name="EN").or_(
        watched.page.get_by_role("button", name="EN", exact=True)
    ).first.click()
    watched.page.wait_for_url(lambda url: "lang=en" in url)
    watched.settle()
    text = watched.page.inner_text("[data-testid=stMain]").replace("中文", "")
    han = [letter for letter in text if "\u4e00" <= letter <= "\u9fff"]
    assert han == [], "".join(han)
    quiet(watched)


@pytest.mark.parametrize("page", ["", "drilldown"])
def test_a_sent_link_opens_the_same_view(open_address, page):
    query = "?unit=C330100&period=2026-Q3&vs=year_ago&metric=nps&lang=en"
    first, second = open_address(f"/{page}{query}"), open_address(f"/{page}{query}")
    texts = [watched.page.inner_text("[data-testid=stMain]") for watched in (first, second)]
    assert texts[0] == texts[1]
    assert "Hangzhou" in texts[0] and "Q3 2026" in first.page.content()
    assert "vs year ago" in texts[0]
    quiet(first)
    quiet(second)


def test_a_publish_under_an_open_page_is_seen_at_the_next_click(open_address, served_home):
    watched = open_address("/?unit=G&lang=zh")
    before = watched.page.get_by_text("数据截至").inner_text()
    number = 1 + len(list((served_home / "releases").glob("2*")))
    release_builder.build(served_home, halls=2, no=number)
    click_area(watched, "四川")
    wait_for_unit(watched, "P510000")
    after = watched.page.get_by_text("数据截至").inner_text()
    assert before != after and f"第 {number} 版" in after
    quiet(watched)


def test_a_row_of_the_league_goes_down_too(open_address):
    watched = open_address("/?unit=P330000&lang=zh")
    chart = watched.page.get_by_test_id("stVegaLiteChart").nth(1)
    box = chart.bounding_box()
    # the first row below the axis, right of the names
    watched.page.mouse.click(box["x"] + box["width"] * 0.8, box["y"] + 40)
    watched.page.wait_for_url(lambda url: "unit=C3" in url)
    quiet(watched)
