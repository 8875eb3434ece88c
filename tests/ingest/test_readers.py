"""Readers: encodings found or forced, delimiters, header rows, row numbers, archives."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import pytest

from ingest.errors import HeaderError, UnreadableFileError
from ingest.readers import open_tables
from warehouse.connection import connect

CHINESE = "月份,营业厅编码,客流量\n2026-10,东门营业厅,12\n2026-10,西门营业厅,13\n"
KOREAN = "성별,나이대,만족도\n여자,이십대,매우 만족\n남자,삼십대,보통이다\n"
WESTERN = "name,city,score\nCafé Molière,Besançon,5\nEl Niño,Málaga,6\nSmörgås,Malmö,7\n"


@pytest.mark.parametrize(
    ("text", "encoding", "found"),
    [
        (CHINESE, "utf-8", "utf-8"), (CHINESE, "utf-8-sig", "utf-8-sig"),
        (CHINESE, "utf-16", "utf-16"), (CHINESE, "gbk", "gb18030"), (CHINESE, "gb18030", "gb18030"),
        (KOREAN, "cp949", "cp949"), (WESTERN, "cp1252", "cp1252"), (WESTERN, "utf-8", "utf-8"),
        (WESTERN, "utf-16-le", "utf-16-le"),
    ],
)  # fmt: skip
def test_encoding_is_detected(text: str, encoding: str, found: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(text.encode(encoding))
    con = connect(None)
    (table,) = open_tables(con, path)
    assert table.encoding == found
    assert table.columns == tuple(text.splitlines()[0].split(","))
    last = con.execute(f"select * from {table.name} order by _row desc limit 1").fetchall()[0]
    assert list(last) == [len(text.splitlines()), *text.splitlines()[-1].split(",")]


def test_encoding_can_be_forced_and_an_unknown_one_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("naïve;x\n1;2\n".encode("cp850"))
    (table,) = open_tables(connect(None), path, encoding="cp850")
    assert table.columns == ("naïve", "x")
    with pytest.raises(UnreadableFileError, match="no encoding"):
        open_tables(connect(None), path, encoding="klingon")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "，"])
def test_delimiter_is_found(delimiter: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(CHINESE.replace(",", delimiter), encoding="utf-8")
    (table,) = open_tables(connect(None), path)
    assert (table.delimiter, len(table.columns), table.row_count) == (delimiter, 3, 2)


def test_header_under_title_rows_and_row_numbers(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("浙江公司,,\n十月,,\n" + CHINESE, encoding="utf-8")
    con = connect(None)
    (table,) = open_tables(con, path)
    assert table.header_row == 3
    assert con.execute(f"select min(_row), max(_row) from {table.name}").fetchall() == [(4, 5)]
    (forced,) = open_tables(con, path, header_row=4)
    assert forced.columns[0] == "2026-10"
    with pytest.raises(HeaderError, match="--header-row"):
        open_tables(con, path, header_row=40)


def test_archives_are_opened_by_content(tmp_path: Path) -> None:
    gz, packed = tmp_path / "a.csv", tmp_path / "b.dat"
    gz.write_bytes(gzip.compress(CHINESE.encode("gb18030")))
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("x/一月.csv", CHINESE)
        archive.writestr("__MACOSX/._x", b"junk")
    con = connect(None)
    assert open_tables(con, gz)[0].row_count == 2
    assert [table.file_name for table in open_tables(con, packed)] == ["一月.csv"]


def test_double_and_blank_headers_become_unique(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,A,,a\n1,2,3,4\n", encoding="utf-8")
    (table,) = open_tables(connect(None), path)
    assert table.columns == ("a", "A #2", "column 3", "a #3")
