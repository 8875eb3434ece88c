"""Down to which unit staff answers are published, and how bands and hidden cells are written."""

from __future__ import annotations

from dashboards import figures
from dashboards.release import Row
from dashboards.view import View

LEVELS = ("group", "province", "city")
# Below this band a mean is no firm figure (M5).
FIRM = 30


def unit(view: View) -> Row:
    """The unit in view, or the city of a branch or hall."""
    if view.unit["unit_type"] in LEVELS:
        return view.unit
    return next((row for row in view.ancestors if row["unit_type"] == "city"), view.unit)


def parent(view: View) -> Row | None:
    """The unit above the published one."""
    above = [row for row in view.ancestors if row["unit_type"] in LEVELS]
    above = [row for row in above if row["unit_id"] != unit(view)["unit_id"]]
    return above[-1] if above else None


def band(view: View, row: Row) -> str:
    """How many people, in a band of five; hidden cells say that they are."""
    if row["is_suppressed"]:
        return view.t("staffing.hidden")
    if row["n_band_low"] is None:
        return figures.DASH
    return f"{row['n_band_low']:,}–{row['n_band_high']:,}"


def score(row: Row) -> str:
    """The mean, or a dot where it is hidden."""
    return "·" if row["is_suppressed"] else figures.value(row["mean"], "score", 1)
