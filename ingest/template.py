"""The workbook the field fills in: a sheet for data with drop-downs per source, one with notes.

Headers are the contract's Chinese names (English in a comment), so that a filled template is
recognised without a mapping. It holds no example row: examples get sent back as data.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from ingest.contract import Column, Contract
from ingest.contract_words import (
    TYPE_WORDS,
    allowed,
    header_en,
    header_zh,
    missing_words,
    replacement,
    words_zh,
)
from ingest.project_rows import journal_contracts

DATA_SHEET, NOTES_SHEET = "数据", "填写说明 Notes"
LAST_ROW = 1_048_575
# what Excel takes as a list typed into a cell rule; longer ones stand on the notes sheet
TYPED_LIST_LIMIT = 255
LISTS_FROM_COLUMN = 7
_FORMATS = {"date": "yyyy-mm-dd", "month": "yyyy-mm", "timestamp": "yyyy-mm-dd hh:mm"}
_AS_TEXT = ("text", "code", "customer", "category")


def write_template(contract: Contract, path: Path) -> None:
    """Write the empty workbook of a source; overwrites `path`, makes its folder if need be."""
    write_workbook({DATA_SHEET: contract}, path)


def write_project_template(path: Path) -> None:
    """Write the workbook of a special project: a sheet for each of its parts, projects first."""
    sheets = {
        contract.sheet.zh: contract for contract in journal_contracts().values() if contract.sheet
    }
    write_workbook(sheets, path)


def write_workbook(sheets: Mapping[str, Contract], path: Path) -> None:
    """Write an empty workbook with a sheet for each contract, and one with the notes on all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lists = _lists(sheets.values())
    book = xlsxwriter.Workbook(str(path))
    try:
        for name, contract in sheets.items():
            _write_data_sheet(book, name, contract, lists)
        _write_notes(book, list(sheets.items()), lists)
    finally:
        book.close()


def _lists(contracts: Iterable[Contract]) -> list[tuple[str, ...]]:
    """Drop-downs that are too long to be typed into a cell's rule, each once."""
    found = (
        tuple(words_zh(column))
        for contract in contracts
        for column in contract.columns
        if len(",".join(words_zh(column))) > TYPED_LIST_LIMIT
    )
    return list(dict.fromkeys(found))


def header(column: Column) -> str:
    """Header text; a star marks what must be filled in (headers are compared without stars)."""
    must = column.required and column.default is None
    return header_zh(column) + ("*" if must else "")


