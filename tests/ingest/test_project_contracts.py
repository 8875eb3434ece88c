"""Project workbooks: the contracts fit the journal's entities, and read what task forces write."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ingest.contract import CLEARED, load_contracts
from ingest.folding import fold
from tests.ingest.loading import Scratch, scratch
from warehouse.projects.codes import codes_of
from warehouse.projects.entities import ENTITIES

SEEDS = Path(__file__).parents[2] / "dbt_project" / "seeds"
CONTRACTS = {c.journal_entity: c for c in load_contracts().values() if c.journal_entity}
TYPES = {
    "text": {"text"}, "long_text": {"text"}, "date": {"date"}, "month": {"month"},
    "int": {"integer"}, "number": {"number"}, "rate_percent": {"percent"},
    "code": {"code", "category"},
}  # fmt: skip


def seed(name: str, key: str) -> dict[str, tuple[str, str]]:
    with (SEEDS / f"{name}.csv").open(encoding="utf-8") as lines:
        return {row[key]: (row["name_zh"], row["name_en"]) for row in csv.DictReader(lines)}


def test_every_entity_of_the_journal_has_its_contract() -> None:
    assert set(CONTRACTS) == set(ENTITIES)


@pytest.mark.parametrize("entity_type", sorted(ENTITIES))
def test_a_workbook_says_what_the_journal_keeps(entity_type: str) -> None:
    contract, entity = CONTRACTS[entity_type], ENTITIES[entity_type]
    own = {name: field for name, field in entity.fields.items() if not field.is_system}
    told = [column.name for column in contract.columns]
    assert sorted(told) == sorted([*entity.keys, *own, "reported_by"])
    assert contract.key == list(entity.keys)
    assert [column.name for column in contract.all_columns] == [*told, CLEARED]
    for name, field in {**entity.keys, **own}.items():
        column = contract.column(name)
        assert column.type in TYPES[field.kind], name
        if field.dimension:
            codes = codes_of(field.dimension)
            assert list(column.codes or {}) == list(codes), f"{name}: not the list of the seed"
            for code in codes.values():
                words = column.code_by_word
                assert words[fold(code.name_zh)] == words[fold(code.name_en)] == code.code
        if field.kind in ("int", "rate_percent") and field.maximum is not None:
            assert (column.min, column.max) == (field.minimum, field.maximum), name


@pytest.mark.parametrize(
    ("column_name", "seed_name", "key"),
    [
        ("theme_code", "themes", "theme_code"),
        ("metric_code", "project_metrics", "metric_code"),
        ("department_code", "departments", "department_code"),
        ("lead_department_code", "departments", "department_code"),
        ("owner_department_code", "departments", "department_code"),
        ("element_id", "elements", "element_id"),
    ],
)
def test_names_of_the_registers_are_understood(column_name: str, seed_name: str, key: str) -> None:
    columns = [
        column
        for contract in CONTRACTS.values()
        for column in contract.columns
        if column.name == column_name
    ]
    assert columns
    for column in columns:
        for code, (name_zh, name_en) in seed(seed_name, key).items():
            words = column.code_by_word
            assert words[fold(code)] == code
            if column.codes is None:
                assert words[fold(name_zh)] == words[fold(name_en)] == code
            else:  # items of a theme carry its name in front
                assert name_zh in " ".join(column.codes[code])


def load(
    folder: Path, sheets: dict[str, list[list[Any]]]
) -> tuple[Any, dict[str, list[dict[str, Any]]], list[tuple[Any, ...]]]:
    """(result, source -> rows, rejects) of a workbook with these sheets."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    with scratch(folder) as warehouse:
        path = warehouse.folder / "plan.xlsx"
        book.save(path)
        result = warehouse.load(path)
        found = {part.source: _rows(warehouse, part.source) for part in result.loads}
        rejects = warehouse.rows(
            "select row_no, column_name, value, reason_code from raw._rejects order by row_no"
        )
        warehouse.assert_consistent()
    return result, found, rejects


