"""The project itself: what it is about, and the way to change, complete, stop or resume it."""

from __future__ import annotations

from dashboards.cards import card
from dashboards.projects import register
from dashboards.projects.live import Live
from dashboards.view import View
from warehouse.projects.state import Entity

STEPS = {
    "active": ("edit.project", "project_done", "project_stop"),
    "completed": ("edit.project", "project_resume"),
    "stopped": ("edit.project", "project_resume"),
}
"""What can be done with a project of a status."""


def show(view: View, live: Live, project: Entity) -> None:
    """The card; its title stands above the tabs already."""
    status = str(project.fields.get("status_code") or "active")
    with card.frame("content"):
        with register.headed(view.t("project.title"), view.t("project.sub")):
            register.steps(view, live, [project], STEPS.get(status, STEPS["active"]))
        register.facts(view, live, project, ["title"])
