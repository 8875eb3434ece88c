"""The mystery shopping page: every level and language, and words for every state."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from dashboards.mystery import scores

HALL = "H330100-01@20180501"
SILENT_HALL = "H330100-02@20180501"


def words(app: AppTest) -> str:
    return "\n".join(element.value for element in app.markdown)


def tiles(app: AppTest) -> dict[str, str]:
    return {element.label: element.value for element in app.metric}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("unit", ["G", "P330000", "C330100", "B330100-1", HALL, SILENT_HALL])
@pytest.mark.parametrize("period", ["2026-B5", "2026-B6", "2026-10"])
def test_every_level_and_period_is_drawn(open_page, unit, language, period):
    app = open_page("mystery", unit=unit, lang=language, period=period)
    assert not app.exception
    assert len(app.metric) == 5


def test_vetoes_cost_the_difference_of_the_two_scores(open_page):
    app = open_page("mystery", unit="P330000", lang="en")
    found = tiles(app)
    assert float(found["Before vetoes"]) - float(found["Inspection score"]) == pytest.approx(
        0.4, abs=0.11
    )
    assert "Vetoes cost 0.40 points" in words(app)


def test_the_adjusted_score_stands_beside_the_raw_one_and_is_missing_where_nobody_compares(
    open_page,
):
    app = open_page("mystery", unit="P330000", lang="en")
    raw, adjusted = tiles(app)["Inspection score"], tiles(app)["Adjusted score"]
    assert f"As it is {raw}" in words(app)
    assert float(adjusted) - float(raw) == pytest.approx(0.3, abs=0.11)
    assert tiles(open_page("mystery", unit="P640000", lang="en"))["Adjusted score"] == "–"


@pytest.mark.parametrize(
    ("unit", "said"),
    [
        ("P330000", "Halls that inspect well also please customers"),
        ("P540000", "No relation shown between inspection and customers"),
        ("P460000", "please customers less"),
        ("P650000", "Too few halls to tell"),
    ],
)
def test_the_relation_to_customers_is_said_as_it_is(open_page, unit, said):
    assert said in words(open_page("mystery", unit=unit, lang="en"))


def test_a_relation_too_unreliable_to_correct_says_so(open_page):
    assert "Reliability too low" in words(open_page("mystery", unit="P540000", lang="en"))


def test_a_block_that_was_clicked_narrows_deductions_and_table(open_page):
    app = open_page("mystery", unit="P330000", lang="en")
    whole = len(app.dataframe[0].value)
    app.session_state[scores.GROUP] = "staff_quality"
    app.run()
    assert not app.exception
    assert set(app.dataframe[0].value["Block"]) == {"Staff quality"}
    assert len(app.dataframe[0].value) < whole
    app.button(key="mystery_all").click().run()
    assert len(app.dataframe[0].value) == whole


def test_capabilities_take_the_place_of_blocks(open_page):
    app = open_page("mystery", unit="P330000")
    app.segmented_control(key=scores.LEVEL).select("capability").run()
    assert not app.exception


def test_plan_ranks_and_competitors_say_why_there_is_nothing(open_page):
    said = words(open_page("mystery", unit="P540000", lang="en"))
    assert "No plan of visits in the period" in said
    assert "No competitor's hall was inspected here" in said
    assert "The period is open" in words(
        open_page("mystery", unit="P330000", lang="en", period="2026-B6")
    )


def test_an_inspector_back_too_early_is_counted_without_a_name(open_page):
    assert "2 visits by inspectors back too early" in words(open_page("mystery", lang="en"))


def test_a_hall_with_too_few_visits_has_no_score(open_page):
    app = open_page("mystery", unit=SILENT_HALL, lang="en")
    assert tiles(app)["Inspection score"] == "–"
    assert "Fewer than 5 visits" in words(app)
