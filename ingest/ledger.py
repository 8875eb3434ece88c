"""The ledger of loads (raw._loads): what came when, with what result, and who let it through."""

from __future__ import annotations

import getpass
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import xlsxwriter

from ingest.errors import LoadError

STATUSES = ("loaded", "passed", "quarantined", "accepted", "refused")
MIN_REASON = 5
EXCEL_ROWS = 1_000_000


@dataclass(frozen=True)
class Load:
    """One line of the ledger."""

    load_id: int
    source: str
    path: str
    file_name: str
    sha256: str
    contract_version: int | None
    mapping_sha256: str | None
    rows_read: int
    rows_accepted: int
    rows_rejected: int
    rows_collapsed: int
    rows_superseded: int
    period_min: date | None
    period_max: date | None
    status: str
    status_reason: str | None
    started_at: datetime
    ended_at: datetime
    warnings: tuple[str, ...]

    def line(self) -> dict[str, object]:
        """What a list of loads shows of it."""
        return {
            "load": self.load_id,
            "source": self.source,
            "file": self.file_name,
            "rows": f"{self.rows_accepted:,}",
            "rejected": f"{self.rows_rejected:,}",
            "from": self.period_min,
            "to": self.period_max,
            "status": self.status,
            "reason": self.status_reason,
        }


_FIELDS = (
    "load_id, source, path, file_name, sha256, contract_version, mapping_sha256, rows_read,"
    " rows_accepted, rows_rejected, rows_collapsed, rows_superseded, period_min, period_max,"
    " status, status_reason, started_at, ended_at, warnings"
)


def list_loads(
    con: duckdb.DuckDBPyConnection,
    *,
    source: str | None = None,
    status: str | None = None,
    limit: int | None = None,
) -> list[Load]:
    """Ledger lines, newest first."""
    rows = con.execute(
        f"select {_FIELDS} from raw._loads where ($1 is null or source = $1)"
        " and ($2 is null or status = $2) order by load_id desc limit $3",
        [source, status, limit if limit is not None else 2**31],
    ).fetchall()
    return [_load(row) for row in rows]


def get_load(con: duckdb.DuckDBPyConnection, load_id: int) -> Load:
    """One ledger line; raises LoadError when there is none."""
    rows = con.execute(f"select {_FIELDS} from raw._loads where load_id = ?", [load_id]).fetchall()
    if not rows:
        raise LoadError(f"There is no load {load_id}. List them: shortboard loads")
    return _load(rows[0])


def find_same(con: duckdb.DuckDBPyConnection, sha256: str) -> list[Load]:
    """Earlier loads of the same bytes, newest first."""
    rows = con.execute(
        f"select {_FIELDS} from raw._loads where sha256 = ? order by load_id desc", [sha256]
    ).fetchall()
    return [_load(row) for row in rows]


def set_status(
    con: duckdb.DuckDBPyConnection, load_id: int, status: str, reason: str | None = None
) -> None:
    """Set a load's status (the gate's verdict); a refused load has no rows and stays refused."""
    if status not in STATUSES:
        raise LoadError(f"“{status}” is no status; use one of {', '.join(STATUSES)}.")
    load = get_load(con, load_id)
    if load.status == "refused":
        raise LoadError(f"Load {load_id} was refused and has no rows: {load.status_reason}")
    con.execute(
        "update raw._loads set status = ?, status_reason = ? where load_id = ?",
        [status, reason, load_id],
    )


def accept_load(
    con: duckdb.DuckDBPyConnection, load_id: int, reason: str, by: str | None = None
) -> Load:
    """Let a quarantined load through by a person's decision; name and reason stay in the ledger."""
    reason = reason.strip()
    if len(reason) < MIN_REASON:
        raise LoadError("Say why the load is accepted: --reason TEXT (it stays in the ledger).")
    load = get_load(con, load_id)
    if load.status != "quarantined":
        raise LoadError(
            f"Load {load_id} is {load.status}; only a quarantined load can be accepted."
            + (" Mend the file and ingest it again." if load.status == "refused" else "")
        )
    con.execute(
        "update raw._loads set status = 'accepted', accepted_by = ?, accepted_reason = ?"
        " where load_id = ?",
        [by or _user(), reason, load_id],
    )
    return get_load(con, load_id)


