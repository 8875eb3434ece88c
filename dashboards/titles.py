"""Titles of the cards: what is seen, computed from the figures, with a quiet and a no-data variant.

"Significant" is said only of a change that the marts have tested; of intervals it is said where
they lie. Templates are in the catalogues.
"""

from __future__ import annotations

from dashboards import figures
from dashboards.release import Row
from dashboards.verdicts import Verdict, is_comparable
from dashboards.view import View

# Fewer units than this are not worth a sentence about the lowest and the highest.
ENOUGH_UNITS = 3


def map_title(view: View, rows: list[Row]) -> str:
    """Lowest and highest unit of the map."""
    shown = [row for row in rows if is_comparable(row)]
    if len(shown) < ENOUGH_UNITS:
        return view.t("map.title.few")
    ranked = sorted(shown, key=lambda row: row["value"], reverse=view.metric.higher_is_better)
    best, worst = ranked[0], ranked[-1]
    if view.metric.value(best["value"]) == view.metric.value(worst["value"]):
        return view.t("map.title.quiet", value=view.metric.value(best["value"]))
    return view.t(
        "map.title",
        worst=view.name(worst, "short_name"),
        worst_value=view.metric.value(worst["value"]),
        best=view.name(best, "short_name"),
        best_value=view.metric.value(best["value"]),
    )


def league_title(view: View, verdicts: list[Verdict], reference_name: str) -> str:
    """How many units lie wholly on the worse and on the better side of the reference."""
    if not verdicts:
        return view.t("league.title.few")
    worse, better = verdicts.count("worse"), verdicts.count("better")
    if not worse and not better:
        return view.t("league.title.quiet", reference=reference_name)
    if not better:
        return view.t("league.title.worse", worse, reference=reference_name)
    if not worse:
        return view.t("league.title.better", better, reference=reference_name)
    return view.t("league.title.both", worse=worse, better=better, reference=reference_name)


def trend_title(view: View, months: list[Row]) -> str:
    """The last closed month against the month before it."""
    closed = [row for row in months if row["is_closed"] and row["value"] is not None]
    if len(closed) < 2 or closed[-1]["delta_previous"] is None:
        return view.t("trend.title.few")
    last = closed[-1]
    change, metric = last["delta_previous"], view.metric
    month = figures.month_tick(last["start_date"], False, view.language)[0]
    if figures.is_flat(change, metric.unit, metric.decimals):
        return view.t("trend.title.flat", month=month)
    shown = metric.delta(abs(change), view.language).lstrip("+")
    sure = "sure" if last["is_delta_previous_significant"] else "unsure"
    way = "up" if change > 0 else "down"
    return view.t(f"trend.title.{way}.{sure}", month=month, change=shown)


def elements_title(view: View, rows: list[Row], verdicts: list[Verdict]) -> str:
    """Which elements are low: below the parent, or for the group the two lowest."""
    return _ranked_title(view, "elements", rows, verdicts)


def blocks_title(view: View, rows: list[Row], verdicts: list[Verdict]) -> str:
    """Which blocks of the inspection are low."""
    return _ranked_title(view, "blocks", rows, verdicts)


def _ranked_title(view: View, kind: str, rows: list[Row], verdicts: list[Verdict]) -> str:
    if sum(not row.get("is_indicative") for row in rows) < ENOUGH_UNITS:
        return view.t(f"{kind}.title.few")
    lowest = [row["name"] for row in rows[:2]]
    if view.parent is None:
        return view.t(f"{kind}.title.group", first=lowest[0], second=lowest[1])
    low = [row["name"] for row, verdict in zip(rows, verdicts, strict=True) if verdict == "worse"]
    parent = view.name(view.parent, "short_name")
    if not low:
        return view.t(f"{kind}.title.quiet", parent=parent)
    if len(low) == 1:
        return view.t(f"{kind}.title.one", first=low[0], parent=parent)
    return view.t(f"{kind}.title.some", len(low), first=low[0], parent=parent)
