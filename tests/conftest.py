"""What every test shares: settings in a folder of their own, and one small warehouse per run."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from warehouse.settings import Settings, load_settings

AS_OF = date(2026, 11, 20)
SEED = 20261120


def settings_in(home: Path, *, as_of: date = AS_OF) -> Settings:
    """Settings of a scratch installation; the day is fixed so that results are."""
    return load_settings(
        {
            "SHORTBOARD_HOME": str(home),
            "SHORTBOARD_AS_OF": as_of.isoformat(),
            "SHORTBOARD_HASH_KEY": "a key for tests only",
            "DBT_TARGET_PATH": str(home / "target"),
        }
    )


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A scratch installation with nothing in it."""
    return settings_in(tmp_path / "home")


@dataclass(frozen=True)
class TinyWarehouse:
    """The `tiny` sample, loaded, gated and built: open it read-only, never write to it."""

    settings: Settings
    sample: Path
    truth: dict[str, Any]

    @property
    def files(self) -> Path:
        return self.sample / "files"


@pytest.fixture(scope="session")
def tiny_warehouse(tmp_path_factory: pytest.TempPathFactory) -> TinyWarehouse:
    """Built once per run: sample → ingest → gate → journal → dbt build, by the product's own steps."""
    # imported here: the fast tests must not pay for polars and Great Expectations
    from expectations.load_gate import judge_waiting_loads
    from ingest.inbox import ingest_paths
    from ingest.journal_pull import pull_journal
    from ingest.project_events import record_workbooks
    from ingest.sample.write import write_sample
    from warehouse.build import build
    from warehouse.connection import writer
    from warehouse.journal.store import open_journal

    settings = settings_in(tmp_path_factory.mktemp("tiny") / "home")
    sample = settings.home / "sample"
    written = write_sample("tiny", SEED, sample)
    with writer(settings, "pytest") as con:
        ingest_paths(settings, con, [written.files_dir])
    judge_waiting_loads(settings)
    with writer(settings, "pytest") as con, open_journal(settings) as journal:
        record_workbooks(settings, con, journal)
        pull_journal(settings, con)
    build(settings, unit_tests=True)
    truth = json.loads(written.truth_path.read_text(encoding="utf-8"))
    return TinyWarehouse(settings, sample, truth)


@pytest.fixture(scope="session")
def tiny_release(tiny_warehouse: TinyWarehouse) -> Path:
    """Folder of the first release of the tiny warehouse; it is the current one."""
    from expectations.release_gate import publish_if_right
    from warehouse.connection import writer

    with writer(tiny_warehouse.settings, "pytest") as con:
        return publish_if_right(con, tiny_warehouse.settings).path


@pytest.fixture
def tiny_environment(
    tiny_warehouse: TinyWarehouse, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Settings]:
    """Points SHORTBOARD_* at the tiny warehouse, for code that reads the environment."""
    for name, value in tiny_warehouse.settings.environment().items():
        if name.startswith(("SHORTBOARD_", "DBT_")):
            monkeypatch.setenv(name, value)
    yield tiny_warehouse.settings
