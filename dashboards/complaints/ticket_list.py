"""Every ticket that is open or recent: search, filters, pages. No free text is in a release."""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboards import figures
from dashboards.cards import card
from dashboards.queries import complaint_tickets
from dashboards.queries.complaint_tickets import Wanted
from dashboards.release import Row
from dashboards.scope import go
from dashboards.view import View

PAGE_SIZE = 15
STATES = ("all", "open", "overdue", "escalated", "repeat")
SEARCH, STATE, PAGE = "cp_search", "cp_state", "cp_page"
FILTERS = ("kind", "department", "channel")
# Has no box of its own: set by a click in the Pareto, taken back by the button.
CAUSE = "cp_filter_root_cause"


def narrow(dimension: str, code: str | None) -> None:
    """Show only tickets of this code; None shows all of the dimension again."""
    st.session_state[f"cp_filter_{dimension}"] = code
    st.session_state[PAGE] = 1


def _wanted() -> Wanted:
    state = st.session_state
    return Wanted(
        search=state.get(SEARCH) or "",
        state=state.get(STATE) or STATES[0],
        root_cause=state.get(CAUSE) or "",
        **{name: state.get(f"cp_filter_{name}") or "" for name in FILTERS},
    )


def show(view: View) -> None:
    """The card."""
    _offer(view)
    wanted = _wanted()
    page_no = int(st.session_state.get(PAGE) or 1)
    rows = complaint_tickets.tickets(view.scope, wanted, page_no, PAGE_SIZE)
    if not rows and page_no > 1:
        # fewer tickets than before: an old page number leads nowhere
        page_no = st.session_state[PAGE] = 1
        rows = complaint_tickets.tickets(view.scope, wanted, page_no, PAGE_SIZE)
    if not rows:
        card.nothing(view, "cp.list.nothing")
        return
    _table(view, rows)
    found = rows[0]["all_count"]
    line = st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
    )
    first = (page_no - 1) * PAGE_SIZE + 1
    said = view.t("cp.list.range", first=first, last=first + len(rows) - 1, all=f"{found:,}")
    line.markdown(f":small[:gray[{said}]]", width="content")
    pages = -(-found // PAGE_SIZE)
    if pages > 1:
        with line:
            st.pagination(pages, key=PAGE, max_visible_pages=5 if view.look.is_phone else 7)


def _offer(view: View) -> None:
    """Title and filters."""
    card.head(view.t("cp.list.title"), card.joined(view.t("cp.list.sub"), view.unit_name))
    offered = complaint_tickets.options(view.scope)
    line = st.container(horizontal=True, vertical_alignment="bottom", gap="small")
    with line:
        st.text_input(
            view.t("cp.list.search"),
            key=SEARCH,
            placeholder=view.t("cp.list.search"),
            label_visibility="collapsed",
            on_change=_first_page,
            width=220,
        )
        st.selectbox(
            view.t("cp.list.state"),
            STATES,
            key=STATE,
            format_func=lambda code: view.t(f"cp.state.{code}"),
            label_visibility="collapsed",
            on_change=_first_page,
            width=150,
        )
        for dimension in FILTERS:
            _box(view, dimension, [row for row in offered if row["dimension"] == dimension])
        if st.session_state.get(CAUSE):
            st.button(
                view.t("cp.list.cause_off"),
                key="cp_cause_off",
                type="tertiary",
                on_click=narrow,
                args=("root_cause", None),
            )


def _box(view: View, dimension: str, rows: list[Row]) -> None:
    names = {row["code"]: view.name(row) for row in rows}
    key = f"cp_filter_{dimension}"
    if st.session_state.get(key) and st.session_state[key] not in names:
        st.session_state[key] = None
    st.selectbox(
        view.t(f"cp.by.{dimension}"),
        list(names),
        index=None,
        key=key,
        format_func=lambda code: names.get(code, code),
        placeholder=view.t(f"cp.by.{dimension}"),
        label_visibility="collapsed",
        on_change=_first_page,
        width=170,
    )


def _first_page() -> None:
    st.session_state[PAGE] = 1


def _table(view: View, rows: list[Row]) -> None:
    columns: dict[str, list[object]] = {
        view.t("cp.list.received"): [row["received_date"] for row in rows],
        view.t("tickets.id"): [row["ticket_id"] for row in rows],
        view.t("ms.hall"): [view.name(row, "unit") for row in rows],
        view.t("tickets.kind"): [view.name(row, "kind") for row in rows],
        view.t("cp.channel"): [view.name(row, "channel") for row in rows],
        view.t("tickets.department"): [view.name(row, "department") for row in rows],
        view.t("tickets.state"): [_state(view, row) for row in rows],
        view.t("cp.list.hours"): [
            row["open_hours"] if row["is_open"] else row["resolution_hours"] for row in rows
        ],
    }
    if view.look.is_phone:
        for key in ("ms.hall", "cp.channel", "tickets.department", "cp.list.hours"):
            columns.pop(view.t(key))
    key = f"cp_tickets_{view.unit['unit_id']}"

    def picked() -> None:
        selected = st.session_state[key]["selection"]["rows"]
        if selected and rows[selected[0]]["unit_type"] == "hall":
            go(unit=rows[selected[0]]["unit_id"])

    st.dataframe(
        pl.DataFrame(columns, strict=False),
        key=key,
        hide_index=True,
        row_height=34,
        height=34 * (len(rows) + 1) + 4,
        on_select=picked,
        selection_mode="single-row",
        column_config={
            view.t("cp.list.received"): st.column_config.DateColumn(format="YYYY-MM-DD"),
            view.t("cp.list.hours"): st.column_config.NumberColumn(format="%.1f"),
        },
        placeholder=figures.DASH,
    )


def _state(view: View, row: Row) -> str:
    if row["is_overdue"]:
        return f"▲ {view.t('tickets.overdue')}"
    if row["is_open"]:
        return f"○ {view.t('tickets.open')}"
    return f"✓ {view.t('cp.state.closed' if row['is_closed'] else 'cp.state.resolved')}"
