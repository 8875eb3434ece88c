"""The cards of one project without the frame of the page: for tests of what the cards do."""

from __future__ import annotations

import streamlit as st

from dashboards import header
from dashboards.projects import (
    creation,
    decisions,
    dialogs,
    gate_passing,
    library,
    measures,
    owners,
    people,
    project_card,
    rollout,
    trail,
    versions,
)
from dashboards.projects.live import live

view = header.show()
now = live(view)
dialogs.notice(view, now)
dialogs.show(view, now)
project = now.project(st.query_params.get("project"))
tab = st.query_params.get("tab")
if project is None:
    owners.show(view, now)
    library.show(view, now)
    creation.button(view, now)
elif tab == "measures":
    versions.show(view, now, project)
    measures.show(view, now, project)
    people.show(view, now, project)
elif tab == "plan":
    gate_passing.show(view, now, project)
    project_card.show(view, now, project)
elif tab == "rollout":
    rollout.show(view, now, project)
else:
    decisions.show(view, now, project)
    trail.show(view, now, project)
