"""Gap analysis: every level and state, titles from the figures, what clicks and choices do."""

from __future__ import annotations

import altair as alt
import pytest
from streamlit.dataframe_util import convert_arrow_bytes_to_pandas_df

from dashboards import release
from dashboards.access import EVERYONE, NotAllowedError, Viewer
from dashboards.charts import heat as heat_chart
from dashboards.charts import ladder as ladder_chart
from dashboards.charts import quadrant as quadrant_chart
from dashboards.charts.frame import Look
from dashboards.gaps import ladder
from dashboards.palette import DARK, LIGHT
from dashboards.queries import boards, gaps
from dashboards.scope import Scope

HALL = "H330100-01@20180501"
UNITS = ["G", "P330000", "P540000", "C330100", "C330200", "C460300", "B330100-1", HALL]
PERIODS = ["2026-B5", "2026-B6", "2026-10", "2026-Q3"]
LOOKS = [Look(LIGHT, "zh"), Look(DARK, "en", is_phone=True)]
FACTS = (("项目", "服务效率"),)


def words(app) -> str:
    return "\n".join(element.value for element in app.markdown)


def scope_of(unit: str, period: str = "2026-B5", viewer: Viewer = EVERYONE) -> Scope:
    return Scope(release.current_id(), viewer, unit, period, "previous")


def drawn_rows(app, name: str) -> list[dict]:
    """The rows of the data set of this name, whichever chart draws it."""
    for element in app.get("vega_lite_chart"):
        for dataset in element.proto.datasets:
            if dataset.name == name:
                return convert_arrow_bytes_to_pandas_df(dataset.data.data).to_dict("records")
    raise AssertionError(f"no chart draws {name}")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("unit", UNITS)
def test_every_level_is_drawn(open_page, unit, language):
    app = open_page("gaps", unit=unit, lang=language)
    assert not app.exception
    assert ("数据截至" if language == "zh" else "Data through") in words(app)


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize("unit", ["G", "C330100", HALL])
def test_every_kind_of_period_is_drawn_or_says_why_not(open_page, unit, period):
    app = open_page("gaps", unit=unit, lang="en", period=period)
    assert not app.exception
    said = words(app)
    if period == "2026-B6":
        assert "The period is open: no element is judged yet" in said
    if period == "2026-10" or (unit == HALL and period == "2026-Q3"):
        assert "Choose another period above" in said


@pytest.mark.parametrize("kind", ["gap_1", "gap_2", "gap_3", "gap_4"])
@pytest.mark.parametrize("unit", ["P330000", HALL])
def test_every_gap_can_be_chosen_for_the_heat_map(open_page, unit, kind):
    app = open_page("gaps", unit=unit, lang="en")
    app.segmented_control(key="gap_kind").set_value(kind).run()
    assert not app.exception
    said = words(app)
    if unit == HALL and kind != "gap_3":
        assert ("cities and above" in said) and "not enough yet" in said
    elif kind != "gap_1":
        assert "furthest below its siblings" in said or unit == HALL


def test_the_title_counts_what_is_significantly_short(open_page, home):
    said = words(open_page("gaps", unit="P330000"))
    rows = gaps.ladder(scope_of("P330000"))
    short = [row for row in rows if row["verdict"] == "short" and row["element_id"] != gaps.WHOLE]
    assert short and short[0]["name_zh"] in said.split("显著低于期望 5 分以上")[0]
    if len(short) > 2:
        assert f"等 {len(short)} 项显著低于期望 5 分以上" in said


def test_the_worst_element_stands_first_and_thin_ones_last(home):
    values = [row["gap_5"] for row in gaps.ladder(scope_of("P330000"))]
    assert values == sorted(values)
    thin = [row["verdict"] == "insufficient" for row in gaps.ladder(scope_of(HALL))]
    assert any(thin) and thin == sorted(thin)


def test_what_may_not_be_shown_is_a_dotted_dot(open_page):
    app = open_page("gaps", unit="P330000")
    cells = drawn_rows(app, "cells")
    hidden = [cell for cell in cells if cell["dash"] == "dotted"]
    assert [cell["text"] for cell in hidden] == ["·"]
    assert not any(
        letter.isdigit() for cell in hidden for letter in cell["fact_2"] if letter != "5"
    )
    # the unit whose figures were never asked for has dashes, not gaps in the map
    app = open_page("gaps", unit="P460000")
    rows = {cell["row"]: cell["text"] for cell in drawn_rows(app, "cells")}
    assert rows["C460300"] == "–"


def test_where_it_goes_wrong_is_said_or_that_it_cannot_be(open_page):
    assert "**服务态度**：问题出在**标准差距**" in words(open_page("gaps", unit="C330200"))
    below = open_page("gaps", unit="P330000")
    assert "宁波" in str(below.dataframe[0].value.to_numpy().tolist())
    assert "未定位" in words(open_page("gaps", unit="C330100"))


def test_a_hall_says_which_sides_are_of_a_unit_above(open_page):
    assert "E、M 取自上级 ↑" in words(open_page("gaps", unit=HALL))


def test_the_box_changes_the_element_of_the_trend(open_page):
    app = open_page("gaps", unit="P330000", lang="en")
    app.selectbox(key=ladder.CHOSEN).select("efficiency").run()
    assert not app.exception
    assert "P − E Efficiency" in words(app)


def test_short_boards_of_the_group_are_sure_and_of_a_province_not(open_page):
    assert "名次确定为第一" in words(open_page("gaps", unit="G"))
    assert "2 项难分先后" in words(open_page("gaps", unit="P330000"))


