"""What is complained about and who is responsible: Pareto, channel by class, age of the backlog."""

from __future__ import annotations

import streamlit as st

from dashboards import figures
from dashboards.cards import card
from dashboards.charts.bars import BarRow, bar_rows
from dashboards.charts.counts import Cell, counts
from dashboards.complaints import ticket_list
from dashboards.queries import complaint_loop, complaint_tickets
from dashboards.release import Row
from dashboards.view import View

DIMENSIONS = ("kind", "root_cause", "department")
DIMENSION = "complaint_dimension"
PITCH, AGE_PITCH, CELL_PITCH = 30, 34, 40
PICK = "pick"


def pareto(view: View) -> None:
    """Tickets by kind, cause or department; a click narrows the list of tickets."""
    dimension = str(st.session_state.get(DIMENSION) or DIMENSIONS[0])
    rows = complaint_loop.pareto(view.scope, view.parent_id, dimension)
    title = view.t("cp.pareto.title.none")
    if rows:
        share = figures.value(rows[0]["share_rate"], "rate", 0)
        title = view.t("cp.pareto.title", first=view.name(rows[0]), share=share)
    mark = (
        view.t("breakdown.mark", unit=view.name(view.parent, "short_name")) if view.parent else ""
    )
    card.head(title, card.joined(view.t("cp.pareto.sub"), view.period_name, mark))
    st.segmented_control(
        view.t("cp.pareto.by"),
        DIMENSIONS,
        key=DIMENSION,
        default=None if DIMENSION in st.session_state else DIMENSIONS[0],
        format_func=lambda code: view.t(f"cp.by.{code}"),
        label_visibility="collapsed",
        required=True,
    )
    if not rows:
        is_month = view.period["period_type"] == "month"
        card.nothing(view, "cp.pareto.month" if is_month else "cp.none")
        return
    key = f"cp_pareto_{dimension}_{view.unit['unit_id']}_{view.period['period_id']}"

    def clicked() -> None:
        picked = st.session_state[key]["selection"].get(PICK) or []
        ticket_list.narrow(dimension, picked[0].get("key") if picked else None)

    st.vega_lite_chart(
        bar_rows(tuple(_bar(view, row) for row in rows), view.look, pitch=PITCH, selection=PICK),
        width="stretch",
        key=key,
        on_select=clicked,
        alt=title,
    )
    card.note(view.t("cp.pareto.hint"))


def _bar(view: View, row: Row) -> BarRow:
    share = figures.value(row["share_rate"], "rate", 1)
    parent = row["parent_share_rate"]
    return BarRow(
        key=row["code"],
        name=view.name(row),
        value=100 * row["share_rate"],
        shown=share,
        remark=figures.value(row["cumulative_share_rate"], "rate", 0),
        mark=None if parent is None else 100 * parent,
        facts=(
            (view.t("tip.item"), view.name(row)),
            (view.t("cp.share"), share),
            (view.t("tip.parent"), figures.value(parent, "rate", 1)),
            (view.t("cp.tickets"), figures.count(row["ticket_count"], view.language)),
            (view.t("cp.open"), figures.count(row["backlog_count"], view.language)),
        ),
    )


def channels(view: View) -> None:
    """How complaints come in, by class."""
    rows = complaint_tickets.channels_by_class(view.scope)
    title = view.t("cp.channels.title.none")
    if rows:
        total = sum(row["ticket_count"] for row in rows)
        top = max(rows, key=lambda row: row["ticket_count"])
        title = view.t(
            "cp.channels.title",
            channel=view.name(top, "channel"),
            kind=view.name(top, "class"),
            share=figures.value(top["ticket_count"] / total, "rate", 0),
        )
    card.head(title, card.joined(view.t("cp.channels.sub"), view.unit_name))
    if not rows:
        card.nothing(view, "cp.recent.none")
        return
    by_size: dict[str, int] = {}
    for row in rows:
        name = view.name(row, "channel")
        by_size[name] = by_size.get(name, 0) + row["ticket_count"]
    ordered = sorted(rows, key=lambda row: -by_size[view.name(row, "channel")])
    st.vega_lite_chart(
        counts(tuple(_cell(view, row) for row in ordered), view.look, pitch=CELL_PITCH),
        width="stretch",
        key="cp_channels",
        alt=title,
    )


def _cell(view: View, row: Row) -> Cell:
    shown = figures.count(row["ticket_count"], view.language)
    return Cell(
        row=view.name(row, "channel"),
        column=view.name(row, "class"),
        count=row["ticket_count"],
        shown=shown,
        facts=(
            (view.t("cp.channel"), view.name(row, "channel")),
            (view.t("cp.class"), view.name(row, "class")),
            (view.t("cp.tickets"), shown),
            (view.t("cp.open"), figures.count(row["open_count"], view.language)),
        ),
    )


def backlog(view: View) -> None:
    """Open tickets by age; those overdue are told beside the bar."""
    rows = complaint_loop.backlog(view.scope)
    total = sum(row["ticket_count"] for row in rows)
    overdue = sum(row["overdue_count"] for row in rows)
    title = view.t("cp.backlog.title.none")
    if rows:
        title = view.t(
            "cp.backlog.title",
            total=figures.count(total, view.language),
            overdue=figures.count(overdue, view.language),
            oldest=figures.count(
                int(max(row["oldest_hours"] for row in rows) // 24), view.language
            ),
        )
    card.head(title, card.joined(view.t("cp.backlog.sub"), view.unit_name))
    if not rows:
        card.nothing(view, "cp.backlog.none")
        return
    st.vega_lite_chart(
        bar_rows(tuple(_age(view, row) for row in rows), view.look, pitch=AGE_PITCH),
        width="stretch",
        key="cp_backlog",
        alt=title,
    )


def _age(view: View, row: Row) -> BarRow:
    overdue = figures.count(row["overdue_count"], view.language)
    return BarRow(
        key=row["age_band"],
        name=view.name(row),
        value=row["ticket_count"],
        shown=figures.count(row["ticket_count"], view.language),
        remark=f"▲ {overdue}" if row["overdue_count"] else "",
        tone="worse" if row["overdue_count"] else "plain",
        facts=(
            (view.t("cp.age"), view.name(row)),
            (view.t("cp.open"), figures.count(row["ticket_count"], view.language)),
            (view.t("tickets.overdue"), overdue),
            (
                view.t("cp.not_escalated"),
                figures.count(row["escalation_overdue_count"], view.language),
            ),
        ),
    )
