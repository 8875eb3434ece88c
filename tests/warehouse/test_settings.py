"""Settings: defaults, and messages that name the variable."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from warehouse.settings import PROJECT_ROOT, SettingsError, load_settings


def test_defaults_live_inside_the_project() -> None:
    settings = load_settings({})
    assert settings.home == PROJECT_ROOT / "warehouse" / "data"
    assert settings.warehouse == settings.home / "warehouse.duckdb"
    assert settings.timezone == "Asia/Shanghai"
    assert settings.keep_releases == 10


def test_the_warehouse_can_lie_elsewhere_than_home(tmp_path: Path) -> None:
    settings = load_settings(
        {"SHORTBOARD_HOME": str(tmp_path), "SHORTBOARD_WAREHOUSE": str(tmp_path / "x" / "w.duckdb")}
    )
    assert settings.warehouse == tmp_path / "x" / "w.duckdb"
    assert settings.releases == tmp_path / "releases"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SHORTBOARD_AS_OF", "20.11.2026"),
        ("SHORTBOARD_TIMEZONE", "Shanghai"),
        ("SHORTBOARD_KEEP_RELEASES", "0"),
        ("SHORTBOARD_THREADS", "two"),
    ],
)
def test_a_bad_value_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        load_settings({name: value})


def test_a_child_process_sees_the_same_settings(tmp_path: Path) -> None:
    settings = load_settings(
        {
            "SHORTBOARD_HOME": str(tmp_path),
            "SHORTBOARD_AS_OF": "2026-11-20",
            "SHORTBOARD_THREADS": "1",
        }
    )
    child = load_settings(settings.environment())
    assert child.as_of == date(2026, 11, 20)
    assert (child.home, child.warehouse, child.threads) == (
        settings.home,
        settings.warehouse,
        settings.threads,
    )


def test_the_journal_lives_at_home_unless_told_otherwise(tmp_path: Path) -> None:
    assert load_settings({"SHORTBOARD_HOME": str(tmp_path)}).journal_url == (
        f"sqlite:///{tmp_path}/journal.sqlite"
    )
    url = "postgresql://team:s3cret@db.example:5432/shortboard"
    settings = load_settings({"SHORTBOARD_JOURNAL_URL": url})
    assert settings.environment()["SHORTBOARD_JOURNAL_URL"] == url
    assert "s3cret" not in repr(settings), "settings may be printed"
