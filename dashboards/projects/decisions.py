"""What was decided, by whom, and what follows from it: next steps with owner, due date and done.

A next step that is due and not done stands first.
"""

from __future__ import annotations

from datetime import date

import polars as pl
import streamlit as st

from dashboards import figures
from dashboards.cards import card
from dashboards.projects import choices, register
from dashboards.projects.live import Live
from dashboards.view import View
from warehouse.projects.state import Entity
from warehouse.projects.tracking import day_of

COLOURS = {"overdue": "orange", "open": "gray", "done": "blue", "none": "gray"}
SHAPES = {"overdue": "▲", "open": "○", "done": "✓", "none": "–"}
ORDER = ("overdue", "open", "done", "none")
PHONE_COLUMNS = ("decisions.state", "decisions.text", "decisions.step", "decisions.due")


def state(decision: Entity, today: date) -> str:
    """Of its next step: overdue, open, done, or none where nothing follows."""
    if decision.fields.get("next_step") is None:
        return "none"
    if decision.fields.get("next_step_done_date") is not None:
        return "done"
    due = day_of(decision.fields.get("next_step_due_date"))
    return "overdue" if due is not None and due < today else "open"


def show(view: View, live: Live, project: Entity) -> None:
    """The card: the log as a table, the one that is picked in full."""
    found = live.of("decision", project.entity_id)
    states = {decision.entity_id: state(decision, live.today) for decision in found}
    newest = sorted(found, key=lambda d: str(d.fields.get("decided_date")), reverse=True)
    found = sorted(newest, key=lambda d: ORDER.index(states[d.entity_id]))
    with card.frame("content"):
        late = sum(one == "overdue" for one in states.values())
        title = view.t("decisions.title", len(found))
        if late:
            title += view.t("edits.comma") + view.t("decisions.late", late)
        with register.headed(title, view.t("decisions.sub")):
            register.add(view, live, "decision", project, decided_date=live.today.isoformat())
        if found:
            _table(view, live, project, found, states)
        else:
            card.nothing(view, "decisions.none")
        register.withdrawn(view, live, "decision", project)


def _table(
    view: View, live: Live, project: Entity, found: list[Entity], states: dict[str, str]
) -> None:
    chips = [_chip(view, decision, states[decision.entity_id], live.today) for decision in found]

    def texts(name: str) -> list[str]:
        return [str(decision.fields.get(name) or figures.DASH) for decision in found]

    columns = {
        "decisions.state": pl.Series([[said] for said in chips], dtype=pl.List(pl.String)),
        "decisions.date": texts("decided_date"),
        "decisions.text": texts("decision_text"),
        "decisions.by": texts("decided_by"),
        "decisions.step": texts("next_step"),
        "decisions.owner": texts("next_step_owner"),
        "decisions.due": texts("next_step_due_date"),
    }
    if view.look.is_phone:
        columns = {key: columns[key] for key in PHONE_COLUMNS}
    frame = pl.DataFrame({view.t(key): values for key, values in columns.items()})
    colours = dict(zip(chips, (COLOURS[states[d.entity_id]] for d in found), strict=True))
    config = {
        view.t("decisions.state"): st.column_config.MultiselectColumn(
            options=list(colours), color=list(colours.values())
        )
    }
    ids = [decision.entity_id for decision in found]
    labels = [
        card.joined(said, choices.title(view, live, "decision", identity))
        for said, identity in zip(chips, ids, strict=True)
    ]
    chosen = register.pick(view, f"decisions_{project.entity_id}", ids, labels, frame, config)
    entity = live.entity("decision", chosen) if chosen else None
    if entity is not None:
        first = ["step_done"] if states[entity.entity_id] in ("overdue", "open") else []
        register.detail(view, live, entity, [*first, "edit.decision", "withdraw.decision"])


def _chip(view: View, decision: Entity, code: str, today: date) -> str:
    if code != "overdue":
        return f"{SHAPES[code]} {view.t(f'decisions.state.{code}')}"
    due = day_of(decision.fields.get("next_step_due_date")) or today
    return f"{SHAPES[code]} {view.t('measures.overdue', (today - due).days)}"
