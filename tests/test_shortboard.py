"""The front door: messages instead of stack traces, and the whole path by its own commands."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from dashboards.server import LOOPBACK, free_port
from ingest.sample.months import last_delivered_month
from tests.conftest import TinyWarehouse, settings_in
from tests.warehouse.journal.drafts import PROJECT_FIELDS, create
from warehouse.journal.store import open_journal
from warehouse.releases import current, list_releases
from warehouse.settings import PROJECT_ROOT, Settings
from warehouse.staleness import is_behind


def run(settings: Settings, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command as a person runs it; stdout and stderr together."""
    environment = settings.environment() | {"SHORTBOARD_HASH_KEY": "tests only", "COLUMNS": "200"}
    return subprocess.run(
        [sys.executable, "shortboard.py", *arguments],
        cwd=PROJECT_ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def test_help_names_every_group_of_commands(settings: Settings) -> None:
    shown = run(settings, "--help")
    assert shown.returncode == 0
    for group in ("Data in", "Build", "Releases", "Screens"):
        assert group in shown.stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("loads",), "shortboard ingest"),
        (("publish",), "shortboard build"),
        (("rollback", "20260101T000000Z-0001"), "shortboard releases"),
        (("ingest", "/no/such/file.csv"), "/no/such/file.csv"),
        (("template", "no_such_source", "-o", "x.xlsx"), "no_such_source"),
        (("ingest",), "Missing argument"),
    ],
    ids=" ".join,
)
def test_a_failure_is_one_message_that_says_what_to_do(
    settings: Settings, arguments: tuple[str, ...], says: str
) -> None:
    done = run(settings, *arguments)
    assert done.returncode != 0
    assert says in done.stdout
    assert "Traceback" not in done.stdout


def test_nothing_published_is_told_kindly(settings: Settings) -> None:
    assert "shortboard refresh" in run(settings, "releases").stdout


def test_a_refresh_without_any_file_says_where_files_belong(settings: Settings) -> None:
    done = run(settings, "refresh")
    assert done.returncode == 1, done.stdout
    assert "No file has been loaded" in done.stdout and str(settings.inbox) in done.stdout
    assert "Catalog" not in done.stdout
    assert not list(settings.releases.glob("*"))


def test_a_wrong_setting_is_named(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHORTBOARD_THREADS", "many")
    done = subprocess.run(
        [sys.executable, "shortboard.py", "releases"], cwd=PROJECT_ROOT, capture_output=True, text=True, check=False
    )  # fmt: skip
    assert done.returncode == 1
    assert "SHORTBOARD_THREADS" in done.stderr


@pytest.mark.parametrize(
    ("as_of", "month"),
    [("2026-11-20", "2026-10"), ("2026-11-19", "2026-09"), ("2026-12-31", "2026-11")],
)
def test_the_sample_ends_with_the_last_month_that_is_complete(as_of: str, month: str) -> None:
    assert last_delivered_month(date.fromisoformat(as_of)) == month


def test_a_busy_port_gives_way_to_the_next() -> None:
    with socket.socket() as busy:
        busy.bind((LOOPBACK, 0))
        busy.listen()
        port = busy.getsockname()[1]
        assert free_port(port) > port


@pytest.mark.warehouse
def test_refresh_publishes_and_repeats_itself_without_harm(
    tiny_warehouse: TinyWarehouse, tmp_path: Path
) -> None:
    settings = settings_in(tmp_path / "home")
    shutil.copytree(tiny_warehouse.files, settings.inbox)
    first = run(settings, "refresh")
    assert first.returncode == 0, first.stdout
    for step in ("ingest", "gate", "record", "journal", "build", "publish", "milestones", "total"):
        assert step in first.stdout
    shown = current(settings)
    assert shown is not None
    assert not is_behind(settings)
    with open_journal(settings) as journal:
        journal.append([create("project", "TRY-1", PROJECT_FIELDS)])
    assert is_behind(settings), "somebody said something"

    again = run(settings, "refresh")
    assert again.returncode == 0, again.stdout
    assert "unchanged" in again.stdout, "the summary says so"
    after = current(settings)
    assert after is not None
    assert after.number == shown.number + 1
    assert not is_behind(settings)
    before_rows, after_rows = shown.manifest()["row_counts"], after.manifest()["row_counts"]
    # what the first release settled (frozen gates, opened items) is told by the second, which also
    # knows of one more release and one more pull of the journal
    told = {table for table in before_rows if before_rows[table] != after_rows[table]}
    assert told <= {
        "mart_projects", "mart_project_events", "mart_project_history",
        "release_history", "release_loads",
    }  # fmt: skip
    assert all(before_rows[table] < after_rows[table] for table in told)

    assert run(settings, "rollback", shown.release_id).returncode == 0
    assert current(settings) == shown
    assert "●" in run(settings, "releases").stdout
    assert "passed" in run(settings, "loads").stdout
    assert run(settings, "rejects", "--export", str(tmp_path / "rejects.xlsx")).returncode == 0
    assert (tmp_path / "rejects.xlsx").stat().st_size > 1000


@pytest.mark.warehouse
@pytest.mark.parametrize("after", ["ingest", "gate", "build"])
def test_a_refresh_killed_after_any_step_is_finished_by_the_next(
    tiny_warehouse: TinyWarehouse, tmp_path: Path, after: str
) -> None:
    settings = settings_in(tmp_path / "home")
    shutil.copytree(tiny_warehouse.files, settings.inbox)
    process = subprocess.Popen(
        [sys.executable, "-u", "shortboard.py", "refresh"],
        cwd=PROJECT_ROOT,
        env=settings.environment() | {"SHORTBOARD_HASH_KEY": "tests only"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith(after):
            break
    time.sleep(0.5)  # well inside the next step
    process.kill()
    process.wait()
    assert list_releases(settings) == []
    done = run(settings, "refresh")
    assert done.returncode == 0, done.stdout
    expected = tiny_warehouse.settings
    assert current(settings) is not None
    assert loads_by_status(settings) == loads_by_status(expected)


def loads_by_status(settings: Settings) -> list[tuple]:
    from warehouse.connection import reader

    with reader(settings) as con:
        return con.execute(
            "select source, status, count(*), sum(rows_accepted) from raw._loads"
            " where status <> 'unchanged' group by all order by all"
        ).fetchall()


@pytest.mark.warehouse
def test_a_failed_build_leaves_the_current_release(
    tiny_warehouse: TinyWarehouse, tiny_release: Path, tmp_path: Path
) -> None:
    settings = settings_in(tmp_path / "home")
    shutil.copytree(
        tiny_warehouse.settings.home, settings.home, ignore=shutil.ignore_patterns("*.wal")
    )
    from warehouse.connection import connect

    con = connect(settings.warehouse)
    # a table in the place of a view: dbt cannot replace it, the build must fail
    con.execute("update raw._loads set status = 'passed' where status = 'loaded'")
    con.execute("alter table raw.hall_register drop column tier")
    con.close()
    shown = current(settings)
    built = run(settings, "build")
    assert built.returncode == 1
    assert "The current release stays as it is" in built.stdout
    published = run(settings, "publish")
    assert published.returncode == 1
    assert "last build failed" in published.stdout
    assert current(settings) == shown