def test_the_overview_names_the_worst_of_each_gap_and_the_first_boards(open_page):
    app = open_page(unit="P330000")
    drawn = drawn_rows(app, "rows")
    rows = gaps.five(scope_of("P330000"))
    assert [row["gap_code"] for row in rows] == ["gap_1", "gap_2", "gap_3", "gap_4", "gap_5"]
    lowest = min(
        row["gap_5"] for row in gaps.ladder(scope_of("P330000")) if row["element_id"] != gaps.WHOLE
    )
    assert rows[-1]["value"] == lowest
    assert rows[-1]["name_zh"] in words(app)
    assert drawn


def test_the_overview_leads_to_the_gap_analysis(open_page):
    app = open_page(unit="C330200", lang="en")
    assert "Attitude goes wrong at the Standard gap" in words(app)
    app.button(key="to_gaps").click().run()
    assert not app.exception


@pytest.mark.parametrize(
    "query",
    [
        gaps.ladder, gaps.own_sources, gaps.five, gaps.codes, gaps.tolerance,
        gaps.elements_of_gap_5, boards.short_boards, boards.quadrant,
        lambda scope: gaps.heat(scope, "gap_5"),
        lambda scope: gaps.sources_below(scope, 8),
        lambda scope: gaps.trend(scope, "efficiency"),
    ],
)  # fmt: skip
def test_every_query_refuses_a_unit_outside_the_scope(home, query):
    with pytest.raises(NotAllowedError):
        query(scope_of("P540000", viewer=Viewer("executive", "P330000")))


def rungs() -> tuple[ladder_chart.Rung, ...]:
    near = (("E", 88.0), ("M", 87.9), ("S", 88.05), ("P", 76.0))
    inspected = (("S", 84.0), ("D", 84.0), ("C", None))
    return (
        ladder_chart.Rung(
            "a", "服务效率", near, inspected, "worse", "−12.0", "0.0", "−12.0", FACTS
        ),
        ladder_chart.Rung("b", "服务环境", near, inspected, "hollow", "–", "–", "–", FACTS),
    )


def items(count: int) -> tuple[quadrant_chart.Item, ...]:
    return tuple(
        quadrant_chart.Item(
            str(i), f"要素名称{i}", 8 + i % 3 / 9, 78 + i % 4 / 5, i == 1, i == 0, FACTS
        )
        for i in range(count)
    )


@pytest.mark.parametrize("look", LOOKS, ids=["light", "dark phone"])
def test_drawings_are_valid_vega_lite(look):
    corners = quadrant_chart.Corners("a", "b", "c", "d")
    cells = (
        heat_chart.HeatCell("u", "a", "−12.0", "#8A3A0B", True, FACTS),
        heat_chart.HeatCell("u", "b", "·", None, False, FACTS, is_dotted=True),
    )
    columns = (("a", "Customer orientation"), (heat_chart.GAP, ""), ("b", "服务环境"))
    drawings = [
        ladder_chart.ladder(rungs(), ("P−E", "D−S", "P−D"), look, "pick"),
        quadrant_chart.quadrant(items(12), (8.1, 78.3), corners, look),
        heat_chart.heat(cells, (("u", "浙江"),), columns, look, "pick"),
    ]
    for drawing in drawings:
        without_data = {key: value for key, value in drawing.items() if key != "datasets"}
        alt.LayerChart.from_dict(without_data, validate=True)
        named = {layer["data"]["name"] for layer in drawing["layer"]}
        assert named <= drawing["datasets"].keys()


def test_marks_that_would_touch_are_spread_and_the_bar_joins_only_p_and_e():
    drawn = ladder_chart.ladder(rungs(), ("a", "b", "c"), LOOKS[0], "pick")["datasets"]
    marks = [mark for mark in drawn["marks"] if mark["key"] == "a"]
    assert len(marks) == 6
    close = [
        (a, b) for a in marks for b in marks if a is not b and abs(a["value"] - b["value"]) < 1
    ]
    assert close and all(abs(a["y"] - b["y"]) >= 12 for a, b in close)
    assert [(bar["from"], bar["to"]) for bar in drawn["bars"]] == [(76.0, 88.0)]
    hollow = next(m for m in drawn["marks"] if m["key"] == "b" and m["letter"] == "P")
    assert hollow["fill"] == LIGHT.surface


def test_on_a_phone_the_ladder_has_p_and_e_alone():
    drawn = ladder_chart.ladder(rungs(), ("a", "b", "c"), LOOKS[1], "pick")["datasets"]
    assert {mark["letter"] for mark in drawn["marks"]} == {"P", "E"}


def test_names_in_the_quadrants_do_not_overlap():
    crowd = items(12)
    domains = ((77.5, 79.5), (7.8, 8.5))
    size = quadrant_chart.PLOT
    placed = quadrant_chart.place(crowd, domains, size)
    boxes = []
    for item, at in zip(crowd, placed, strict=True):
        if at is None:
            continue
        x = (item.performance - 77.5) / 2.0 * size[0]
        y = (8.5 - item.importance) / 0.7 * size[1]
        boxes.append(quadrant_chart._box(item.name, x, y, quadrant_chart.PLACES[at]))
    assert len(boxes) > 4
    for n, (left, top, right, bottom) in enumerate(boxes):
        assert all(
            right <= a or left >= c or bottom <= b or top >= d for a, b, c, d in boxes[n + 1 :]
        )


def test_text_on_a_cell_can_be_read():
    for look in LOOKS:
        for colour in (*look.palette.diverging, look.palette.map_mid):
            assert heat_chart._contrast(heat_chart.ink_on(colour, look), colour) >= 3.9
