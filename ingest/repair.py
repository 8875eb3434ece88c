"""Delimited files DuckDB's strict reader refuses, record by record: keep the good, name the bad.

Only files with blank lines, ragged rows, stray quotes, NUL bytes, over-long or undecodable records
come here (DuckDB's own lenient modes drop cells silently or lose the row numbers). The good
records are written to a clean CSV with their row number; the others become BrokenRow.
"""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from ingest.encoding import REPLACEMENT
from ingest.limits import MAX_LINE_BYTES, MAX_RECORD_LINES
from ingest.tables import BrokenRow

KEPT_TEXT = 200


def rewrite(
    source: Path, target: Path, *, delimiter: str, width: int, header_row: int
) -> tuple[BrokenRow, ...]:
    """Copy the records after `header_row` to `target`: strict CSV, row number and `width` cells.

    Short records are filled with blanks, blank cells beyond the header are dropped.
    """
    csv.field_size_limit(MAX_LINE_BYTES * 2)
    broken: list[BrokenRow] = []
    with (
        source.open(encoding="utf-8-sig", errors="replace", newline="") as lines,
        target.open("w", encoding="utf-8", newline="") as out,
    ):
        writer = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_MINIMAL)
        for row_no, record, text in read_records(lines, delimiter):
            if row_no <= header_row or (record is not None and not any(record)):
                continue
            reason = _fault(record, text, width)
            if record is None or reason is not None:
                broken.append(BrokenRow(row_no, reason or "unclosed_quote", text[:KEPT_TEXT]))
                continue
            cells = [*record[:width], *[""] * (width - len(record))]
            writer.writerow([row_no, *cells])
    return tuple(broken)


def read_records(lines: TextIO, delimiter: str) -> Iterator[tuple[int, list[str] | None, str]]:
    """(row number, cells or None, raw text); a quote never closed spoils one line only."""
    queue: deque[str] = deque()
    row_no = 0
    while True:
        line = queue.popleft() if queue else lines.readline(MAX_LINE_BYTES)
        if not line:
            return
        row_no += 1
        if len(line) >= MAX_LINE_BYTES:
            while line and not line.endswith("\n"):
                line = lines.readline(MAX_LINE_BYTES)
            yield row_no, None, "…"
            continue
        if '"' not in line:
            yield row_no, line.rstrip("\r\n").split(delimiter), line
            continue
        taken = [line]
        record = _parse(taken, delimiter)
        while record is None and len(taken) <= MAX_RECORD_LINES:
            following = queue.popleft() if queue else lines.readline(MAX_LINE_BYTES)
            if not following:
                break
            taken.append(following)
            record = _parse(taken, delimiter)
        if record is None:
            queue.extendleft(reversed(taken[1:]))
            yield row_no, None, line
        else:
            yield row_no, record, "".join(taken)


def _parse(lines: list[str], delimiter: str) -> list[str] | None:
    # strict: an open quote at the end of the input is an error instead of a silent end
    if "".join(lines).count('"') % 2:
        return None
    try:
        return next(csv.reader(["".join(lines)], delimiter=delimiter, strict=True), [])
    except csv.Error:
        try:
            return next(csv.reader(["".join(lines)], delimiter=delimiter), [])
        except csv.Error:
            return None


def _fault(record: list[str] | None, text: str, width: int) -> str | None:
    if record is None:
        return "too_long" if text == "…" else "unclosed_quote"
    if REPLACEMENT in text:
        return "undecodable"
    if "\x00" in text:
        return "nul_byte"
    if any(record[width:]):
        return "too_many_columns"
    return None
