"""Every path and switch of the product, read once from SHORTBOARD_* into one frozen object."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

PROJECT_ROOT = Path(__file__).resolve().parent.parent


class SettingsError(ValueError):
    """A SHORTBOARD_* variable has a value that cannot be used; the message names it."""


@dataclass(frozen=True)
class Settings:
    """Paths and switches of one run.

    `as_of` is the last day the data may know about, `target` the folder dbt writes its manifest to.
    """

    home: Path
    warehouse: Path
    timezone: str
    as_of: date
    hash_key: str | None
    keep_releases: int
    threads: int
    memory_limit: str | None
    target: Path
    # may hold a password, so it is left out when settings are printed
    journal_url: str = field(repr=False)

    @property
    def releases(self) -> Path:
        return self.home / "releases"

    @property
    def inbox(self) -> Path:
        return self.home / "inbox"

    @property
    def project_template(self) -> Path:
        """The workbook that the screens hand out to whoever reports many measures at once."""
        return self.home / "templates" / "special_projects.xlsx"

    @property
    def holder_file(self) -> Path:
        """Names who is writing to the warehouse: see warehouse.connection."""
        return self.warehouse.with_name(self.warehouse.name + ".holder")

    def environment(self) -> dict[str, str]:
        """These settings as variables for a child process (dbt, Streamlit): one run, one view."""
        variables = {
            "SHORTBOARD_HOME": str(self.home),
            "SHORTBOARD_WAREHOUSE": str(self.warehouse),
            "SHORTBOARD_TIMEZONE": self.timezone,
            "SHORTBOARD_AS_OF": self.as_of.isoformat(),
            "SHORTBOARD_KEEP_RELEASES": str(self.keep_releases),
            "SHORTBOARD_THREADS": str(self.threads),
            "SHORTBOARD_JOURNAL_URL": self.journal_url,
            "DBT_TARGET_PATH": str(self.target),
            "DO_NOT_TRACK": "1",
        }
        if self.memory_limit:
            variables["SHORTBOARD_MEMORY_LIMIT"] = self.memory_limit
        if self.target != PROJECT_ROOT / "target":
            variables["DBT_LOG_PATH"] = str(self.target / "logs")
        return os.environ | variables


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from the environment; raises SettingsError with the variable's name."""
    env = os.environ if environ is None else environ
    home = Path(env.get("SHORTBOARD_HOME") or PROJECT_ROOT / "warehouse" / "data").absolute()
    timezone = env.get("SHORTBOARD_TIMEZONE") or "Asia/Shanghai"
    return Settings(
        home=home,
        warehouse=Path(env.get("SHORTBOARD_WAREHOUSE") or home / "warehouse.duckdb").absolute(),
        timezone=timezone,
        as_of=_as_of(env.get("SHORTBOARD_AS_OF"), timezone),
        hash_key=env.get("SHORTBOARD_HASH_KEY") or None,
        keep_releases=_whole_number(env, "SHORTBOARD_KEEP_RELEASES", default=10),
        threads=_whole_number(env, "SHORTBOARD_THREADS", default=2),
        memory_limit=env.get("SHORTBOARD_MEMORY_LIMIT") or None,
        target=Path(env.get("DBT_TARGET_PATH") or PROJECT_ROOT / "target").absolute(),
        journal_url=env.get("SHORTBOARD_JOURNAL_URL") or f"sqlite:///{home / 'journal.sqlite'}",
    )


def _as_of(text: str | None, timezone: str) -> date:
    try:
        zone = ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise SettingsError(
            f"SHORTBOARD_TIMEZONE={timezone!r} is no known time zone; write it like Asia/Shanghai."
        ) from error
    if not text:
        return datetime.now(zone).date()
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise SettingsError(
            f"SHORTBOARD_AS_OF={text!r} is no date; write it like 2026-11-20."
        ) from error


def _whole_number(env: Mapping[str, str], name: str, *, default: int) -> int:
    text = env.get(name)
    if not text:
        return default
    if not text.isdigit() or int(text) < 1:
        raise SettingsError(f"{name}={text!r} must be a whole number of at least 1.")
    return int(text)
