"""Put rendered rows on disk as CSV, gzip or XLSX – the same bytes every time."""

import datetime as dt
import gzip
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import xlsxwriter

from ingest.contract import Contract
from ingest.sample.rendering import header
from ingest.sample.styles import Style

# A workbook carries the time it was made, and a gzip file too: ours carry this one.
MADE_AT = dt.datetime(2026, 1, 1)
NUMERIC_CODES = ("province_code", "city_code", "hall_code", "customer_key")
"""Codes that Excel turns into numbers when people paste them."""
NUMERIC_TYPES = ("integer", "number", "rating", "rate", "percent")


@dataclass(frozen=True)
class Sheet:
    """One table of a file: text columns under the sender's headers."""

    name: str
    rows: pl.DataFrame
    contract: Contract


def write_file(path: Path, sheets: Sequence[Sheet], style: Style) -> None:
    """Write one field file; only workbooks hold more than one sheet."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if style.file_format == "xlsx":
        _write_workbook(path, sheets, style)
    else:
        (sheet,) = sheets
        _write_delimited(path, sheet.rows, style)


def _write_delimited(path: Path, rows: pl.DataFrame, style: Style) -> None:
    buffer = io.BytesIO()
    rows.write_csv(buffer, separator=style.delimiter)
    content = buffer.getvalue()
    if style.encoding != "utf-8":
        content = content.decode("utf-8").encode(style.encoding)
    if style.is_gzipped:
        content = gzip.compress(content, compresslevel=1, mtime=0)
    path.write_bytes(content)


def _write_workbook(path: Path, sheets: Sequence[Sheet], style: Style) -> None:
    with xlsxwriter.Workbook(
        path, {"strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        book.set_properties({"created": MADE_AT})
        for sheet in sheets:
            _write_sheet(book.add_worksheet(sheet.name or "数据"), sheet, style)


def _write_sheet(page: xlsxwriter.worksheet.Worksheet, sheet: Sheet, style: Style) -> None:
    """A merged title row, the header below it, numbers and codes as Excel numbers."""
    rows = sheet.rows
    numeric = {
        header(column, style)
        for column in sheet.contract.columns
        if column.type in NUMERIC_TYPES or column.name in NUMERIC_CODES
    }
    if style.title:
        page.merge_range(0, 0, 0, max(1, rows.width - 1), style.title)
    top = 1 if style.title else 0
    page.write_row(top, 0, rows.columns)
    for position, name in enumerate(rows.columns):
        cells = [_cell(text) for text in rows[name]] if name in numeric else rows[name].to_list()
        page.write_column(top + 1, position, cells)


def _cell(text: str) -> str | float:
    """A number where the text is one."""
    try:
        return float(text)
    except ValueError:
        return text
