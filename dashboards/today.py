"""The day from which days left and overdue are counted."""

from __future__ import annotations

from datetime import date

from warehouse.settings import load_settings


def today() -> date:
    """Today in the operator's time zone; SHORTBOARD_AS_OF fixes it, for tests and samples."""
    return load_settings().as_of
