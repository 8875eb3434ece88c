"""What the page of special projects shows first: the year and the list, or the room of one."""

from __future__ import annotations

import streamlit as st

from dashboards.cards import card
from dashboards.projects import (
    board_card,
    calendar,
    candidates,
    creation,
    library,
    listing,
    owners,
    room,
)
from dashboards.projects.live import Live, live
from dashboards.projects.summary import summaries, summary
from dashboards.queries import projects as queries
from dashboards.scope import go, read_address
from dashboards.view import View

# From so many units with projects on, a board says more than a list.
ENOUGH_UNITS = 2
TABS = ("projects", "candidates", "due", "library")


def overview(view: View, now: Live, tab: str | None) -> None:
    """The year; below it the projects, what is due, or what was learned."""
    found = summaries(view, now, now.projects(view.unit["unit_id"]))
    year = calendar.show(view, found)
    chosen = tab if tab in TABS else TABS[0]
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
    ):
        _choice(view, chosen)
        creation.button(view, now)
    if chosen == "candidates":
        candidates.show(view, now)
    elif chosen == "due":
        owners.show(view, now)
    elif chosen == "library":
        library.show(view, now)
    else:
        provinces = {p.unit_id for p in found if p.unit["unit_type"] == "province"}
        if len(provinces) >= ENOUGH_UNITS:
            board_card.show(view, found, year)
        listing.show(view, found)


def _choice(view: View, chosen: str) -> None:
    st.session_state["pick_start"] = chosen
    st.segmented_control(
        view.t("start.tab"),
        TABS,
        key="pick_start",
        format_func=lambda code: view.t(f"start.tab.{code}"),
        label_visibility="collapsed",
        required=True,
        on_change=lambda: go(tab=st.session_state["pick_start"]),
    )


def room_of(view: View, now: Live, project_id: str, tab: str | None) -> None:
    """The room of a project, or a card that says there is none of that name."""
    project = now.project(project_id)
    if project is None:
        with card.frame("content"):
            card.head(view.t("room.unknown", project=project_id), view.t("room.unknown.remedy"))
            st.button(view.t("projects.back"), on_click=go, kwargs={"project": None})
        return
    room.show(view, now, summary(view, now, project), tab)


def crumb(view: View) -> bool:
    """In a room the breadcrumb ends with the way back and the theme; True where it does."""
    project_id = read_address().project
    if not project_id or not queries.has_projects(view.scope):
        return False
    project = live(view).project(project_id)
    st.markdown(":gray[›]", width="content")
    st.button(
        view.t("projects.back"), key="to_projects", type="tertiary", on_click=go,
        kwargs={"project": None},
    )  # fmt: skip
    if project is not None:
        theme = next(
            (row for row in queries.themes(view.scope) if row["theme_code"] == project.get("theme_code")),
            None,
        )  # fmt: skip
        name = view.name(theme) if theme else str(project.get("title") or "")
        st.markdown(":gray[›]", width="content")
        st.markdown(f"**{card.escape(name)}**", width="content")
    return True
