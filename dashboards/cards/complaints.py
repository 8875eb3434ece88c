"""Complaints: the loop of the unit beside its parent's, and the tickets still open."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from dashboards import figures
from dashboards.cards import card
from dashboards.queries import complaints as queries
from dashboards.release import Row
from dashboards.view import View

BRIEF = (
    "response_on_time_rate",
    "attainment_48h",
    "first_time_resolution_rate",
    "closed_loop_rate",
)
RATES = (*BRIEF, "reopen_rate", "repeat_rate")


def loop(view: View, *, is_brief: bool = False) -> None:
    """The loop from first response to confirmed closure, in figures."""
    found = queries.loop(view.scope, view.parent_id)
    own = next((row for row in found if not row["is_parent"]), None)
    parent = next((row for row in found if row["is_parent"]), None)
    kinds = queries.kinds(view.scope)
    card.head(
        _loop_title(view, own, kinds),
        card.joined(view.t("loop.sub"), view.unit_name, view.period_name),
    )
    if own is None or not own["ticket_count"]:
        card.nothing(view, "loop.none")
        return
    columns: dict[str, list[str]] = {view.t("loop.step"): [], view.unit_name: []}
    upper = view.name(view.parent, "short_name") if view.parent and parent else None
    if upper:
        columns[upper] = []
    for label, shown in _loop_lines(view, is_brief):
        columns[view.t("loop.step")].append(label)
        columns[view.unit_name].append(shown(own))
        if upper and parent:
            columns[upper].append(shown(parent))
    st.table(columns, border="horizontal", hide_index=True)


def _loop_lines(view: View, is_brief: bool) -> list[tuple[str, Callable[[Row], str]]]:
    def rate(field: str) -> Callable[[Row], str]:
        return lambda row: figures.value(row[field], "rate", 1)

    def p90(row: Row) -> str:
        reached = row["resolution_p90_hours"]
        return view.t("loop.not_reached") if reached is None else figures.hours(reached)

    lines: list[tuple[str, Callable[[Row], str]]] = [
        (view.t("loop.tickets"), lambda row: figures.count(row["ticket_count"], view.language))
    ]
    lines += [(view.t(f"loop.{field}"), rate(field)) for field in (BRIEF if is_brief else RATES)]
    lines.append((view.t("loop.median"), lambda row: figures.hours(row["resolution_median_hours"])))
    if not is_brief:
        lines.append((view.t("loop.p90"), p90))
    lines += [
        (view.t("loop.backlog"), lambda row: figures.count(row["backlog_count"], view.language)),
    ]
    return lines


def _loop_title(view: View, own: Row | None, kinds: list[Row]) -> str:
    if own is None or not own["ticket_count"]:
        return view.t("loop.title.none")
    if not kinds:
        return view.t("loop.title.quiet", own["ticket_count"])
    share = kinds[0]["ticket_count"] / own["ticket_count"]
    return view.t(
        "loop.title",
        kind=view.name(kinds[0]),
        share=figures.value(share, "rate", 0),
    )


def tickets(view: View) -> None:
    """Open tickets, the most urgent first."""
    found = queries.open_tickets(view.scope)
    overdue = found[0]["overdue_count"] if found else 0
    if not found:
        title = view.t("tickets.title.none")
    elif overdue:
        title = view.t("tickets.title.overdue", overdue)
    else:
        title = view.t("tickets.title.quiet", found[0]["open_count"])
    card.head(title, card.joined(view.t("tickets.sub"), view.unit_name))
    if not found:
        card.nothing(view, "tickets.none")
        return
    table = {
        view.t("tickets.state"): [_state(view, row) for row in found],
        view.t("tickets.id"): [card.escape(row["ticket_id"]) for row in found],
        view.t("tickets.kind"): [card.escape(view.name(row, "kind")) for row in found],
        view.t("tickets.age"): [figures.hours(row["open_hours"]) for row in found],
    }
    if not view.look.is_phone:
        table[view.t("tickets.due")] = [figures.moment(row["due_local_at"]) for row in found]
        table[view.t("tickets.department")] = [
            card.escape(view.name(row, "department")) for row in found
        ]
    st.table(table, border="horizontal", hide_index=True)


def _state(view: View, row: Row) -> str:
    if row["is_overdue"]:
        return f":orange-badge[▲ {view.t('tickets.overdue')}]"
    return f":gray-badge[○ {view.t('tickets.open')}]"
