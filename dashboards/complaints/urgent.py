"""Tickets that need somebody today: about to breach their limit, and not escalated in time."""

from __future__ import annotations

import streamlit as st

from dashboards import figures
from dashboards.cards import card
from dashboards.queries import complaint_tickets
from dashboards.release import Row
from dashboards.view import View

# A ticket that reaches its limit within so many hours is about to breach it.
SOON_HOURS = 24
# Beyond this many hours a span is told in days.
HOURS_SHOWN = 72


def breaching(view: View) -> None:
    """Open tickets by how near their limit is, those still in time first."""
    rows = complaint_tickets.urgent(view.scope, SOON_HOURS)
    soon = rows[0]["soon_count"] if rows else 0
    overdue = rows[0]["overdue_count"] if rows else 0
    if soon:
        title = view.t("cp.urgent.title", soon, hours=SOON_HOURS)
    elif overdue:
        title = view.t("cp.urgent.title.overdue", overdue, hours=SOON_HOURS)
    elif rows:
        title = view.t("cp.urgent.title.quiet", hours=SOON_HOURS)
    else:
        title = view.t("tickets.title.none")
    card.head(title, card.joined(view.t("cp.urgent.sub"), view.unit_name))
    if not rows:
        card.nothing(view, "tickets.none")
        return
    table = {
        view.t("cp.left"): [_left(view, row) for row in rows],
        view.t("tickets.id"): [card.escape(row["ticket_id"]) for row in rows],
        view.t("tickets.kind"): [card.escape(view.name(row, "kind")) for row in rows],
    }
    if not view.look.is_phone:
        table[view.t("tickets.department")] = _departments(view, rows)
    st.table(table, border="horizontal", hide_index=True)


def _departments(view: View, rows: list[Row]) -> list[str]:
    return [card.escape(view.name(row, "department")) for row in rows]


def _left(view: View, row: Row) -> str:
    """How long until the limit, or since when it has passed."""
    hours = row["hours_left"]
    if hours is None:
        return f":gray-badge[○ {view.t('tickets.open')}]"
    if row["is_overdue"]:
        return f":orange-badge[▲ {view.t('cp.left.over', span=_span(view, -hours))}]"
    return f":yellow-badge[◆ {view.t('cp.left.in', span=_span(view, hours))}]"


def _span(view: View, hours: float) -> str:
    """Hours up to three days, then days."""
    if hours <= HOURS_SHOWN:
        return view.t("cp.hours", hours=figures.hours(hours))
    return view.t("cp.days", days=figures.hours(hours / 24))


def escalations(view: View) -> None:
    """Open tickets that should have been escalated and were not."""
    rows = complaint_tickets.escalations(view.scope)
    title = view.t("cp.escalations.title.none")
    if rows:
        title = view.t("cp.escalations.title", rows[0]["all_count"])
    card.head(title, card.joined(view.t("cp.escalations.sub"), view.unit_name))
    if not rows:
        card.nothing(view, "cp.escalations.none")
        return
    table = {
        view.t("tickets.id"): [card.escape(row["ticket_id"]) for row in rows],
        view.t("tickets.kind"): [card.escape(view.name(row, "kind")) for row in rows],
        view.t("cp.age_days"): [figures.value(row["open_hours"] / 24, "days", 1) for row in rows],
    }
    if not view.look.is_phone:
        table[view.t("tickets.department")] = _departments(view, rows)
        # posts are named by the source, in Chinese only
        if view.language == "zh":
            table[view.t("cp.post")] = [_post(row) for row in rows]
        table[view.t("cp.handovers")] = [str(row["handover_count"] or 0) for row in rows]
    st.table(table, border="horizontal", hide_index=True)


def _post(row: Row) -> str:
    return card.escape(row["owner_post"] or figures.DASH)
