"""The day from which days left and overdue are counted, and the day on which something happened."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from warehouse.settings import load_settings


def today() -> date:
    """Today in the operator's time zone; SHORTBOARD_AS_OF fixes it, for tests and samples."""
    return load_settings().as_of


def local_day(moment: datetime) -> date:
    """The operator's day at an aware moment: what is said before eight in Beijing is UTC's yesterday."""
    return moment.astimezone(ZoneInfo(load_settings().timezone)).date()
