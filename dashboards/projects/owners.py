"""What everybody has due: measures and next steps of all projects in view, overdue first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl
import streamlit as st

from dashboards import figures
from dashboards.cards import card
from dashboards.projects import measures, register
from dashboards.projects.live import Live
from dashboards.release import Row
from dashboards.scope import go
from dashboards.view import View
from warehouse.projects.state import Entity
from warehouse.projects.tracking import day_of

LONGEST = 12
PHONE_COLUMNS = ("owners.state", "owners.owner", "owners.what", "owners.due")


@dataclass(frozen=True)
class Due:
    """One thing somebody has to do."""

    owner: str
    what: str
    chip: str
    colour: str
    due: date | None
    days_overdue: int
    project: Entity
    tab: str
    entity_id: str
    city_code: str = ""


def show(view: View, live: Live) -> None:
    """The card; a row opens the project's measures or log."""
    found = due(view, live, view.unit)
    with card.frame("content"):
        card.head(_title(view, found), view.t("owners.sub"))
        if not found:
            card.nothing(view, "owners.none")
            return
        names = sorted({one.owner for one in found if one.owner != figures.DASH})
        chosen = st.multiselect(
            view.t("owners.by_owner"), names, key="owners_chosen", label_visibility="collapsed",
            placeholder=view.t("owners.by_owner"),
        )  # fmt: skip
        listed = [one for one in found if not chosen or one.owner in chosen]
        _table(view, listed)


def due(view: View, live: Live, unit: Row) -> list[Due]:
    """Open measures and next steps of a unit and those below, the longest overdue first.

    A city has its share of the province's projects too: the measures that name it.
    """
    own = live.projects(str(unit["unit_id"]))
    found = [one for project in own for one in _of_project(view, live, project)]
    if unit["unit_type"] == "city":
        code = str(unit["city_id"]).removeprefix("C")
        shared = [p for p in live.projects(str(unit["province_id"])) if p not in own]
        found += [
            one
            for project in shared
            for one in _of_project(view, live, project)
            if one.city_code == code
        ]
    return sorted(found, key=lambda one: (-one.days_overdue, one.due or date.max, one.owner))


def _of_project(view: View, live: Live, project: Entity) -> list[Due]:
    """What an active project has open."""
    if project.fields.get("status_code") != "active":
        return []
    found = [
        Due(
            owner=measures.owner(view, live, one.entity),
            what=str(one.entity.fields.get("title") or ""),
            chip=measures.chip(view, one),
            colour=measures.COLOURS[one.tracking.code],
            due=one.due,
            days_overdue=one.tracking.days_overdue,
            project=project,
            tab="measures",
            entity_id=one.entity.entity_id,
            city_code=str(one.entity.fields.get("city_code") or ""),
        )
        for one in measures.tracked(view, live, live.of("measure", project.entity_id))
        if one.tracking.code not in ("done", "cancelled")
    ]
    return found + [
        _step(view, live, project, decision)
        for decision in live.of("decision", project.entity_id)
        if decision.fields.get("next_step") and not decision.fields.get("next_step_done_date")
    ]


def _step(view: View, live: Live, project: Entity, decision: Entity) -> Due:
    day = day_of(decision.fields.get("next_step_due_date"))
    late = max((live.today - day).days, 0) if day else 0
    chip = f"▲ {view.t('measures.overdue', late)}" if late else f"○ {view.t('owners.next_step')}"
    return Due(
        owner=str(decision.fields.get("next_step_owner") or figures.DASH),
        what=str(decision.fields["next_step"]),
        chip=chip,
        colour="orange" if late else "gray",
        due=day,
        days_overdue=late,
        project=project,
        tab="log",
        entity_id=decision.entity_id,
    )


def _title(view: View, found: Sequence[Due]) -> str:
    late = [one for one in found if one.days_overdue]
    if not late:
        return view.t("owners.title.quiet", len(found))
    people = len({one.owner for one in late})
    return view.t("owners.title.late", people, late=len(late), days=late[0].days_overdue)


def _table(view: View, found: list[Due]) -> None:
    columns = {
        "owners.state": pl.Series([[one.chip] for one in found], dtype=pl.List(pl.String)),
        "owners.owner": [one.owner for one in found],
        "owners.what": [one.what for one in found],
        "owners.project": [str(one.project.fields.get("title") or "") for one in found],
        "owners.due": [figures.day(one.due) for one in found],
    }
    if view.look.is_phone:
        columns = {key: columns[key] for key in PHONE_COLUMNS}
    colours = {one.chip: one.colour for one in found}
    key = f"owners_{view.unit['unit_id']}_{hash(tuple(one.entity_id for one in found)):x}"

    def opened() -> None:
        rows = st.session_state[key]["selection"]["rows"]
        if rows:
            open_due(found[rows[0]])

    st.dataframe(
        pl.DataFrame({view.t(name): values for name, values in columns.items()}),
        key=key,
        hide_index=True,
        row_height=register.ROW_HEIGHT,
        height=register.ROW_HEIGHT * (min(len(found), LONGEST) + 1) + 4,
        on_select=opened,
        selection_mode="single-row",
        column_config={
            view.t("owners.state"): st.column_config.MultiselectColumn(
                options=list(colours), color=list(colours.values()), width="small"
            ),
            view.t("owners.what"): st.column_config.TextColumn(width="large"),
        },
        placeholder="–",
    )


def open_due(one: Due) -> None:
    """Go to the project with this very thing picked."""
    project_id = one.project.entity_id
    kind = "measures" if one.tab == "measures" else "decisions"
    register.keep(f"{kind}_{project_id}", one.entity_id)
    go(project=project_id, tab=one.tab)
