"""Special projects: the year's themes, projects of the unit, the room of one project."""

from __future__ import annotations

import streamlit as st

from dashboards import header
from dashboards.cards import status
from dashboards.projects import dialogs, start
from dashboards.projects.live import live
from dashboards.queries import projects as queries
from dashboards.scope import read_address

address = read_address()
view = header.show(start.crumb)
status.badge(view)
if queries.has_projects(view.scope):
    now = live(view)
    dialogs.notice(view, now)
    if address.project:
        start.room_of(view, now, address.project, address.tab)
    else:
        start.overview(view, now, address.tab)
    dialogs.show(view, now)
else:
    with st.container(border=True):
        said, remedy = view.t("projects.none"), view.t("projects.none.remedy")
        st.markdown(f"**{said}**  \n:small[:gray[{remedy}]]")
status.line(view)
