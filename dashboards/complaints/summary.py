"""The first row: seven figures of the loop, each beside the period it is compared with."""

from __future__ import annotations

from dashboards import figures
from dashboards.cards import card, tiles
from dashboards.cards.tiles import Tile
from dashboards.figures import DASH
from dashboards.queries import complaint_loop
from dashboards.release import Row
from dashboards.view import View

# Tile, column, unit, decimals.
SHOWN = (
    ("cp.tickets", "ticket_count", "count", 0),
    ("cp.per_10k", "per_10k_served", "per_10k", 2),
    ("cp.response", "response_on_time_rate", "rate", 1),
    ("cp.within", "attainment_48h", "rate", 1),
    ("cp.closed", "closed_loop_rate", "rate", 1),
    ("cp.open", "backlog_count", "count", 0),
    ("cp.escalated", "escalated_count", "count", 0),
)


def show(view: View) -> None:
    """Seven tiles."""
    found = complaint_loop.totals(view.scope, view.parent_id)
    tiles.row([_tile(view, found, *shown) for shown in SHOWN])


def _tile(
    view: View, found: dict[str, Row], label: str, column: str, unit: str, decimals: int
) -> Tile:
    own, before, parent = (found.get(side) for side in ("own", "before", "parent"))
    value = own[column] if own else None
    foot = _against(view, label, value, before, parent, (column, unit, decimals))
    if label == "cp.escalated" and own:
        foot = view.t("cp.escalated.late", count=own["escalation_overdue_count"] or 0)
    if label == "cp.open":
        foot = view.t("cp.open.foot")
    if label == "cp.closed" and own and not own["tracking_due_count"]:
        foot = view.t("cp.closed.not_due")
    return Tile(
        view.t(label),
        _shown(view, value, unit, decimals),
        foot or DASH,
        view.t(f"cp.help.{column}"),
    )


def _shown(view: View, value: float | None, unit: str, decimals: int) -> str:
    if unit == "count":
        return figures.count(None if value is None else int(value), view.language)
    return figures.value(value, unit, decimals)


def _against(
    view: View,
    label: str,
    value: float | None,
    before: Row | None,
    parent: Row | None,
    column: tuple[str, str, int],
) -> str:
    """The change since the period compared with, for rates the parent's value too."""
    name, unit, decimals = column
    # an open period has seen only a part of its tickets
    is_comparable = view.period["is_closed"] and label != "cp.open"
    then = before[name] if before and is_comparable else None
    change = ""
    if then is not None and value is not None:
        shown = figures.delta(value - then, unit, decimals, view.language)
        if unit == "count":
            shown = _percent(value, then)
        elif figures.is_flat(value - then, unit, decimals):
            shown = view.t("kpi.flat")
        change = view.t(f"cp.vs.{view.scope.comparison}", change=shown)
    upper = ""
    if unit != "count" and parent and view.parent and not change:
        upper = (
            f"{view.name(view.parent, 'short_name')} {figures.value(parent[name], unit, decimals)}"
        )
    return card.joined(change, upper)


def _percent(value: float, then: float) -> str:
    """The change of a count in percent of what it was: +4%, −12%."""
    if not then:
        return DASH
    return ("+" if value > then else "") + figures.value(value / then - 1, "rate", 0)
