"""What stands behind the tabs of a room: the cards where the task force plans, works and decides."""

from __future__ import annotations

from dashboards.projects import (
    candidates,
    decisions,
    designer,
    gate_passing,
    measures,
    people,
    progress,
    project_card,
    rollout,
    trail,
)
from dashboards.projects.live import Live
from dashboards.projects.summary import Summary
from dashboards.view import View

TABS = ("progress", "measures", "plan", "rollout", "log")


def show(tab: str, view: View, live: Live, project: Summary) -> None:
    """The cards of a tab."""
    entity = project.project
    if tab == "measures":
        measures.show(view, live, entity)
        progress.show(view, live, entity)
    elif tab == "plan":
        designer.show(view, live, entity)
        candidates.show(view, live, entity)
        people.show(view, live, entity)
        gate_passing.show(view, live, entity)
        project_card.show(view, live, entity)
    elif tab == "rollout":
        rollout.show(view, live, entity)
    else:
        decisions.show(view, live, entity)
        trail.show(view, live, entity)
