"""Small bad files: each ends in a clear message or loaded-with-rejects, none in a stack trace."""

from __future__ import annotations

import gzip
import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from tests.ingest.loading import (
    MONTHLY,
    SURVEY,
    TICKETS,
    Scratch,
    monthly_rows,
    scratch,
    survey_rows,
)

GOOD = "\n".join([MONTHLY, *monthly_rows()]) + "\n"
Case = tuple[str, str, Callable[[Path], None], set[str]]
CASES: dict[str, tuple[str, bytes | Callable[[Path], None], set[str], str]] = {}


def case(name: str, file: str, content: bytes | str, outcome: str, says: str = "") -> None:
    """One bad file: `outcome` may name several statuses with |; `says` must be in the message."""
    raw = content.encode() if isinstance(content, str) else content
    CASES[name] = (file, raw, set(outcome.split("|")), says)


def lines(*extra: str, count: int = 20) -> str:
    return "\n".join([MONTHLY, *monthly_rows(count), *extra]) + "\n"


def workbook(fill: Callable[[openpyxl.Workbook], None]) -> bytes:
    book = openpyxl.Workbook()
    fill(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def sheet_of(rows: list[list[object]], title: str = "Sheet1") -> bytes:
    def fill(book: openpyxl.Workbook) -> None:
        sheet = book.active
        assert sheet is not None
        sheet.title = title
        for row in rows:
            sheet.append(row)

    return workbook(fill)


def zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def with_member(book: bytes, name: str, content: bytes) -> bytes:
    """A workbook with one member replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(out, "w", 8) as new:
        for item in old.namelist():
            new.writestr(item, content if item == name else old.read(item))
    return out.getvalue()


def png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", 2, 2, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 14))


HEAD: list[object] = list(MONTHLY.split(","))
ROWS: list[list[object]] = [list(row.split(",")) for row in monthly_rows()]
BOOK = sheet_of([HEAD, *ROWS])
FAR = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
FAR_SHEET = (
    FAR + b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c>'
    b"</row></sheetData></worksheet>"
)

case("zero_bytes", "a.csv", b"", "refused", "empty")
case("only_blank_lines", "a.csv", b"\n\n\n", "refused")
case("header_only", "a.csv", MONTHLY + "\n", "refused", "no rows")
case("no_header", "a.csv", "\n".join(monthly_rows()) + "\n", "refused", "header")
case("foreign_header", "a.csv", "foo,bar\n1,2\n", "refused", "mapping")
case("required_column_missing", "a.csv", GOOD.replace("客流量", "别的"), "refused", "footfall")
case("duplicate_column", "a.csv", GOOD.replace("开放台席", "客流量"), "refused", "both mean")
case(
    "two_aliases_of_one_column",
    "a.csv",
    GOOD.replace("开放台席", "footfall"),
    "refused",
    "both mean",
)
case("png_named_csv", "a.csv", png(), "refused", "PNG")
case("jpeg_named_xlsx", "a.xlsx", b"\xff\xd8\xff\xe0" + b"\0" * 200, "refused", "JPEG")
case("pdf_named_csv", "a.csv", b"%PDF-1.7\n%\xe2\xe3\n", "refused", "PDF")
case("old_xls", "a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "refused", "xls")
case(
    "html_named_xls", "a.csv", "<html><table><tr><td>月份</td></tr></table>", "refused", "web page"
)
case("random_bytes", "a.csv", random.Random(1).randbytes(5000), "refused")
case("nul_bytes_everywhere", "a.csv", b"\0" * 5000, "refused")
case("nul_byte_in_one_row", "a.csv", lines().replace("H0003", "H0\x0003"), "loaded")
case("utf16_le_bom", "a.csv", b"\xff\xfe" + GOOD.encode("utf-16-le"), "loaded")
case("utf16_be_without_bom", "a.csv", GOOD.replace("月份", "month").encode("utf-16-be"), "loaded")
case("utf32", "a.csv", GOOD.encode("utf-32"), "loaded")
case("utf8_bom", "a.csv", b"\xef\xbb\xbf" + GOOD.encode(), "loaded")
case("gb18030", "a.csv", GOOD.encode("gb18030"), "loaded")
case(
    "gb18030_cut_in_a_character",
    "a.csv",
    (GOOD + "2026-10,330000,330100,厅").encode("gb18030")[:-1],
    "loaded",
)
case("utf8_with_one_bad_byte", "a.csv", lines().encode().replace(b"H0004", b"H\xff04"), "loaded")
case(
    "mixed_encodings",
    "a.csv",
    GOOD.encode() + "2026-10,330000,330100,厅甲乙丙,5,1\n".encode("gb18030") * 3,
    "loaded|refused",
)
case("mac_line_ends", "a.csv", GOOD.replace("\n", "\r"), "loaded")
case("mixed_line_ends", "a.csv", GOOD.replace("\n", "\r\n", 3), "loaded")
case(
    "quote_never_closed",
    "a.csv",
    lines('2026-10,330000,330100,"H9999,1,1', "2026-10,330000,330100,H9998,1,1"),
    "loaded",
)
case("stray_quotes", "a.csv", lines('2026-10,330000,330100,H"99"9,1,1'), "loaded")
case("too_many_cells", "a.csv", lines("2026-10,330000,330100,H9999,1,234,5"), "loaded")
case("too_few_cells", "a.csv", lines("2026-10,330000"), "loaded")
case("blank_lines_between", "a.csv", GOOD.replace("\n", "\n\n"), "loaded")
case(
    "million_character_cell",
    "a.csv",
    lines(f"2026-10,330000,330100,{'x' * 1_000_000},1,1"),
    "loaded",
)
case("million_character_header", "a.csv", "x" * 1_000_000 + "," + GOOD, "refused")
case(
    "ten_thousand_columns",
    "a.csv",
    ",".join(f"c{n}" for n in range(10_000)) + "\n1\n",
    "refused",
    "columns",
)
case(
    "mixed_dates",
    "a.csv",
    SURVEY
    + "\n"
    + "\n".join(
        survey_rows(10, day="31/1/2026")
        + [row.replace("R0", "S0") for row in survey_rows(2, day="2/25/2026")]
    ),
    "loaded",
)
case(
    "impossible_dates",
    "a.csv",
    lines("2026-13,330000,330100,H9,1,1", "2026-02-30,330000,330100,H8,1,1"),
    "loaded",
)
case(
    "overflowing_numbers",
    "a.csv",
    lines(
        "2026-10,330000,330100,H9,99999999999999999999999,1",
        "2026-10,330000,330100,H8,1e400,1",
        "2026-10,330000,330100,H7,nan,inf",
    ),
    "loaded",
)
case(
    "negative_and_fractional_counts",
    "a.csv",
    lines("2026-10,330000,330100,H9,-5,1", "2026-10,330000,330100,H8,1.5,1"),
    "loaded",
)
case(
    "formulas_as_text",
    "a.csv",
    lines("2026-10,330000,330100,=HYPERLINK(A1),=SUM(A1:A9),1"),
    "loaded",
)
case("code_as_power_of_ten", "a.csv", lines("2026-10,330000,330100,3.30E+10,5,1"), "loaded")
case(
    "sql_in_cells",
    "a.csv",
    lines("2026-10,330000,330100,'; drop table raw._loads; --,5,1"),
    "loaded",
)
case("sql_in_header", "a.csv", GOOD.replace("开放台席", "x'); drop schema raw; --"), "loaded")
case("emoji_and_right_to_left", "a.csv", lines("2026-10,330000,330100,H9\u202e😀,5,1"), "loaded")
case(
    "everything_wrong",
    "a.csv",
    MONTHLY + "\n" + "x,y,z,,q,r\n" * 10,
    "refused",
    "break the contract",
)
case("totals_only", "a.csv", MONTHLY + "\n合计,,,,99,9\n总计,,,,99,9\n", "refused")
case(
    "same_key_other_content",
    "a.csv",
    lines(*["2026-10,330000,330100,H9999,5,1", "2026-10,330000,330100,H9999,6,1"]),
    "loaded",
)
case("survey_on_0_to_100", "a.csv", "\n".join([SURVEY, *survey_rows(40, score=85)]), "refused")
case("truncated_gzip", "a.csv.gz", gzip.compress(GOOD.encode() * 50)[:-30], "refused", "cut short")
case("gzip_of_nothing", "a.csv.gz", gzip.compress(b""), "refused", "empty")
case("gzip_bomb", "a.csv.gz", gzip.compress(b"0" * 300_000_000, 9), "refused", "unpacks")
case("truncated_zip", "a.zip", zipped({"a.csv": GOOD.encode() * 50})[:-40], "refused", "cut short")
case("empty_zip", "a.zip", zipped({}), "refused")
case("zip_bomb", "a.zip", zipped({"a.csv": b"0" * 300_000_000}), "refused", "unpacks")
case(
    "zip_path_traversal",
    "a.zip",
    zipped({"../../../../tmp/escaped_by_zip.csv": GOOD.encode()}),
    "loaded",
)
case(
    "zip_in_zip_in_zip",
    "a.zip",
    zipped({"b.zip": zipped({"c.zip": zipped({"a.csv": GOOD.encode()})})}),
    "refused",
)
case(
    "zip_with_a_picture",
    "a.zip",
    zipped({"a.csv": GOOD.encode(), "b.png": png()}),
    "refused",
    "PNG",
)
case("truncated_xlsx", "a.xlsx", BOOK[: len(BOOK) // 2], "refused", "damaged")
case("zip_named_xlsx", "a.xlsx", zipped({"a.csv": GOOD.encode()}), "refused", "no XLSX")
case("xlsx_named_csv", "a.csv", BOOK, "loaded")
case("xlsx_without_rows", "a.xlsx", sheet_of([]), "refused")
case("xlsx_wrong_sheets", "a.xlsx", sheet_of([["a", "b"], [1, 2]], "说明"), "refused")
case("xlsx_title_rows", "a.xlsx", sheet_of([["浙江公司十月客流"], [], HEAD, *ROWS]), "loaded")
case(
    "xlsx_error_cells",
    "a.xlsx",
    sheet_of([HEAD, *ROWS, ["2026-10", "330000", "330100", "H9", "#REF!", 1]]),
    "loaded",
)
case(
    "xlsx_formulas_not_computed",
    "a.xlsx",
    sheet_of([HEAD, *ROWS, ["2026-10", "330000", "330100", "H9", "=1+1", 1]]),
    "loaded",
)
case(
    "xlsx_numbers_as_codes",
    "a.xlsx",
    sheet_of([HEAD, *[["2026-10", 330000.0, 330100.0, f"H{n}", 5.0, 1] for n in range(9)]]),
    "loaded",
)
case(
    "xlsx_one_far_cell",
    "a.xlsx",
    with_member(BOOK, "xl/worksheets/sheet1.xml", FAR_SHEET),
    "refused",
    "XFD1048576",
)
case(
    "xlsx_unpacks_to_gigabytes",
    "a.xlsx",
    with_member(BOOK, "xl/worksheets/sheet1.xml", FAR + b" " * 400_000_000),
    "refused",
    "unpacks",
)
case(
    "xlsx_broken_xml",
    "a.xlsx",
    with_member(BOOK, "xl/worksheets/sheet1.xml", FAR + b"<row><c r="),
    "refused",
)
case("parquet_cut_short", "a.parquet", b"PAR1" + b"\0" * 100, "refused", "damaged")


@pytest.fixture
def house(tmp_path: Path) -> object:
    with scratch(tmp_path) as made:
        yield made


@pytest.mark.timeout(60)
@pytest.mark.parametrize("name", CASES)
def test_bad_file_ends_in_a_message_or_rejects(name: str, house: Scratch) -> None:
    file, content, outcomes, says = CASES[name]
    assert isinstance(content, bytes)
    result = house.load(house.write(file, content))
    assert result.status in outcomes, (result.status, result.message)
    assert file in result.message
    assert says in result.message, result.message
    assert "Traceback" not in result.message
    house.assert_consistent()
    ledger = house.rows(
        "select status, rows_read, rows_accepted, rows_rejected, rows_collapsed from raw._loads"
    )
    assert [row[0] for row in ledger] == [result.status]
    if result.status == "loaded":
        assert ledger[0][1] == sum(ledger[0][2:])
    rejected = house.rows("select count(distinct (sheet, row_no)) from raw._rejects")[0][0]
    assert rejected == ledger[0][3], "every rejected row is explained"


def test_there_are_at_least_forty_bad_files() -> None:
    assert len(CASES) >= 40


def test_nothing_escaped_from_the_zip(house: Scratch) -> None:
    house.load(house.write("a.zip", CASES["zip_path_traversal"][1]))  # type: ignore[arg-type]
    assert not Path("/tmp/escaped_by_zip.csv").exists()


def test_rows_of_a_damaged_file_keep_their_numbers(house: Scratch) -> None:
    content = lines('2026-10,330000,330100,"H9999,1,1').replace("H0003", "H0\x0003")
    house.load(house.write("a.csv", content))
    assert house.rows("select row_no, reason_code from raw._rejects order by 1") == [
        (4, "nul_byte"),
        (22, "unclosed_quote"),
    ]
    assert house.rows("select _row from raw.hall_monthly where hall_code = 'H0020'") == [(21,)]


def test_link_out_of_the_inbox_is_passed_over(house: Scratch, tmp_path: Path) -> None:
    from ingest.inbox import find_files

    secret = tmp_path / "secret.csv"
    secret.write_text(GOOD)
    (house.folder / "link.csv").symlink_to(secret)
    (house.folder / "loop").symlink_to(house.folder)
    inside = house.write("inside.csv", GOOD)
    assert find_files([house.folder]) == [inside]


def test_missing_file_and_folder_as_file_are_refused(house: Scratch) -> None:
    assert "cannot be" in house.load(house.folder / "nowhere.csv").message
    folder = house.folder / "folder.csv"
    folder.mkdir()
    assert house.load(folder).status == "refused"


def test_parquet_with_typed_columns_loads(house: Scratch) -> None:
    path = house.folder / "a.parquet"
    pl.DataFrame(
        {"month": ["2026-10"], "hall_code": ["0071"], "footfall": [12], "city_code": [330100]}
    ).write_parquet(path)
    assert house.load(path).status == "loaded"
    assert house.rows("select hall_code, footfall, city_code from raw.hall_monthly") == [
        ("0071", 12, "330100")
    ]


def test_tickets_with_damaged_texts_are_masked_in_rejects(house: Scratch) -> None:
    rows = [f"T{n},2026-10-01 10:00,330100,1381234567{n},故障,,是,好" for n in range(9)]
    rows.append("T9,昨天 13912345678,330100,13812345679,故障,,是,请回电13700001111")
    house.load(house.write("t.csv", [TICKETS, *rows]))
    (value, row) = house.rows("select value, raw_row from raw._rejects")[0]
    assert "139" not in value and "137" not in row and "138" not in row