def _write_data_sheet(
    book: xlsxwriter.Workbook, name: str, contract: Contract, lists: list[tuple[str, ...]]
) -> None:
    sheet = book.add_worksheet(name)
    base = {"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1}
    required = book.add_format({**base, "bg_color": "#F4C7A1"})
    optional = book.add_format({**base, "bg_color": "#DCE6F1"})
    formats = {kind: book.add_format({"num_format": text}) for kind, text in _FORMATS.items()}
    formats |= {kind: book.add_format({"num_format": "@"}) for kind in _AS_TEXT}
    for position, column in enumerate(contract.columns):
        title = header(column)
        sheet.set_column(position, position, max(12, 2 * len(title) + 2), formats.get(column.type))
        sheet.write_string(0, position, title, required if title.endswith("*") else optional)
        sheet.write_comment(0, position, _comment(column), {"x_scale": 2, "y_scale": 1.5})
        if rule := validation(column):
            if (words := tuple(words_zh(column))) in lists:
                rule["source"] = _list_range(lists, words)
            sheet.data_validation(1, position, LAST_ROW, position, rule)
    sheet.set_row(0, 32)
    sheet.freeze_panes(1, 0)


def _comment(column: Column) -> str:
    lines = [header_en(column), column.description.en, TYPE_WORDS[column.type].en]
    if values := allowed(column).en:
        lines.append(values)
    return "\n".join(lines)


def validation(column: Column) -> dict[str, Any] | None:
    """The cell rule of a column, in xlsxwriter's words; None where anything may be typed."""
    wrong = {"error_title": "数据不符合要求 / Not allowed", "error_message": _error(column)}
    if column.codes is not None:
        return {"validate": "list", "source": words_zh(column), **wrong}
    if words_zh(column):  # the usual values; another may be typed
        return {
            "validate": "list",
            "source": words_zh(column),
            "error_type": "information",
            **wrong,
        }
    if column.type == "boolean":
        return {"validate": "list", "source": ["是", "否"], **wrong}
    if column.type in ("integer", "number", "rate", "percent") and column.min is not None:
        kind = "integer" if column.type == "integer" else "decimal"
        if column.max is None:
            return {"validate": kind, "criteria": ">=", "value": column.min, **wrong}
        between = {"minimum": column.min, "maximum": column.max}
        return {"validate": kind, "criteria": "between", **between, **wrong}
    return None


def _list_range(lists: list[tuple[str, ...]], words: tuple[str, ...]) -> str:
    letter = xl_col_to_name(LISTS_FROM_COLUMN + lists.index(words))
    return f"='{NOTES_SHEET}'!${letter}$2:${letter}${len(words) + 1}"


def _error(column: Column) -> str:
    values = allowed(column)
    # Excel cuts messages at 255 characters, and refuses the file beyond
    return f"{column.description.zh}：{values.zh}\n{values.en}"[:255]


def _write_notes(
    book: xlsxwriter.Workbook, sheets: list[tuple[str, Contract]], lists: list[tuple[str, ...]]
) -> None:
    sheet = book.add_worksheet(NOTES_SHEET)
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 1, 22)
    sheet.set_column(2, 3, 26)
    sheet.set_column(4, 5, 48)
    row = 0
    for name, contract in sheets:
        if len(sheets) > 1:
            sheet.write_string(row, 0, f"工作表 Sheet: {name}", bold)
            row += 1
        row = _write_section(sheet, row, contract, bold, wrap) + 2
    for place, words in enumerate(lists, start=LISTS_FROM_COLUMN):
        sheet.write_column(0, place, ["可选值 Values", *words])


def _write_section(
    sheet: Worksheet, top: int, contract: Contract, bold: Format, wrap: Format
) -> int:
    """Notes on one source from row `top` on; returns the row after the last."""
    about = [
        (contract.title.zh, contract.title.en),
        (contract.description.zh, contract.description.en),
        (f"更正文件：{replacement(contract).zh}", f"Corrected files: {replacement(contract).en}"),
        (f"缺失值：{missing_words(contract).zh}", f"Missing values: {missing_words(contract).en}"),
        (
            "带 * 的列必填；请勿改动表头",
            "Columns with * are required; leave the header row as it is",
        ),
    ]
    for row, texts in enumerate(about, start=top):
        sheet.merge_range(row, 0, row, 3, texts[0], wrap)
        sheet.merge_range(row, 4, row, 5, texts[1], wrap)
        sheet.set_row(row, 15 * max(1, -(-max(len(text) for text in texts) // 60)))
    head = top + len(about) + 1
    titles = ("列", "Column", "必填 Required", "类型 Type", "说明与取值", "Meaning and values")
    for position, title in enumerate(titles):
        sheet.write_string(head, position, title, bold)
    for row, column in enumerate(contract.columns, start=head + 1):
        _write_note(sheet, row, column, wrap)
    return head + 1 + len(contract.columns)


def _write_note(sheet: Worksheet, row: int, column: Column, wrap: Format) -> None:
    values, kind = allowed(column), TYPE_WORDS[column.type]
    must = column.required and column.default is None
    default = "" if column.default is None else f" (= {column.default})"
    secret = "；仅监督岗可见" if column.restricted else ""
    secret_en = "; visible to supervision alone" if column.restricted else ""
    zh = column.description.zh + (f"：{values.zh}" if values.zh else "") + secret
    en = column.description.en + (f": {values.en}" if values.en else "") + secret_en
    texts = (
        header(column),
        header_en(column),
        "是 yes" if must else f"否 no{default}",
        f"{kind.zh} / {kind.en}",
        zh,
        en,
    )
    for position, text in enumerate(texts):
        sheet.write_string(row, position, text, wrap)
