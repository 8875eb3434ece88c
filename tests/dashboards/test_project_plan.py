"""Planning on the screen: what is said of a board, a target, a design, and what taking one writes."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from dashboards import release
from dashboards.projects import candidates, pilot_design, plan_facts, similar_cities
from dashboards.projects.target_path import Judgement
from dashboards.queries import gate
from tests.dashboards import invented_projects as invented
from tests.dashboards import release_builder
from tests.dashboards.test_pages import words
from warehouse.journal.store import open_journal
from warehouse.projects.state import replay
from warehouse.settings import load_settings

SCREEN = Path(__file__).with_name("plan_screen.py")


@pytest.fixture
def open_plan(home: Path) -> Callable[..., AppTest]:
    """The cards of planning alone: open_plan(unit="P330000", project=…)."""

    def opened(**address: str) -> AppTest:
        app = AppTest.from_file(str(SCREEN), default_timeout=120)
        for part, code in address.items():
            app.query_params[part] = code
        return app.run()

    return opened


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("unit", ["G", "P330000", "C330100", "P540000", "B330100-1"])
def test_every_unit_has_a_card_for_choosing_the_board(open_plan, unit, language):
    app = open_plan(unit=unit, lang=language)
    assert not app.exception
    assert len(app.get("vega_lite_chart")) == (0 if unit.startswith("B") else 1)


def test_the_theme_of_today_is_chosen_first_and_another_can_be(open_plan):
    app = open_plan(unit="P330000")
    assert "热线 · 短板指数" in words(app)
    app.button_group(key="plan_theme").set_value("network").run()
    assert not app.exception
    assert "网络稳定性是首要短板" in words(app)
    assert "自然回升" in words(app)


def test_the_overall_theme_is_not_ranked_below_the_province(open_plan):
    app = open_plan(unit="C330100")
    app.button_group(key="plan_theme").set_value("overall").run()
    assert "总体主题只在集团和省排序" in words(app)
    assert not app.get("vega_lite_chart")


def test_too_few_answers_in_the_chosen_bimonth_are_said(open_plan):
    app = open_plan(unit="P540000", period="2026-B1")
    assert "各题项样本不足" in words(app)


def test_the_button_opens_the_form_with_what_is_known(open_plan):
    app = open_plan(unit="P330000")
    app.button_group(key="plan_theme").set_value("network").run()
    app.button(key="plan_begin").click().run()
    assert not app.exception
    values = {field.label: field.value for field in [*app.text_input, *app.text_area]}
    assert any("网络稳定性（浙江" in str(value) for value in values.values())
    assert any("短板名次 1" in str(value) for value in values.values())
    chosen = {str(box.value) for box in app.selectbox}
    assert {"theme_network", "network", "330000"} <= chosen
    baseline = [box.value for box in app.number_input if box.value]
    assert any(70 < value < 85 for value in baseline)


def test_a_theme_under_way_is_named_before_another_project_is_begun(open_plan):
    app = open_plan(unit="P330000")
    assert "本主题已有进行中的项目" in words(app)
    app.button_group(key="plan_theme").set_value("network").run()
    assert "本主题已有进行中的项目" not in words(app)


def test_only_a_province_begins_a_project_of_a_theme(open_plan):
    for unit in ("G", "C330100"):
        assert not [b for b in open_plan(unit=unit).button if b.key == "plan_begin"]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("project", sorted([*invented.PROJECTS, *invented.OTHERS]))
def test_every_project_has_its_plan(open_plan, project, language):
    province = {"ZJ": "P330000", "NX": "P640000", "HI": "P460000", "XJ": "P650000"}[project[:2]]
    app = open_plan(unit=province, project=project, lang=language)
    assert not app.exception
    assert len(app.markdown) > 4


def test_a_plan_that_cannot_answer_is_said_before_it_starts(open_plan):
    app = open_plan(unit="P640000", project=invented.HOTLINE_N)
    assert "设计上无法判断：5 个地市只有 10 种组合" in words(app)
    assert "至少要有 40 种选法" in words(app)
    assert not [b for b in app.button if b.key and b.key.startswith("plan_take")]


def test_a_design_tells_ways_smallest_p_and_what_it_finds(open_plan):
    app = open_plan(unit="P330000", project=invented.HALL_Z)
    said = words(app)
    assert "11 取 4：330 种组合，最小 p = 0.003" in said
    assert "的把握看到 +4.4" in said
    assert "试点要随机抽取" in said
    assert "选题时试点均值" in said
    assert "走势最像试点的是" in said
    assert len(app.get("vega_lite_chart")) == 3


def test_more_pilots_or_a_smaller_lift_change_the_title(open_plan):
    app = open_plan(unit="P330000", project=invented.HALL_Z)
    before = words(app)
    app.number_input(key=f"plan_lift_{invented.HALL_Z}").set_value(0.1).run()
    assert not app.exception
    assert "只有" in words(app)
    assert "把握不足八成" in words(app)
    assert "把握不足八成" not in before


def test_pilots_that_began_are_not_drawn_again(open_plan):
    app = open_plan(unit="P330000", project=invented.HALL_Z)
    assert "试点已于 2026-09-01 开始" in words(app)
    assert not [b for b in app.button if b.key and b.key.startswith(("plan_take", "plan_again"))]


def test_taking_a_design_writes_pilots_and_a_decision(open_plan, home):
    """The journal is put back afterwards: its tests share one home."""
    kept = {path: path.read_bytes() for path in home.glob("journal.sqlite*")}
    try:
        app = open_plan(unit="P650000", project=invented.HOTLINE_X)
        app.button(key=f"plan_again_{invented.HOTLINE_X}").click().run()
        assert "第 2 次抽取" in words(app)
        app.button(key=f"plan_take_{invented.HOTLINE_X}").click().run()
        assert not app.exception
        (name,) = [box for box in app.text_input if box.key and box.key.endswith("_person")]
        name.set_value("李敏")
        next(b for b in app.button if b.label == "写入项目").click().run()
        assert not app.exception
        with open_journal(load_settings({"SHORTBOARD_HOME": str(home)})) as journal:
            state = replay(journal.events())
        cities = state.of("project_city", invented.HOTLINE_X)
        pilots = [city for city in cities if city.get("role_code") == "pilot"]
        assert len(pilots) == 2
        assert {city.get("pilot_start_date") for city in pilots} == {"2026-12-01"}
        assert all("种子 20261101-" in str(city.get("remark")) for city in pilots)
        former = {city.entity_id.split("/")[1] for city in cities} - {
            city.entity_id.split("/")[1] for city in pilots
        }
        assert former <= {"650100", "650200"}
        decision = state.of("decision", invented.HOTLINE_X)[-1]
        assert decision.get("decided_by") == "李敏"
        assert "采用试点设计" in str(decision.get("decision_text"))
        assert "210 种组合" in str(decision.get("decision_text"))
        # what is shown now is the draw itself: named, with its seed, and no other proposal
        assert "已定 2 个试点" in words(app)
        assert "可重复" in words(app)
        assert "若随机抽取" not in words(app)
    finally:
        for path in home.glob("journal.sqlite*"):
            path.unlink()
        for path, content in kept.items():
            path.write_bytes(content)


def test_a_release_of_an_older_version_is_told_from_a_fault(tmp_path, monkeypatch):
    monkeypatch.setenv("SHORTBOARD_HOME", str(tmp_path))
    monkeypatch.setenv("SHORTBOARD_AS_OF", release_builder.TODAY)
    name = release_builder.build(tmp_path, ["640000"], halls=1, no=9)
    con = duckdb.connect(str(tmp_path / "releases" / name / "shortboard.duckdb"))
    con.execute("delete from thresholds where threshold_code like 'plan%'")
    con.close()
    gate._read.clear()
    app = AppTest.from_file(str(SCREEN), default_timeout=120)
    app.query_params["unit"], app.query_params["project"] = "P640000", invented.HALL_N
    app.run()
    assert not app.exception
    assert "这一版数据还不能做计划" in words(app)
    release.close_all()


def test_a_view_of_a_plan_takes_less_than_a_second_of_computing(open_plan):
    open_plan(unit="P650000", project=invented.HOTLINE_X)
    began = time.process_time()
    app = open_plan(unit="P650000", project=invented.HOTLINE_X)
    assert time.process_time() - began < 1.0
    assert not app.exception


@pytest.mark.parametrize(
    ("lift", "rebound", "margin", "code"),
    [
        (4.0, 1.0, 1.5, "beyond"),
        (4.0, -1.0, 1.5, "beyond_alone"),
        (4.0, None, 1.5, "beyond_unknown"),
        (1.0, 1.2, 0.1, "within_rebound"),
        (2.0, 1.0, 1.5, "within_noise"),
        (1.0, None, 1.5, "within_noise"),
        (None, 1.0, 1.5, "backwards"),
    ],
)
def test_a_target_is_held_against_rebound_and_noise(lift, rebound, margin, code):
    assert Judgement(lift, rebound, 1.0, margin, has_target=True).code == code
    assert Judgement(lift, rebound, 1.0, margin, has_target=False).code == "no_target"


def test_paths_are_tables_without_gaps():
    rows = [
        {"unit_id": unit, "month_start_date": month, "value": value}
        for unit, month, value in [
            ("A", date(2026, 1, 1), 1.0),
            ("A", date(2026, 4, 1), 4.0),
            ("B", date(2026, 2, 1), 2.0),
            ("C", None, None),
        ]
    ]
    found = plan_facts.paths(rows)
    assert [row["unit_id"] for row in found.units] == ["A", "B", "C"]
    assert [month.month for month in found.months] == [1, 2, 3, 4]
    nan = np.nan
    expected = [[1, nan, nan, 4], [nan, 2, nan, nan], [nan] * 4]
    np.testing.assert_array_equal(found.values, expected)
    assert found.until(date(2026, 3, 1)).values.shape == (3, 2)
    assert plan_facts.paths([]).values.shape == (0, 0)


def test_months_and_their_first_days():
    assert plan_facts.first_full_month(date(2026, 9, 1)) == date(2026, 9, 1)
    assert plan_facts.first_full_month(date(2026, 12, 2)) == date(2027, 1, 1)
    assert plan_facts.add_months(date(2026, 1, 1), -3) == date(2025, 10, 1)
    assert plan_facts.months_between(date(2025, 11, 1), date(2026, 2, 1)) == 3


def test_comparison_cities_move_like_the_pilots_and_are_none_of_them():
    months = tuple(date(2026, number, 1) for number in range(1, 11))
    wave = np.sin(np.arange(10))
    units = tuple({"unit_id": f"C{n}", "unit_code": str(n)} for n in range(4))
    values = np.stack([80 + wave, 60 + wave, 80 - wave, np.full(10, np.nan)])
    paths = plan_facts.Paths(units, months, values)
    found = similar_cities.comparison_cities(paths, ["0"])
    assert [alike.unit["unit_code"] for alike in found] == ["1", "2"]
    assert found[0].distance == pytest.approx(0, abs=1e-9)
    assert found[0].level == pytest.approx(-20)
    assert similar_cities.comparison_cities(paths, []) == []


def planned(values: np.ndarray, is_higher_better: bool = True) -> tuple[Any, Any]:
    """Facts and plan of one city a row, chosen on the last two of ten months."""
    months = tuple(date(2026, number, 1) for number in range(1, 11))
    units = tuple({"unit_id": f"C{n}", "unit_code": str(n)} for n in range(len(values)))
    metric = SimpleNamespace(higher_is_better=is_higher_better)
    facts = SimpleNamespace(
        chosen=(date(2026, 9, 1), date(2026, 10, 1)),
        metric=metric,
        better=lambda change: change if is_higher_better else -change,
    )
    return facts, SimpleNamespace(cities=plan_facts.Paths(units, months, values))


def test_pilots_that_are_the_lowest_cities_are_found_out():
    values = np.random.default_rng(3).normal(80, 1, (6, 10))
    values[1, 8:] -= 6
    values[4, 8:] -= 5
    facts, plan = planned(values)
    found = pilot_design.at_choice(facts, plan, ["1", "4"])
    assert found is not None
    assert found.are_the_worst
    assert found.pilots == pytest.approx(values[[1, 4], 8:].mean())
    assert found.others == pytest.approx(values[[0, 2, 3, 5], 8:].mean())
    # noise alone: next to nothing of the distance stays
    assert found.rebound == pytest.approx(found.others - found.pilots, rel=0.5)
    other = pilot_design.at_choice(facts, plan, ["0", "4"])
    assert other is not None
    assert not other.are_the_worst


def test_where_lower_is_better_the_highest_cities_are_the_worst():
    values = np.random.default_rng(3).normal(80, 1, (6, 10))
    values[1, 8:] += 6
    facts, plan = planned(values, is_higher_better=False)
    found = pilot_design.at_choice(facts, plan, ["1"])
    assert found is not None
    assert found.are_the_worst
    assert found.rebound is not None
    assert found.rebound > 0


def test_without_pilots_or_others_nothing_is_said_of_the_choice():
    facts, plan = planned(np.full((2, 10), 80.0))
    assert pilot_design.at_choice(facts, plan, []) is None
    assert pilot_design.at_choice(facts, plan, ["0", "1"]) is None


def test_an_item_that_customers_do_not_miss_is_never_the_first_board():
    row = {"board_index": 0.0, "rank_ci_low": 1}
    assert not candidates.could_be_first(row)
    assert candidates.could_be_first(row | {"board_index": 0.4})
