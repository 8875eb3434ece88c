"""Put rendered rows on disk as CSV, gzip or XLSX – the same bytes every time."""

import datetime as dt
import gzip
import io
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
NUMERIC_TYPES = ("integer", "number", "rating", "rate")


def write_file(path: Path, rows: pl.DataFrame, contract: Contract, style: Style) -> None:
    """Write one field file; `rows` are text columns under the sender's headers."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if style.file_format == "xlsx":
        _write_workbook(path, rows, contract, style)
    else:
        _write_delimited(path, rows, style)


def _write_delimited(path: Path, rows: pl.DataFrame, style: Style) -> None:
    buffer = io.BytesIO()
    rows.write_csv(buffer, separator=style.delimiter)
    content = buffer.getvalue()
    if style.encoding != "utf-8":
        content = content.decode("utf-8").encode(style.encoding)
    if style.is_gzipped:
        content = gzip.compress(content, compresslevel=1, mtime=0)
    path.write_bytes(content)


def _write_workbook(path: Path, rows: pl.DataFrame, contract: Contract, style: Style) -> None:
    """One sheet: a merged title row, the header below it, numbers and codes as Excel numbers."""
    numeric = {
        header(column, style)
        for column in contract.columns
        if column.type in NUMERIC_TYPES or column.name in NUMERIC_CODES
    }
    with xlsxwriter.Workbook(
        path, {"strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        book.set_properties({"created": MADE_AT})
        sheet = book.add_worksheet("数据")
        if style.title:
            sheet.merge_range(0, 0, 0, max(1, rows.width - 1), style.title)
        top = 1 if style.title else 0
        sheet.write_row(top, 0, rows.columns)
        for position, name in enumerate(rows.columns):
            cells = (
                [_cell(text) for text in rows[name]] if name in numeric else rows[name].to_list()
            )
            sheet.write_column(top + 1, position, cells)


def _cell(text: str) -> str | float:
    """A number where the text is one."""
    try:
        return float(text)
    except ValueError:
        return text
