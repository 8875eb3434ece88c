"""Pictures of every page in both languages, themes and widths, for people to look at.

They are written to tests/screenshots/ (not kept in the repository). The test itself asserts what a
machine can see: nothing cut off sideways, every chart drawn, nothing asked of other machines.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.dashboards.invented_projects import (
    BENCH_Z,
    HALL_N,
    HALL_Z,
    HOTLINE_N,
    HOTLINE_Z,
    NET_Z,
    NEW_Z,
    PROMO_Z,
)

FOLDER = Path(__file__).resolve().parents[1] / "screenshots"
VIEWS = {
    "overview": "/?unit=G",
    "overview_province": "/?unit=P330000",
    "overview_city": "/?unit=C330100",
    "gaps": "/gaps?unit=P330000",
    "gaps_group": "/gaps?unit=G",
    "gaps_hall": "/gaps?unit=H330100-01@20180501",
    "drilldown": "/drilldown?unit=P330000",
    "drilldown_hall": "/drilldown?unit=H330100-01@20180501",
    "mystery": "/mystery?unit=P330000",
    "mystery_group": "/mystery?unit=G",
    "mystery_hall": "/mystery?unit=H330100-01@20180501",
    "dictionary": "/dictionary?unit=G",
    "staff": "/staff?unit=P330000",
    "staff_hidden": "/staff?unit=P640000",
    "staff_hall": "/staff?unit=H330100-01@20180501",
    "benchmark": "/benchmark?unit=P330000",
    "benchmark_group": "/benchmark?unit=G",
    "benchmark_hall": "/benchmark?unit=H330100-01@20180501",
    "health": "/health?unit=G",
    "health_province": "/health?unit=P330000",
    "complaints": "/complaints?unit=P330000",
    "complaints_group": "/complaints?unit=G",
    "complaints_hall": "/complaints?unit=H330100-01@20180501",
    "projects": "/projects?unit=G",
    "projects_province": "/projects?unit=P330000",
    "projects_library": "/projects?unit=P330000&tab=library",
    "room": f"/projects?unit=P330000&project={HALL_Z}",
    "room_measures": f"/projects?unit=P330000&project={HALL_Z}&tab=measures",
    "room_plan": f"/projects?unit=P330000&project={HALL_Z}&tab=plan",
    "room_rollout": f"/projects?unit=P330000&project={HALL_Z}&tab=rollout",
    "room_log": f"/projects?unit=P330000&project={HALL_Z}&tab=log",
    "room_no_evidence": f"/projects?unit=P330000&project={PROMO_Z}",
    "room_worse": f"/projects?unit=P330000&project={NEW_Z}",
    "room_restated": f"/projects?unit=P330000&project={NET_Z}",
    "room_too_early": f"/projects?unit=P330000&project={HOTLINE_Z}",
    "room_cannot_tell": f"/projects?unit=P640000&project={HALL_N}",
    "room_just_begun": f"/projects?unit=P640000&project={HOTLINE_N}",
    "room_of_a_hall": f"/projects?unit=H330100-01@20180501&project={BENCH_Z}",
}
CHARTS = {
    "overview": 6,
    "overview_province": 6,
    "overview_city": 6,
    "gaps": 5,
    "gaps_group": 5,
    "gaps_hall": 4,
    "drilldown": 3,
    "drilldown_hall": 3,
    "staff": 4,
    "staff_hidden": 4,
    "benchmark": 4,
    "benchmark_group": 4,
    "benchmark_hall": 2,
    "mystery": 7,
    "mystery_group": 7,
    "mystery_hall": 4,
    "complaints": 7,
    "complaints_group": 7,
    "complaints_hall": 5,
    "projects": 1,
    "room": 3,
    "room_measures": 1,
    "room_no_evidence": 3,
    "room_worse": 3,
    "room_restated": 3,
    "room_too_early": 2,
    "room_cannot_tell": 3,
}


# One view of each page in four ways that hold every pair of language, theme and width; the others
# once a width, as they are the same cards.
WAYS = (
    ("zh", "light", 1440),
    ("en", "dark", 1440),
    ("zh", "dark", 390),
    ("en", "light", 390),
)
AS_MOST_SEE_IT = (("zh", "light", 1440), ("zh", "light", 390))
MATRIX = [(name, *way) for name in VIEWS for way in (AS_MOST_SEE_IT if "_" in name else WAYS)]


@pytest.mark.parametrize(("name", "language", "scheme", "width"), MATRIX)
def test_page_is_whole(open_address, name, language, scheme, width):
    watched = open_address(f"{VIEWS[name]}&lang={language}", width=width, scheme=scheme)
    page = watched.page
    height = page.evaluate(
        "Math.max(...[...document.querySelectorAll('[data-testid=stMainBlockContainer]')]"
        ".map(element => element.scrollHeight)) + 70"
    )
    page.set_viewport_size({"width": width, "height": int(height)})
    watched.settle()
    FOLDER.mkdir(exist_ok=True)
    page.screenshot(path=FOLDER / f"{name}_{language}_{scheme}_{width}.png")
    charts = page.locator("[data-testid=stVegaLiteChart]")
    assert charts.count() >= CHARTS.get(name, 0)
    sideways = page.evaluate(
        "document.querySelector('[data-testid=stMain]').scrollWidth"
        " - document.querySelector('[data-testid=stMain]').clientWidth"
    )
    assert sideways <= 1, "the page scrolls sideways"
    assert watched.outside == []
    assert watched.errors == []
