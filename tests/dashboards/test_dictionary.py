"""The metric dictionary: search in both languages, one entry in full, where it is used."""

from __future__ import annotations

import pytest

from tests.dashboards.test_health import cells
from tests.dashboards.test_pages import UNITS, words


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("unit", UNITS)
def test_every_level_is_drawn(open_page, unit, language):
    app = open_page("dictionary", unit=unit, lang=language)
    assert not app.exception
    assert ("共 14 项指标" if language == "zh" else "14 metrics") in words(app)


@pytest.mark.parametrize(
    ("typed", "count"),
    [
        ("员工满意度", 1),
        ("SATISFACTION", 5),
        ("ｎｐｓ", 1),
        ("48 办结", 1),
        ("m4 nps", 1),
        ("满意度调查 修障", 1),
    ],
)
def test_a_word_of_either_language_finds_its_metrics(open_page, typed, count):
    app = open_page("dictionary", unit="G")
    app.text_input(key="dictionary_search").input(typed).run()
    assert not app.exception
    assert len(app.dataframe[0].value) == count


def test_nothing_found_says_so(open_page):
    app = open_page("dictionary", unit="G", lang="en")
    app.text_input(key="dictionary_search").input("bananas_*").run()
    assert "No metric has" in words(app)
    assert not app.exception
    assert len(app.dataframe) == 0


def test_the_entry_tells_formula_target_feeds_and_pages(open_page):
    app = open_page("dictionary", unit="G", lang="en", metric="complaints_per_10k")
    shown = cells(app)
    assert "≤ 4.00" in shown
    assert "Satisfaction survey" in shown
    assert "Drill-down · Overview" in shown
    assert app.code[0].value == "Σ W·ȳ"