def _rows(warehouse: Scratch, source: str) -> list[dict[str, Any]]:
    cursor = warehouse.con.execute(f"select * from raw.{source} order by _sheet, _row")
    names = [item[0] for item in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def test_an_action_plan_as_it_comes(tmp_path: Path) -> None:
    head = ["项目编号", "序号", "改进措施", "责任单位", "责任人", "开始时间", "完成时间", "完成情况",
            "投入资金（万元）", "佐证材料", "填报人"]  # fmt: skip
    plan: list[list[Any]] = [
        ["2026年9–10月营业厅专项提升行动计划表"],
        head,
        ["HN-B5", 1, "增设自助终端", "市场经营部", "王五", "2026年9月1日", "2026-10-31", "80%", 3.5, "照片", "赵六"],
        ["HN-B5", "M-02", "培训", "客户服务中心", "李四", "2026/9/1", date(2026, 10, 15), "已完成", None, "签到", None],
        ["HN-B5", "第3条", "优化流程", "湘潭分公司", "李四", "2026.9.1", "20261031", 0.6, "清空", "清空", None],
        ["HN-B5", 4, "现场巡检", None, "李四", "2026-09-01", "2026-10-31", "进行中", None, None, None],
        [None, "合计", None, None, None, None, None, None, 3.5, None, None],
    ]  # fmt: skip
    result, found, rejects = load(tmp_path, {"行动计划": plan})
    assert (result.status, rejects) == ("loaded", [])
    rows = found["project_measure"]
    shown = [
        (r["measure_no"], r["owner_department_code"], r["due_date"].day, r["status_code"], r["done_rate"])
        for r in rows
    ]  # fmt: skip
    assert shown == [
        (1, "MARKET", 31, None, 80.0),
        (2, "CUSTOMER_SERVICE", 15, "done", None),
        (3, "湘潭分公司", 31, None, 60.0),
        (4, None, 31, "in_progress", None),
    ]
    assert {r["start_date"] for r in rows} == {date(2026, 9, 1)}
    assert [r["cleared_columns"] for r in rows] == [None, None, "cost_wan,evidence_text", None]
    assert [(r["reported_by"], r["cost_wan"]) for r in rows][:1] == [("赵六", 3.5)]


@pytest.mark.parametrize(
    ("cells", "means", "warns"),
    [
        (["80%", "80％", "5 %", "0%"], [80, 80, 5, 0], False),
        ([80, 5, 1, 0], [80, 5, 1, 0], False),
        ([0.8, 0.05, 1, 0], [80, 5, 100, 0], False),
        ([1, 0, 1, None], [100, 0, 100, None], True),
        ([0.8, 80, 0, None], [80, 80, 0, None], True),
        (["已完成", "未开始", "完成80%", "约50%"], [100, 0, 80, 50], False),
        ([0.333333333, 100, 0, None], [33.333333, 100, 0, None], True),
    ],
)
def test_percentages_are_told_apart_by_their_column(
    cells: list[Any], means: list[float | None], warns: bool, tmp_path: Path
) -> None:
    rows = [["P1", n, f"措施{n}", cell] for n, cell in enumerate(cells, start=1)]
    result, found, rejects = load(
        tmp_path, {"措施": [["项目编号", "编号", "措施", "完成率"], *rows]}
    )
    assert rejects == []
    assert [row["done_rate"] for row in found["project_measure"]] == means
    assert any("%" in warning for warning in result.warnings) == warns


@pytest.mark.parametrize(
    ("cells", "wrong", "code"),
    [
        ([0.8, 80, 1, 0.5, 0.6, 0.7], 1, "unclear_percent"),
        (["80%", 1, 0.5, "5%", "6%", "7%"], 1, "unclear_percent"),
        ([80, 120, 50, 60, 70, 10], 120, "out_of_range"),
        (["80%", "大半", "5%", "5%", "6%", "7%"], "大半", "not_a_number"),
    ],
)
def test_a_percentage_that_cannot_be_understood_is_rejected(
    cells: list[Any], wrong: object, code: str, tmp_path: Path
) -> None:
    rows = [["P1", n, f"措施{n}", cell] for n, cell in enumerate(cells, start=1)]
    _, found, rejects = load(tmp_path, {"措施": [["项目编号", "编号", "措施", "完成率"], *rows]})
    assert [(value, reason) for _, _, value, reason in rejects] == [(str(wrong), code)]
    assert len(found["project_measure"]) == len(cells) - 1


def test_weak_headers_give_way_to_better_ones(tmp_path: Path) -> None:
    head = ["项目编号", "序号", "措施编号", "措施", "完成时限", "完成时间", "状态", "完成情况"]
    _, found, _ = load(
        tmp_path, {"a": [head, ["P1", 9, 1, "甲", "2026-10-01", "2026-10-02", "已完成", 1]]}
    )
    [row] = found["project_measure"]
    assert (row["measure_no"], row["due_date"].day, row["done_date"].day) == (1, 1, 2)
    assert (row["status_code"], row["done_rate"]) == ("done", 100)


def test_money_in_another_unit_is_left_out_not_misread(tmp_path: Path) -> None:
    head = ["项目编号", "序号", "措施", "投入资金（元）"]
    result, found, _ = load(tmp_path, {"a": [head, ["P1", 1, "甲", 35000]]})
    assert found["project_measure"][0]["cost_wan"] is None
    assert any("投入资金（元）" in warning for warning in result.warnings)


def test_a_sum_below_the_list_is_no_row_but_a_half_number_is_rejected(tmp_path: Path) -> None:
    rows = [["P1", n, f"措施{n}"] for n in range(1, 8)]
    _, found, rejects = load(
        tmp_path,
        {"a": [["项目编号", "序号", "措施"], *rows, ["P1", "1.5", "乙"], ["合计", "合计", None]]},
    )
    assert len(found["project_measure"]) == 7
    assert [(value, code) for _, _, value, code in rejects] == [("1.5", "not_whole")]


def test_places_may_be_named(tmp_path: Path) -> None:
    rows = [
        ["P1", "长沙", "试点"],
        ["P1", "株洲市", "对照"],
        ["P1", "430400", "对照"],
        ["P1", "雄安", "对照"],
    ]
    _, found, rejects = load(tmp_path, {"城市": [["项目编号", "地市", "角色"], *rows]})
    assert rejects == []
    codes = [row["city_code"] for row in found["project_city"]]
    # what no register knows stays as it is written; the gate names it
    assert codes == ["430100", "430200", "430400", "雄安"]


def test_every_place_of_the_project_workbooks_may_be_named() -> None:
    for contract in CONTRACTS.values():
        for column in contract.columns:
            if column.name in ("city_code", "province_code"):
                assert (
                    column.names_from == f"geo_{'cities' if 'city' in column.name else 'provinces'}"
                )
    words = CONTRACTS["project"].column("province_code").code_by_word
    assert (words["湖南"], words["湖南省"]) == ("430000", "430000")
