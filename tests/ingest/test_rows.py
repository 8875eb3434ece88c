"""Cells: what people write, and what becomes of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.ingest.loading import scratch

HEAD = "月份,地市编码,营业厅编码,客流量,开放台席"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1234", 1234), ('"1,234"', 1234), (" 12 ", 12), ("１２３", 123), ("5.0", 5), ("1e3", 1000),
        ("120人次", 120), ("1.5", "not_whole"), ("-1", "required"), ("9999999999", "out_of_range"),
        ("abc", "not_a_number"), ("#REF!", "excel_error"), ("", "required"), ("N/A", "required"),
        ("nan", "required"), ("inf", "out_of_range"),
    ],
)  # fmt: skip
def test_integer_cell(text: str, value: object, tmp_path: Path) -> None:
    _check(tmp_path, "footfall", f"2026-10,330100,H1,{text},4", value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2026-10", date(2026, 10, 1)), ("202610", date(2026, 10, 1)), ("2026/10", date(2026, 10, 1)),
        ("2026年10月", date(2026, 10, 1)), ("2026-10-31", date(2026, 10, 1)),
        ("31/10/2026", date(2026, 10, 1)), ("46300", date(2026, 10, 1)), ("2026-13", "not_a_date"),
        ("1026-10", "not_a_date"),
    ],
)  # fmt: skip
def test_month_cell(text: str, value: object, tmp_path: Path) -> None:
    _check(tmp_path, "month", f"{text},330100,H1,5,4", value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0071", "0071"), ("330100.0", "330100"), (" H1 ", "H1"), ("Ｈ１", "H1"), ("1.0", "1.0"),
        ("无", "required"), ("3.3E+10", "damaged_code"), ("x" * 300, "too_long"),
        ("东门厅", "东门厅"),
    ],
)  # fmt: skip
def test_code_cell(text: str, value: object, tmp_path: Path) -> None:
    _check(tmp_path, "hall_code", f"2026-10,330100,{text},5,4", value)


def test_phone_number_as_code_is_hashed(tmp_path: Path) -> None:
    with scratch(tmp_path) as house:
        house.load(house.write("a.csv", [HEAD, "2026-10,330100,13812345678,5,4"]))
        ((code,),) = house.rows("select hall_code from raw.hall_monthly")
        assert code.startswith("h") and len(code) == 32


@pytest.mark.parametrize(("text", "value"), [("4,5", 4.5), ("1.234,5", 1234.5), ("4", 4.0)])
def test_decimal_comma_in_semicolon_files(text: str, value: float, tmp_path: Path) -> None:
    with scratch(tmp_path) as house:
        rows = [f"2026-10;330100;H{n};5;4,5" for n in range(9)] + [f"2026-10;330100;X;5;{text}"]
        result = house.load(house.write("a.csv", [HEAD.replace(",", ";"), *rows]))
        if value > 500:
            assert house.rows("select reason_code from raw._rejects") == [("out_of_range",)]
        else:
            assert result.loads[0].rows_rejected == 0
            assert house.rows(
                "select open_counters from raw.hall_monthly where hall_code = 'X'"
            ) == [(value,)]


def test_missing_code_counts_only_outside_the_scale(tmp_path: Path) -> None:
    head = "样本编号,波次,访问日期,问卷类型,量表下限,量表上限,服务态度,推荐意愿"
    rows = [
        "R1,2026-B5,2026-10-01,感知,1,10,99,99", "R2,2026-B5,2026-10-01,感知,0,100,99,不清楚",
        "R3,2026-B5,2026-10-01,感知,1,10,10,10", "R4,2026-B5,2026-10-01, Exit Interview ,1,5,5分,0",
    ]  # fmt: skip
    with scratch(tmp_path) as house:
        house.load(house.write("a.csv", [head, *rows]))
        assert house.rows(
            "select attitude, recommend_score, element_set from raw.satisfaction_survey order by respondent_id"
        ) == [(None, None, "core"), (99.0, None, "core"), (10.0, 10, "core"), (5.0, 0, "core")]


def _check(folder: Path, column: str, row: str, value: object) -> None:
    filler = [f"2026-0{n},330100,F{n},5,4" for n in range(1, 10)]
    with scratch(folder) as house:
        house.load(house.write("a.csv", [HEAD, *filler, row]))
        house.assert_consistent()
        rejects = house.rows("select reason_code, reason_zh, reason_en, row_no from raw._rejects")
        if isinstance(value, str) and value in {
            "required", "not_whole", "out_of_range", "not_a_number", "excel_error", "not_a_date",
            "damaged_code", "too_long",
        }:  # fmt: skip
            assert [(code, at) for code, _, _, at in rejects] == [(value, 11)]
            assert rejects[0][1] and rejects[0][2]
        else:
            assert rejects == []
            assert house.rows(f"select {column} from raw.hall_monthly where _row = 11") == [
                (value,)
            ]
