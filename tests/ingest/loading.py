"""What the ingest tests share: a scratch warehouse and small files of known sources."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from ingest.load import LoadResult, load_file
from warehouse.connection import connect
from warehouse.settings import Settings, load_settings

MONTHLY = "月份,省份编码,地市编码,营业厅编码,客流量,开放台席"
SURVEY = "样本编号,波次,访问日期,问卷类型,省份编码,地市编码,营业厅编码,总体满意度,服务态度,意见建议"
TICKETS = "工单编号,受理时间,地市编码,用户号码,投诉类型,解决时间,是否达标,投诉内容"


def monthly_rows(count: int = 10, month: str = "2026-10") -> list[str]:
    return [f"{month},330000,330100,H{n:04d},{1000 + n},4" for n in range(1, count + 1)]


def survey_rows(count: int = 10, score: int = 8, day: str = "2026-10-15") -> list[str]:
    return [
        f"R{n:04d},2026-B5,{day},感知,330000,330100,H0001,{score},{score},很好"
        for n in range(1, count + 1)
    ]


@dataclass
class Scratch:
    """A scratch warehouse in memory and a folder for files."""

    settings: Settings
    con: duckdb.DuckDBPyConnection
    folder: Path

    def write(
        self, name: str, content: str | bytes | Sequence[str], encoding: str = "utf-8"
    ) -> Path:
        path = self.folder / name
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            text = content if isinstance(content, str) else "\n".join(content) + "\n"
            path.write_bytes(text.encode(encoding))
        return path

    def load(self, path: Path, **options: Any) -> LoadResult:
        return load_file(self.settings, self.con, path, **options)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return self.con.execute(sql).fetchall()

    def pass_gate(self) -> None:
        self.con.execute("update raw._loads set status = 'passed' where status = 'loaded'")

    def assert_consistent(self) -> None:
        """Ledger = rows in raw, for every source: nothing is half loaded."""
        for (source,) in self.rows(
            "select table_name from information_schema.tables where table_schema = 'raw'"
            " and table_name not like '\\_%' escape '\\'"
        ):
            found = dict(self.rows(f"select _load_id, count(*) from raw.{source} group by 1"))
            told = dict(
                self.rows(
                    f"select load_id, rows_accepted from raw._loads where source = '{source}'"
                    " and rows_accepted > 0"
                )
            )
            assert found == told, f"{source}: raw has {found}, the ledger says {told}"
        assert not self.rows(
            "select 1 from duckdb_tables() where temporary and table_name like 'ingest%'"
        ), "temp tables left behind"


@contextmanager
def scratch(folder: Path) -> Iterator[Scratch]:
    """A fresh warehouse; hash key and files live in `folder`."""
    settings = load_settings(
        {
            "SHORTBOARD_HOME": str(folder / "home"),
            "SHORTBOARD_AS_OF": "2026-11-20",
            "SHORTBOARD_HASH_KEY": "a key for tests only",
        }
    )
    files = folder / "files"
    files.mkdir(parents=True, exist_ok=True)
    con = connect(None)
    try:
        yield Scratch(settings, con, files)
    finally:
        con.close()
