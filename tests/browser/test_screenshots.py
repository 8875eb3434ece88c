"""Pictures of both pages in both languages, themes and widths, for people to look at.

They are written to tests/screenshots/ (not kept in the repository). The test itself asserts what a
machine can see: nothing cut off sideways, every chart drawn, nothing asked of other machines.
"""

from __future__ import annotations

from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[1] / "screenshots"
VIEWS = {
    "overview": "/?unit=G",
    "overview_province": "/?unit=P330000",
    "overview_city": "/?unit=C330100",
    "drilldown": "/drilldown?unit=P330000",
    "drilldown_hall": "/drilldown?unit=H330100-01@20180501",
}
CHARTS = {
    "overview": 4,
    "overview_province": 4,
    "overview_city": 4,
    "drilldown": 3,
    "drilldown_hall": 3,
}


# The two pages in every way; other levels once a width, as they are the same cards.
MATRIX = [
    (name, language, scheme, width)
    for name in VIEWS
    for language in ("zh", "en")
    for scheme in ("light", "dark")
    for width in (1440, 390)
    if name in ("overview", "drilldown") or (language, scheme) == ("zh", "light")
]


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
    assert charts.count() >= CHARTS[name]
    sideways = page.evaluate(
        "document.querySelector('[data-testid=stMain]').scrollWidth"
        " - document.querySelector('[data-testid=stMain]').clientWidth"
    )
    assert sideways <= 1, "the page scrolls sideways"
    assert watched.outside == []
    assert watched.errors == []
