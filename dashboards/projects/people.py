"""The task force and what it found: members with their roles, root causes with their evidence."""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboards.cards import card
from dashboards.projects import choices, register
from dashboards.projects.live import Live
from dashboards.view import View
from warehouse.projects.entities import ENTITIES
from warehouse.projects.state import Entity


def show(view: View, live: Live, project: Entity) -> None:
    """Two cards side by side."""
    left, right = st.columns(2, gap="small")
    with left, card.frame():
        members(view, live, project)
    with right, card.frame():
        causes(view, live, project)


def members(view: View, live: Live, project: Entity) -> None:
    """Who is in the task force; the lead first."""
    order = list(ENTITIES["member"].fields)
    roles = list(choices.codes(view, "role"))
    found = sorted(
        live.of("member", project.entity_id),
        key=lambda e: (roles.index(str(e.fields.get("role_code"))), e.key["member_no"]),
    )
    with register.headed(view.t("people.title", len(found)), view.t("people.sub")):
        register.add(view, live, "member", project)
    _list(view, live, project, found, order, "people.none")


def causes(view: View, live: Live, project: Entity) -> None:
    """Why the board is short."""
    found = live.of("root_cause", project.entity_id)
    with register.headed(view.t("causes.title", len(found)), view.t("causes.sub")):
        register.add(view, live, "root_cause", project)
    order = ["cause_text", "category_code", "element_id", "evidence_text"]
    _list(view, live, project, found, order, "causes.none")


def _list(
    view: View, live: Live, project: Entity, found: list[Entity], order: list[str], empty: str
) -> None:
    entity_type = "member" if empty == "people.none" else "root_cause"
    if not found:
        card.nothing(view, empty)
    else:
        shown = order[:2] if view.look.is_phone else order[:4]
        frame = pl.DataFrame(
            {
                choices.label(view, entity_type, name): [
                    choices.shown(
                        view, live, entity_type, name, e.fields.get(name), project.entity_id
                    )
                    for e in found
                ]
                for name in shown
            }
        )
        ids = [e.entity_id for e in found]
        labels = [choices.title(view, live, entity_type, identity) for identity in ids]
        chosen = register.pick(view, f"{entity_type}_{project.entity_id}", ids, labels, frame, {})
        entity = live.entity(entity_type, chosen) if chosen else None
        if entity is not None:
            kinds = [f"edit.{entity_type}", f"withdraw.{entity_type}"]
            register.detail(view, live, entity, kinds)
    register.withdrawn(view, live, entity_type, project)
