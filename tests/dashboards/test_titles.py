"""Titles say what is seen, and nothing where nothing is seen."""

from __future__ import annotations

from datetime import date

import pytest

from dashboards import access, titles
from dashboards.charts.frame import Look
from dashboards.metrics import Metric
from dashboards.palette import LIGHT
from dashboards.scope import Scope
from dashboards.verdicts import against, of_change
from dashboards.view import View

GROUP = {"unit_id": "G", "unit_type": "group", "short_name_zh": "全国", "short_name_en": "China"}
PROVINCE = GROUP | {"unit_id": "P", "unit_type": "province", "short_name_zh": "浙江"}


def metric(higher: bool = True, decimals: int = 1) -> Metric:
    words = {"zh": "满意度", "en": "Satisfaction"}
    return Metric("m", words, words, words, "score", decimals, higher, "M4")


def view(language: str = "zh", ancestors: list | None = None, shown: Metric | None = None) -> View:
    scope = Scope("r", access.EVERYONE, "G", "2026-B5", "previous")
    shown = shown or metric()
    unit = PROVINCE if ancestors else GROUP
    look = Look(LIGHT, language)
    return View(scope, unit, ancestors or [], {}, {"m": shown}, shown, look)


def unit_row(name: str, value: float | None, state: str = "ok") -> dict:
    return {"short_name_zh": name, "short_name_en": name, "value": value, "state": state}


def month(number: int, value: float, change: float | None, sure: bool = False) -> dict:
    return {
        "start_date": date(2026, number, 1),
        "is_closed": True,
        "value": value,
        "delta_previous": change,
        "is_delta_previous_significant": sure,
    }


def test_map_names_the_weakest_and_the_best():
    rows = [unit_row("甘肃", 72.1), unit_row("浙江", 83.1), unit_row("河南", 75.0)]
    assert titles.map_title(view(), rows) == "甘肃最弱 72.1，浙江最好 83.1"
    lower = view(shown=metric(higher=False))
    assert titles.map_title(lower, rows) == "浙江最弱 83.1，甘肃最好 72.1"


def test_map_is_quiet_when_all_are_alike_or_too_few():
    alike = [unit_row(name, 80.01) for name in "甲乙丙"]
    assert titles.map_title(view(), alike) == "各单位都在 80.0，没有高低"
    few = [unit_row("甲", 80.0), unit_row("乙", 81.0), unit_row("丙", 60.0, "indicative")]
    assert titles.map_title(view(), few) == "可比单位不足，暂不比较"


@pytest.mark.parametrize(
    ("verdicts", "title"),
    [
        (["worse", "none", "better", "better"], "1 个区间整体差于全国，2 个整体好于"),
        (["worse", "worse"], "2 个区间整体差于全国"),
        (["better"], "1 个区间整体好于全国"),
        (["none", "none"], "各单位区间都包含全国的水平"),
        ([], "样本不足，暂不比较"),
    ],
)
def test_league_counts_intervals(verdicts, title):
    assert titles.league_title(view(), verdicts, "全国") == title


def test_trend_says_significant_only_after_the_test():
    sure = [month(9, 77.0, None), month(10, 78.2, 1.2, sure=True)]
    unsure = [month(9, 77.0, None), month(10, 75.8, -1.2)]
    assert titles.trend_title(view(), sure) == "10月较上月显著上升 1.2"
    assert titles.trend_title(view(), unsure) == "10月较上月低 1.2（未显著）"
    assert titles.trend_title(view("en"), unsure) == (
        "Oct is 1.2 below the month before, not significant"
    )
    assert titles.trend_title(view(), [month(9, 77.0, None), month(10, 77.0, 0.01)]) == (
        "10月与上月持平"
    )
    assert titles.trend_title(view(), sure[:1]) == "月份不足，暂看不出变化"


def test_elements_name_what_is_low_against_the_parent():
    rows = [{"name": name} for name in ("效率", "态度", "环境")]
    below = view(ancestors=[GROUP])
    assert titles.elements_title(below, rows, ["worse", "worse", "none"]) == "效率等 2 项低于全国"
    assert titles.elements_title(below, rows, ["none", "worse", "none"]) == "态度低于全国"
    assert titles.elements_title(below, rows, ["none"] * 3) == "各要素都不低于全国"
    assert titles.elements_title(view(), rows, ["none"] * 3) == "最低的是效率和态度"
    assert titles.elements_title(view(), rows[:2], []) == "离厅访问不足，暂不分要素"
    thin = [row | {"is_indicative": True} for row in rows]
    assert titles.elements_title(below, thin, ["none"] * 3) == "离厅访问不足，暂不分要素"


def test_a_verdict_needs_an_interval_on_one_side():
    row = {"ci_low": 70.0, "ci_high": 72.0, "state": "ok"}
    assert against(row, 75.0, metric()) == "worse"
    assert against(row, 75.0, metric(higher=False)) == "better"
    assert against(row, 71.0, metric()) == "none"
    assert against(row | {"state": "indicative"}, 75.0, metric()) == "none"
    assert against(row | {"is_indicative": True}, 75.0, metric()) == "none"
    assert against(row | {"ci_low": None}, 75.0, metric()) == "none"
    assert against(row, None, metric()) == "none"


def test_a_change_within_chance_has_no_verdict():
    assert of_change(1.2, True, metric()) == "better"
    assert of_change(1.2, True, metric(higher=False)) == "worse"
    assert of_change(1.2, False, metric()) == "none"
    assert of_change(None, True, metric()) == "none"