@dataclass(frozen=True)
class Reject:
    """One rejected cell or row, as the person who mends the file needs it."""

    load_id: int
    source: str
    file_name: str
    sheet: str | None
    row_no: int | None
    column_name: str | None
    value: str | None
    reason_code: str
    reason_zh: str
    reason_en: str
    raw_row: str | None

    def line(self) -> dict[str, object]:
        """What a list of rejects shows of it."""
        return {
            "load": self.load_id,
            "file": self.file_name,
            "sheet": self.sheet,
            "row": self.row_no,
            "column": self.column_name,
            "value": self.value,
            "reason": self.reason_en,
        }


def list_rejects(
    con: duckdb.DuckDBPyConnection,
    *,
    load_id: int | None = None,
    source: str | None = None,
    limit: int | None = None,
) -> list[Reject]:
    """Rejects, newest load first, in file order."""
    rows = con.execute(
        "select load_id, source, file_name, sheet, row_no, column_name, value, reason_code,"
        " reason_zh, reason_en, raw_row from raw._rejects where ($1 is null or load_id = $1)"
        " and ($2 is null or source = $2)"
        " order by load_id desc, file_name, sheet, row_no, column_name limit $3",
        [load_id, source, limit if limit is not None else 2**31],
    ).fetchall()
    return [Reject(*row) for row in rows]


def export_rejects(
    con: duckdb.DuckDBPyConnection,
    path: Path,
    *,
    load_id: int | None = None,
    source: str | None = None,
) -> int:
    """Write the rejects to an XLSX for the field; returns how many lines. Texts stay texts."""
    headings = ("Load 批次", "Source 数据源", "File 文件", "Sheet 工作表", "Row 行", "Column 列",
                "Found 内容", "Code 代码", "原因", "Reason", "Row content 整行")  # fmt: skip
    widths = (8, 20, 30, 14, 8, 22, 26, 16, 44, 44, 60)
    rejects = list_rejects(con, load_id=load_id, source=source, limit=EXCEL_ROWS)
    try:
        # a cell beginning with = must never become a formula in the reader's Excel
        with xlsxwriter.Workbook(
            str(path), {"strings_to_formulas": False, "strings_to_urls": False}
        ) as book:
            sheet = book.add_worksheet("rejects 拒收")
            bold = book.add_format({"bold": True})
            for column, (heading, width) in enumerate(zip(headings, widths, strict=True)):
                sheet.write_string(0, column, heading, bold)
                sheet.set_column(column, column, width)
            for row, reject in enumerate(rejects, start=1):
                for column, value in enumerate(vars(reject).values()):
                    if isinstance(value, int):
                        sheet.write_number(row, column, value)
                    elif value is not None:
                        sheet.write_string(row, column, str(value)[:32_000])
            sheet.freeze_panes(1, 0)
            sheet.autofilter(0, 0, max(len(rejects), 1), len(headings) - 1)
    except (OSError, xlsxwriter.exceptions.XlsxWriterException) as error:
        raise LoadError(f"{path} cannot be written: {error}. Choose another place.") from error
    return len(rejects)


def next_load_id(con: duckdb.DuckDBPyConnection) -> int:
    """The number of the next load; call it inside the transaction that writes the ledger line."""
    # refused loads keep their rejects, so the ledger alone knows every number given out
    return int(con.execute("select coalesce(max(load_id), 0) + 1 from raw._loads").fetchall()[0][0])


def utc_now() -> datetime:
    """Now, as the ledger writes it: UTC without zone."""
    return datetime.now(UTC).replace(tzinfo=None)


def _load(row: tuple[object, ...]) -> Load:
    *plain, warnings = row
    texts = tuple(json.loads(str(warnings))) if warnings else ()
    return Load(*plain, texts)  # type: ignore[call-arg, arg-type]


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"
