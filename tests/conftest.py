"""What every test shares: settings in a folder of their own, and one small warehouse per run."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from warehouse.settings import Settings, load_settings

AS_OF = date(2026, 11, 20)


def settings_in(home: Path, *, as_of: date = AS_OF) -> Settings:
    """Settings of a scratch installation; the day is fixed so that results are."""
    return load_settings(
        {
            "SHORTBOARD_HOME": str(home),
            "SHORTBOARD_AS_OF": as_of.isoformat(),
            "SHORTBOARD_HASH_KEY": "tests only",
            "DBT_TARGET_PATH": str(home / "target"),
        }
    )


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A scratch installation with nothing in it."""
    return settings_in(tmp_path / "home")
