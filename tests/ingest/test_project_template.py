"""The workbook of a special project: a sheet per part, drop-downs on each, loadable as one file."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from ingest.contract import Column, Contract
from ingest.contract_words import words_zh
from ingest.project_events import record_workbooks
from ingest.project_rows import journal_contracts
from ingest.template import NOTES_SHEET, header, write_project_template
from tests.ingest.loading import scratch
from warehouse.journal.store import open_journal
from warehouse.projects.entities import ENTITIES
from warehouse.projects.state import replay

SHEETS = {
    str(contract.sheet and contract.sheet.zh): contract for contract in journal_contracts().values()
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "plan.xlsx"
    write_project_template(path)
    return path


def cell(column: Column) -> object:
    """Something that may stand in a column, as a person writes it."""
    if column.name == "project_code":
        return "HN-2026-B5"
    if column.name == "practice_no":
        return "J001"
    if column.name == "city_code":
        return "430100"
    if column.name == "year_no":
        return 2026
    if words := words_zh(column):
        return words[-1]
    return {
        "integer": 3, "number": 2.5, "percent": 0.6, "date": date(2026, 10, 8), "month": "2026年9月",
        "code": "X-1", "text": "说明",
    }[column.type]  # fmt: skip


def test_the_sheets_follow_each_other_as_a_project_does(path: Path) -> None:
    assert openpyxl.load_workbook(path).sheetnames == [
        "项目", "成员", "根因", "措施", "关口", "城市", "决策", "佐证", "经验", "推广复制", NOTES_SHEET
    ]  # fmt: skip


@pytest.mark.parametrize("name", SHEETS)
def test_every_code_list_is_a_drop_down(path: Path, name: str) -> None:
    book = openpyxl.load_workbook(path)
    sheet, contract = book[name], SHEETS[name]
    rules = {
        sheet.cell(1, next(iter(rule.sqref.ranges)).min_col).value: rule
        for rule in sheet.data_validations.dataValidation
        if rule.type == "list"
    }
    offered = {column.name: words_zh(column) for column in contract.columns if words_zh(column)}
    assert offered or name in ("决策", "佐证", "推广复制")
    for column_name, words in offered.items():
        column = contract.column(column_name)
        rule = rules[header(column)]
        if rule.formula1.startswith("'"):
            place, cells = rule.formula1.split("!")
            found = [str(c.value) for (c,) in book[place.strip("'")][cells.replace("$", "")]]
        else:
            found = rule.formula1.strip('"').split(",")
        assert found == words
        # a register may grow: its list suggests, a code list insists
        assert (rule.errorStyle == "information") == (column.codes is None)


def test_the_filled_workbook_loads_as_one_file_with_every_sheet_for_itself(
    path: Path, tmp_path: Path
) -> None:
    book = openpyxl.load_workbook(path)
    for name, contract in SHEETS.items():
        for position, column in enumerate(contract.columns, start=1):
            book[name].cell(2, position).value = cell(column)
    book.save(path)
    with scratch(tmp_path / "scratch") as warehouse, open_journal(warehouse.settings) as journal:
        result = warehouse.load(path)
        assert result.status == "loaded", result.message
        assert {load.source: load.rows_accepted for load in result.loads} == {
            contract.source: 1 for contract in SHEETS.values()
        }
        assert not warehouse.rows("select * from raw._rejects")
        warehouse.assert_consistent()
        warehouse.pass_gate()
        report = record_workbooks(warehouse.settings, warehouse.con, journal)
        assert report.note == "1 files: 10 new"
        state = replay(journal.events())
    assert {kind for kind, _ in state} == set(ENTITIES)
    for (kind, _), entity in state.items():
        told = {name for name, field in ENTITIES[kind].fields.items() if not field.is_system}
        assert told == {name for name, value in entity.fields.items() if value is not None}, kind
    assert state["measure", "HN-2026-B5/3"].fields["done_rate"] == 60


def test_a_workbook_with_only_some_sheets_filled_is_no_failure(path: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(path)
    for name in ("项目", "措施"):
        for position, column in enumerate(SHEETS[name].columns, start=1):
            book[name].cell(2, position).value = cell(column)
    book.save(path)
    with scratch(tmp_path / "scratch") as warehouse:
        result = warehouse.load(path)
        assert result.status == "loaded"
        assert [load.source for load in result.loads] == ["improvement_project", "project_measure"]
        assert any("成员" in warning and "nothing below" in warning for warning in result.warnings)


def test_an_empty_workbook_says_that_it_is_empty(path: Path, tmp_path: Path) -> None:
    with scratch(tmp_path / "scratch") as warehouse:
        result = warehouse.load(path)
        assert result.status == "refused"
        assert "no rows of data" in result.message


def test_a_wrong_sheet_does_not_keep_the_others_out(path: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(path)

    def fill(name: str, contract: Contract, **wrong: object) -> None:
        for position, column in enumerate(contract.columns, start=1):
            book[name].cell(2, position).value = wrong.get(column.name, cell(column))

    fill("项目", SHEETS["项目"])
    fill("措施", SHEETS["措施"], due_date="年底前")
    book.save(path)
    with scratch(tmp_path / "scratch") as warehouse:
        result = warehouse.load(path)
        assert {load.source: load.status for load in result.loads} == {
            "improvement_project": "loaded",
            "project_measure": "refused",
        }
        [reject] = warehouse.rows("select sheet, row_no, column_name, value from raw._rejects")
        assert reject == (
            "措施",
            2,
            "完成时限*" if "完成时限*" in str(reject) else "完成时限",
            "年底前",
        )
