"""Look into an XLSX before calamine does: its size unpacked, its cells, its shared strings.

calamine allocates the whole used range at once, so one cell in XFD1048576 would ask for 400 GB
and end the process; a stream over the XML finds that first, in constant memory.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from ingest.errors import LimitError, UnreadableFileError
from ingest.limits import (
    MAX_SHARED_TEXT_BYTES,
    MAX_UNPACK_RATIO,
    MAX_WORKBOOK_BYTES,
    MAX_WORKBOOK_CELLS,
    MIB,
    RATIO_FREE_BYTES,
)

CHUNK = 4 * MIB
OVERLAP = 64
_ROW = re.compile(rb'\sr="(\d{1,7})"')
_FAR_ROW = re.compile(rb'r="[A-Z]{1,3}(\d{6,7})"')
_SHARED = re.compile(rb't="s"')
_ADVICE = " Save the sheet as CSV, or remove what lies outside the table, and send it again."


def check_workbook(path: Path, file_name: str) -> None:
    """Raise LimitError for a workbook too large to hold, UnreadableFileError for a damaged one."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if any(member.flag_bits & 1 for member in members):
                raise UnreadableFileError(
                    f"{file_name} is protected by a password. Send it without one."
                )
            if not any(member.filename.startswith("xl/") for member in members):
                raise UnreadableFileError(
                    f"{file_name} is no XLSX workbook: it is a zip without sheets."
                    " An archive of files is named .zip; .xls and .xlsb are saved as .xlsx first."
                )
            budget = MAX_WORKBOOK_BYTES
            packed = max(path.stat().st_size, 1)
            longest_text, shared_cells = 0, 0
            for member in members:
                scan = _Scan(file_name, member.filename)
                for chunk in _read(archive, member):
                    budget -= len(chunk)
                    unpacked = MAX_WORKBOOK_BYTES - budget
                    if budget < 0 or (
                        unpacked > RATIO_FREE_BYTES and unpacked > packed * MAX_UNPACK_RATIO
                    ):
                        raise LimitError(
                            f"{file_name} ({packed / MIB:.1f} MB) unpacks to more than"
                            f" {unpacked // MIB} MB: too large for a workbook." + _ADVICE
                        )
                    scan.feed(chunk)
                longest_text = max(longest_text, scan.longest_text)
                shared_cells += scan.shared_cells
            if longest_text * shared_cells > MAX_SHARED_TEXT_BYTES and longest_text > 40_000:
                raise LimitError(
                    f"{file_name} repeats a text of {longest_text:,} characters in too many cells."
                    + _ADVICE
                )
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
        raise UnreadableFileError(
            f"{file_name} is damaged or cut short ({error}). Ask for the file again."
        ) from error


class _Scan:
    """Rows x columns of one sheet, or the longest shared string, from its XML as it streams by."""

    def __init__(self, file_name: str, member: str) -> None:
        self.file_name = file_name
        self.member = member
        self.is_sheet = member.startswith("xl/worksheets/") and member.endswith(".xml")
        self.is_strings = member.endswith("sharedStrings.xml")
        self.rows, self.columns = 1, "A"
        self.shared_cells = self.longest_text = 0
        self._open_text = 0
        self._tail = b""
        self._farther = _columns_after("A")

    def feed(self, chunk: bytes) -> None:
        seen = self._tail + chunk
        self._tail = seen[-OVERLAP:]
        if self.is_strings:
            pieces = chunk.split(b"</si>")
            lengths = [len(piece) for piece in pieces]
            lengths[0] += self._open_text
            self.longest_text = max(self.longest_text, *lengths)
            self._open_text = lengths[-1]
        if self.is_sheet:
            self._feed_sheet(seen, chunk)

    def _feed_sheet(self, seen: bytes, chunk: bytes) -> None:
        self.shared_cells += len(_SHARED.findall(chunk))
        for row in _ROW.findall(seen):
            self.rows = max(self.rows, int(row))
        for row in _FAR_ROW.findall(seen) if self.rows < 1_000_000 else ():
            self.rows = max(self.rows, int(row))
        while found := self._farther.search(seen):
            self.columns = found.group(1).decode()
            self._farther = _columns_after(self.columns)
        width = _column_number(self.columns)
        if self.rows * width > MAX_WORKBOOK_CELLS:
            raise LimitError(
                f"{self.file_name}, {self.member}: cells reach to {self.columns}{self.rows},"
                f" a range of {self.rows * width:,} cells." + _ADVICE
            )


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(member) as file:
        while chunk := file.read(CHUNK):
            yield chunk


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _columns_after(letters: str) -> re.Pattern[bytes]:
    """A pattern for cell references right of a column: few matches, all the rest at C speed."""
    longer = f"[A-Z]{{{len(letters) + 1},3}}" if len(letters) < 3 else ""
    right = [
        letters[:index] + f"[{chr(ord(letter) + 1)}-Z]" + f"[A-Z]{{{len(letters) - index - 1}}}"
        for index, letter in enumerate(letters)
        if letter != "Z"
    ]
    options = "|".join([option for option in [longer, *right] if option]) or "(?!)"
    return re.compile(rf'r="({options})\d'.encode())
