"""What is said of a gap: its number, its interval, why it has no verdict."""

from __future__ import annotations

from dashboards import figures
from dashboards.cards.card import joined
from dashboards.release import Row
from dashboards.view import View

# Verdicts of the mart under which a number is not judged.
UNJUDGED = ("not_shown", "insufficient", "partial", "no_data")


def points(number: float | None) -> str:
    """A gap with its sign: −11.4, +0.8."""
    return figures.delta(number, "points", 1, "en")


def shown(row: Row) -> str:
    """The number of a gap as rows and cells write it: nothing where it is too thin to be read."""
    if row["verdict"] == "not_shown":
        return "·"
    if row["value"] is None or row["verdict"] in ("insufficient", "no_data"):
        return figures.DASH
    return points(row["value"])


def interval(row: Row) -> str:
    """An interval in points: −13.7 to −10.1 reads badly with a dash between two minus signs."""
    if row["ci_low"] is None or row["ci_high"] is None:
        return figures.DASH
    return f"{points(row['ci_low'])} … {points(row['ci_high'])}"


def state(view: View, row: Row) -> str:
    """Why a gap has no verdict; empty where it has one."""
    return view.t(f"gaps.state.{row['verdict']}") if row["verdict"] in UNJUDGED else ""


def value_and_state(view: View, row: Row) -> str:
    """The number with the reason why it is not judged, for tooltips."""
    number = points(row["value"]) if row["verdict"] != "not_shown" else figures.DASH
    return joined(number, state(view, row)) or figures.DASH


def unjudged(view: View, rows: list[Row]) -> str:
    """Which title says why nothing is judged: no figures at all, an open period, too few answers."""
    if not rows:
        return "none"
    return "open" if view.period["is_partial"] else "few"


def listed(view: View, names: list[str]) -> str:
    """Two names as the language joins them."""
    return view.t("gaps.and", first=names[0], second=names[1]) if len(names) > 1 else names[0]
