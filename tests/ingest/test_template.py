"""Template workbooks: complete, with drop-downs, and loadable once filled in."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import duckdb
import openpyxl
import pytest

from ingest.contract import load_contract, load_contracts
from ingest.headers import recognise
from ingest.load import load_file
from ingest.readers import open_tables
from ingest.template import DATA_SHEET, NOTES_SHEET, header, write_template
from warehouse.settings import Settings

SOURCES = sorted(load_contracts())


@pytest.mark.parametrize("source", SOURCES)
def test_every_contract_column_has_its_header_and_its_note(source: str, tmp_path: Path) -> None:
    contract = load_contract(source)
    path = tmp_path / "folder" / "template.xlsx"
    write_template(contract, path)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == [DATA_SHEET, NOTES_SHEET]
    data = book[DATA_SHEET]
    rows = list(data.iter_rows(values_only=True))
    assert rows == [tuple(header(column) for column in contract.columns)]
    assert data.freeze_panes == "A2"
    notes = {row[0] for row in book[NOTES_SHEET].iter_rows(values_only=True)}
    assert {header(column) for column in contract.columns} <= notes
    assert all(cell.comment is not None for cell in data[1])


@pytest.mark.parametrize("source", SOURCES)
def test_code_lists_and_yes_no_have_drop_downs(source: str, tmp_path: Path) -> None:
    contract = load_contract(source)
    path = tmp_path / "template.xlsx"
    write_template(contract, path)
    book = openpyxl.load_workbook(path)
    data = book[DATA_SHEET]
    listed = {
        data.cell(1, next(iter(rule.sqref.ranges)).min_col).value: rule.formula1
        for rule in data.data_validations.dataValidation
        if rule.type == "list"
    }
    for column in contract.columns:
        if column.codes is not None:
            rule = listed[header(column)]
            if rule.startswith("'"):  # too long to be typed into the rule: it stands on a sheet
                sheet, cells = rule.split("!")
                found = book[sheet.strip("'")][cells.replace("$", "")]
                offered = [str(cell.value) for (cell,) in found]
            else:
                offered = rule.strip('"').split(",")
            assert [column.code_by_word[word.replace(" ", "").lower()] for word in offered] == list(
                column.codes
            )
        elif column.type == "boolean":
            assert listed[header(column)] == '"是,否"'


@pytest.mark.parametrize("source", SOURCES)
def test_a_template_is_recognised_as_its_source(source: str, tmp_path: Path) -> None:
    path = tmp_path / "template.xlsx"
    contract = load_contract(source)
    write_template(contract, path)
    tables = open_tables(duckdb.connect(), path)
    data = next(table for table in tables if table.sheet == DATA_SHEET)
    found = recognise(data, load_contracts())
    assert found.contract.source == source
    assert set(found.header_of) == {column.name for column in contract.columns}
    assert not found.unknown


FILLED: dict[str, dict[str, object]] = {
    "complaint_log": {
        "ticket_id": "0045",
        "received_at": datetime(2026, 9, 1, 10, 30),
        "city_code": "330100",
        "complaint_kind": "资费",
        "reopen_count": 2,
        "is_sla_met": "否",
    },
    "hall_monthly": {"month": date(2026, 9, 1), "hall_code": "H001", "footfall": 1200},
    "staff_satisfaction": {
        "wave": "2026H2",
        "interview_date": date(2026, 9, 3),
        "province_code": "330000",
        "city_code": "330100",
        "staff_role": "一线",
        "working_environment": 4,
    },
}


@pytest.mark.parametrize("source", sorted(FILLED))
def test_a_filled_template_loads(source: str, tmp_path: Path, settings: Settings) -> None:
    path = tmp_path / "filled.xlsx"
    contract = load_contract(source)
    write_template(contract, path)
    book = openpyxl.load_workbook(path)
    for position, column in enumerate(contract.columns, start=1):
        book[DATA_SHEET].cell(2, position).value = FILLED[source].get(column.name)  # type: ignore[assignment]
    book.save(path)
    con = duckdb.connect()
    result = load_file(settings, con, path)
    assert (result.status, [load.rows_accepted for load in result.loads]) == ("loaded", [1])
    names = list(FILLED[source])
    [row] = con.execute(f"select {', '.join(names)}, _row from raw.{source}").fetchall()
    shown = dict(zip([*names, "_row"], row, strict=True))
    expected = {
        "complaint_log": {
            "ticket_id": "0045",
            # 10:30 in Shanghai is 02:30 UTC
            "received_at": datetime(2026, 9, 1, 2, 30),
            "city_code": "330100",
            "complaint_kind": "charging",
            "reopen_count": 2,
            "is_sla_met": False,
        },
        "hall_monthly": FILLED["hall_monthly"],
        "staff_satisfaction": {**FILLED["staff_satisfaction"], "staff_role": "front_line"},
    }[source]
    assert shown == {**expected, "_row": 2}
