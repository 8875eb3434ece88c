"""Two versions of a field: the page says one thing, a workbook that came later another.

Both had changed it since the workbook was last read, so neither was overwritten. The card shows both
with who and when, and somebody of the task force takes one.
"""

from __future__ import annotations

import streamlit as st

from dashboards.cards import card
from dashboards.cards.card import escape
from dashboards.projects import choices, edits, step_form
from dashboards.projects.edits import Request
from dashboards.projects.forms import Form
from dashboards.projects.live import Live
from dashboards.view import View
from warehouse.journal.event import Draft
from warehouse.projects.entities import ENTITIES
from warehouse.projects.state import Entity


def waiting(live: Live, project_id: str | None) -> list[tuple[Entity, str]]:
    """(entity, field) of every conflict of a project that waits for a choice."""
    return [
        (entity, name)
        for entity_type in ENTITIES
        for entity in live.of(entity_type, project_id)
        for name in entity.open_conflicts
    ]


def show(view: View, live: Live, project: Entity) -> None:
    """The card; nothing is drawn where no conflict is open."""
    found = waiting(live, project.entity_id)
    if not found:
        return
    with card.frame("content"):
        card.head(view.t("versions.title", len(found)), view.t("versions.sub"))
        for entity, name in found:
            _pair(view, live, entity, name)


def _pair(view: View, live: Live, entity: Entity, name: str) -> None:
    title = choices.title(view, live, entity.entity_type, entity.entity_id)
    label = choices.label(view, entity.entity_type, name)
    st.markdown(f"◆ **{escape(title)} · {escape(label)}**")
    conflict, stamp = entity.open_conflicts[name], entity.changed.get(name)
    left, right = st.columns(2, gap="small")
    with left:
        who = card.joined(stamp.actor, choices.moment(stamp.recorded_at)) if stamp else ""
        _version(view, live, entity, name, "stands", who)
    with right:
        who = card.joined(
            conflict.actor, choices.moment(conflict.recorded_at), conflict.source_ref or ""
        )
        _version(view, live, entity, name, "stated", who)


def _version(view: View, live: Live, entity: Entity, name: str, side: str, who: str) -> None:
    value = entity.fields.get(name) if side == "stands" else entity.open_conflicts[name].stated
    said = choices.shown(view, live, entity.entity_type, name, value, entity.project_id)
    st.markdown(
        f":small[:gray[{escape(view.t(f'versions.{side}'))}]]  \n{escape(said)}  \n"
        f":small[:gray[{escape(who)}]]"
    )
    st.button(
        view.t(f"versions.take.{side}"),
        key=f"take_{side}_{entity.entity_type}_{entity.entity_id}_{name}",
        on_click=edits.ask,
        args=(edits.about(live, f"take_{side}", entity, field=name),),
        disabled=bool(live.trouble),
    )


def body(view: View, live: Live, request: Request) -> None:
    """The dialog that takes one of the two."""
    entity, name = request.seen[request.ids[0]], str(request.starts["field"])
    takes_stated = request.kind == "take_stated"
    conflict = entity.open_conflicts[name]
    value = conflict.stated if takes_stated else entity.fields.get(name)
    title = choices.title(view, live, entity.entity_type, entity.entity_id)
    label = choices.label(view, entity.entity_type, name)
    said = choices.shown(view, live, entity.entity_type, name, value, entity.project_id)
    st.markdown(f"**{escape(title)}**  \n{escape(label)}：**{escape(said)}**")
    form = Form(view, live, entity.entity_type, request.token, entity.project_id)
    with st.form(f"{request.token}_form", border=False):
        form.author()
        form.reason(False)
        is_sent = step_form.buttons(view, view.t(f"step.{request.kind}"))
    if is_sent:
        problems = form.missing()
        if problems:
            form.tell(problems)
            return
        draft = Draft(
            actor=edits.person() or "", source="screen", entity_type=entity.entity_type,
            entity_id=entity.entity_id, project_id=entity.project_id, action="settle",
            changes={name: (entity.fields.get(name), conflict.stated)} if takes_stated else {},
            settles=(name,), reason=form.said_reason(),
        )  # fmt: skip
        step_form.finish(form, edits.say(view, [draft]))
