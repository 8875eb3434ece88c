"""Any file the field sends, as tables of text: the one door for CSV, XLSX, Parquet, gzip and zip.

What a file is, its bytes say; its name is not trusted.
"""

from __future__ import annotations

import zipfile
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from ingest.archives import Unpacked, unpack_gzip, unpack_zip
from ingest.contract import load_contracts
from ingest.delimited import check_headers, read_delimited
from ingest.encoding import kind_of
from ingest.errors import HeaderError, LimitError, UnreadableFileError
from ingest.headers import unique_headers
from ingest.limits import MAX_FILE_BYTES, MIB
from ingest.tables import MappedTable, SourceTable, literal, quote, row_count, temp_name
from ingest.workbook import read_workbook

__all__ = ["MappedTable", "SourceTable", "known_headers", "open_tables"]


def open_tables(
    con: duckdb.DuckDBPyConnection,
    path: Path,
    *,
    encoding: str | None = None,
    sheet: str | None = None,
    header_row: int | None = None,
    delimiter: str | None = None,
) -> list[SourceTable]:
    """Read a file into temp tables of `con`, one per sheet or archived file.

    `header_row` counts as a person does, from 1. Raises IngestError subclasses with a message for
    the sender: UnreadableFileError, LimitError, HeaderError.
    """
    path = Path(path)
    if header_row is not None and header_row < 1:
        raise HeaderError("--header-row counts from 1.")
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise UnreadableFileError(f"{path.name} is no regular file.")
        with path.open("rb") as file:
            head = file.read(4096)
    except OSError as error:
        raise UnreadableFileError(f"{path} cannot be opened: {error.strerror}.") from error
    if size == 0:
        raise UnreadableFileError(f"{path.name} is empty (0 bytes). Ask for the file again.")
    if size > MAX_FILE_BYTES:
        raise LimitError(
            f"{path.name} has {size // MIB:,} MB; the limit is {MAX_FILE_BYTES // MIB:,} MB."
        )
    return _open(
        con, Unpacked(path, path.name), head, encoding, sheet, header_row, delimiter, depth=0
    )


@cache
def known_headers() -> frozenset[str]:
    """Every header name of every contract, folded: what a header row is recognised by."""
    return frozenset(
        alias for contract in load_contracts().values() for alias in contract.column_by_alias
    )


def _open(
    con: duckdb.DuckDBPyConnection,
    item: Unpacked,
    head: bytes,
    encoding: str | None,
    sheet: str | None,
    header_row: int | None,
    delimiter: str | None,
    depth: int,
) -> list[SourceTable]:
    is_zip = head.startswith((b"PK\x03\x04", b"PK\x05\x06"))
    if is_zip and _is_workbook(item):
        return read_workbook(
            con,
            item.path,
            file_name=item.name,
            sheet=sheet,
            header_row=header_row,
            known=known_headers(),
        )
    if is_zip or head.startswith(b"\x1f\x8b"):
        if depth >= 2:
            raise LimitError(f"{item.name}: archives within archives within archives are not read.")
        return _open_archive(con, item, is_zip, encoding, sheet, header_row, delimiter, depth)
    if head.startswith(b"PAR1"):
        return [_read_parquet(con, item)]
    if (kind := kind_of(head)) is not None:
        raise UnreadableFileError(
            f"{item.name} is {kind}, not a table. Send CSV, XLSX or Parquet, also as zip or gzip."
        )
    if sheet is not None and depth == 0:
        raise HeaderError(f"{item.name} is delimited text and has no sheets; leave --sheet away.")
    table = read_delimited(
        con,
        item.path,
        file_name=item.name,
        encoding=encoding,
        header_row=header_row,
        known=known_headers(),
        delimiter=delimiter,
    )
    return [table]


def _is_workbook(item: Unpacked) -> bool:
    if item.name.lower().endswith((".xlsx", ".xlsm")):
        return True
    try:
        with zipfile.ZipFile(item.path) as archive:
            return any(name.startswith("xl/") for name in archive.namelist())
    except (zipfile.BadZipFile, OSError):
        return False


def _open_archive(
    con: duckdb.DuckDBPyConnection,
    item: Unpacked,
    is_zip: bool,
    encoding: str | None,
    sheet: str | None,
    header_row: int | None,
    delimiter: str | None,
    depth: int,
) -> list[SourceTable]:
    with TemporaryDirectory(prefix="shortboard-") as folder:
        packed = Path(folder)
        members = unpack_zip(item.path, packed) if is_zip else [unpack_gzip(item.path, packed)]
        tables: list[SourceTable] = []
        for number, member in enumerate(members, start=1):
            with member.path.open("rb") as file:
                head = file.read(4096)
            if not head:
                raise UnreadableFileError(f"{item.name}: {member.name} is empty (0 bytes).")
            inner = packed / f"in{number}"
            inner.mkdir()
            tables += _open(con, member, head, encoding, sheet, header_row, delimiter, depth + 1)
            member.path.unlink()
        return tables


def _read_parquet(con: duckdb.DuckDBPyConnection, item: Unpacked) -> SourceTable:
    source = f"read_parquet({literal(str(item.path))}, file_row_number = true)"
    try:
        described = con.execute(f"describe select * from {source}").fetchall()
        names = [str(row[0]) for row in described if row[0] != "file_row_number"]
        headers = unique_headers(names)
        check_headers(headers, item.name)
        columns = ", ".join(
            f"{quote(old)}::varchar as {quote(new)}"
            for old, new in zip(names, headers, strict=True)
        )
        name = temp_name("parquet")
        # Row 2 is the first record, as in the other formats: the names count as a header row.
        con.execute(
            f"create temp table {name} as"
            f" select file_row_number + 2 as _row, {columns} from {source}"
        )
    except duckdb.Error as error:
        raise UnreadableFileError(
            f"{item.name} is a damaged Parquet file ({str(error).splitlines()[0]})."
            " Ask for the file again."
        ) from error
    return SourceTable(
        name=name,
        columns=headers,
        row_count=row_count(con, name),
        file_name=item.name,
        kind="parquet",
    )
