"""One writer per warehouse, named; a reader and a writer never meet unannounced."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from warehouse.connection import (
    WarehouseBusyError,
    WarehouseUnreadableError,
    connect,
    hold,
    read_holder,
    reader,
    writer,
)
from warehouse.settings import PROJECT_ROOT, Settings

HOLD_AND_WAIT = """
import sys
from warehouse.connection import writer
from warehouse.settings import load_settings
with writer(load_settings(), "shortboard refresh") as con:
    con.execute("create table if not exists t as select 1 as a")
    print("holding", flush=True)
    sys.stdin.read()
"""


def start_writer(settings: Settings) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD_AND_WAIT],
        cwd=PROJECT_ROOT,
        env=settings.environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline().strip() == "holding"
    return process


def test_a_second_writer_is_told_who_holds_the_warehouse(settings: Settings) -> None:
    process = start_writer(settings)
    try:
        with (
            pytest.raises(WarehouseBusyError, match=rf"shortboard refresh.*process {process.pid}"),
            writer(settings, "shortboard ingest"),
        ):
            pass
        with (
            pytest.raises(WarehouseBusyError, match="shortboard refresh"),
            reader(settings),
        ):
            pass
    finally:
        process.communicate("")


def test_a_killed_writer_leaves_no_lock_behind(settings: Settings) -> None:
    process = start_writer(settings)
    process.kill()
    process.communicate()
    assert read_holder(settings.holder_file) is not None  # the note is still there, but stale
    with writer(settings, "shortboard ingest") as con:
        assert con.execute("select a from t").fetchall() == [(1,)]
    assert read_holder(settings.holder_file) is None


def test_steps_of_one_process_share_the_hold(settings: Settings) -> None:
    with hold(settings, "shortboard refresh"):
        with writer(settings, "shortboard gate") as con:
            con.execute("select 1")
        holder = read_holder(settings.holder_file)
        assert holder is not None
        assert holder.command == "shortboard refresh"
    assert read_holder(settings.holder_file) is None


def test_a_missing_warehouse_says_what_to_do(settings: Settings) -> None:
    with pytest.raises(WarehouseUnreadableError, match="shortboard ingest"), reader(settings):
        pass


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    path = tmp_path / "warehouse.duckdb"
    path.write_text("not a database" * 1000)
    with pytest.raises(WarehouseUnreadableError, match=r"warehouse\.duckdb"):
        connect(path)


def test_no_extension_is_fetched_from_the_network() -> None:
    con = connect(None)
    found = con.execute(
        "select current_setting('autoinstall_known_extensions'),"
        " current_setting('autoload_known_extensions'), current_setting('TimeZone')"
    ).fetchone()
    assert found == (False, False, "UTC")
