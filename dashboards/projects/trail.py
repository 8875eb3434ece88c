"""The audit trail: who said what, when and where, from what to what; each change can be taken back.

Taking back is a change of its own: the trail keeps both. If somebody changed the same field since,
the conflict is shown like any other.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import streamlit as st

from dashboards.cards import card
from dashboards.cards.card import escape
from dashboards.projects import choices, edits, history, register, step_form
from dashboards.projects.edits import Request
from dashboards.projects.forms import Form
from dashboards.projects.live import Live
from dashboards.view import View
from warehouse.journal.event import SOURCES, Event
from warehouse.projects.entities import ENTITIES
from warehouse.projects.state import Entity, undo_draft

PAGE = 15


def show(view: View, live: Live, project: Entity) -> None:
    """The card: filters, events a page at a time, the newest first."""
    everything = live.events(project.entity_id)
    undone = {event.undoes for event in everything if event.undoes}
    with card.frame("content"):
        card.head(view.t("trail.title", len(everything)), view.t("trail.sub"))
        if not everything:
            card.nothing(view, "trail.none")
            return
        found = _filtered(view, live, project.entity_id, everything)
        if not found:
            card.nothing(view, "trail.none_match")
            return
        pages = math.ceil(len(found) / PAGE)
        page = 1
        if pages > 1:
            page = st.pagination(pages, key=f"trail_page_{project.entity_id}_{pages}")
        for event in found[(page - 1) * PAGE : page * PAGE]:
            _line(view, live, event, event.event_id in undone)


def _filtered(view: View, live: Live, project_id: str, events: Sequence[Event]) -> list[Event]:
    """Events the filters leave, the newest first."""
    people = list(dict.fromkeys(event.actor for event in events))
    kinds = [name for name in ENTITIES if any(event.entity_type == name for event in events)]
    columns = register.finder(view).columns(4, gap="small")
    sought = columns[0].text_input(
        view.t("trail.search"), key=f"trail_search_{project_id}", label_visibility="collapsed",
        placeholder=view.t("trail.search"),
    )  # fmt: skip
    who = _several(view, columns[1], "trail.by_person", project_id, people, {})
    what = _several(
        view, columns[2], "trail.by_kind", project_id, kinds,
        {name: choices.type_name(view, name) for name in kinds},
    )  # fmt: skip
    whence = _several(
        view, columns[3], "trail.by_source", project_id, list(SOURCES),
        {name: view.t(f"history.source.{name}") for name in SOURCES},
    )  # fmt: skip
    needle = sought.strip().casefold()

    def is_wanted(event: Event) -> bool:
        return (
            (not who or event.actor in who)
            and (not what or event.entity_type in what)
            and (not whence or event.source in whence)
            and (not needle or needle in _said(view, live, event).casefold())
        )

    return [event for event in reversed(events) if is_wanted(event)]


def _several(
    view: View, column: st.delta_generator.DeltaGenerator, key: str, project_id: str,
    listed: list[str], names: dict[str, str],
) -> list[str]:  # fmt: skip
    return column.multiselect(
        view.t(key), listed, key=f"{key}_{project_id}", placeholder=view.t(key),
        label_visibility="collapsed", format_func=lambda code: names.get(code, code),
    )  # fmt: skip


def _said(view: View, live: Live, event: Event) -> str:
    """Everything an event says, for the search."""
    title = choices.title(view, live, event.entity_type, event.entity_id)
    return " ".join([title, event.source_ref or "", *history.lines(view, live, event)])


def _line(view: View, live: Live, event: Event, is_undone: bool) -> None:
    kind = choices.type_name(view, event.entity_type)
    title = choices.title(view, live, event.entity_type, event.entity_id)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        with st.container(width="stretch"):
            st.markdown(
                "  \n".join(
                    [
                        f":small[{history.heading(view, event)}]",
                        f"{escape(kind)} · {escape(title)}",
                        *history.lines(view, live, event),
                    ]
                )
            )
        if is_undone:
            st.badge(view.t("trail.undone"), color="gray")
        elif can_undo(event):
            st.button(
                view.t("step.undo"),
                key=f"undo_{event.event_id}",
                on_click=edits.ask,
                args=(Request("undo", event.entity_type, event.project_id, event=event),),
                disabled=bool(live.trouble),
                type="tertiary",
            )


def can_undo(event: Event) -> bool:
    """People's changes can be taken back; what the product recorded by itself cannot."""
    return event.source != "system" and bool(event.changes or event.conflicts)


def undo_body(view: View, live: Live, request: Request) -> None:
    """The dialog that takes one event back."""
    event = request.event
    assert event is not None, "an undo is about an event"
    title = choices.title(view, live, event.entity_type, event.entity_id)
    st.markdown(
        "  \n".join(
            [
                f"**{escape(title)}**",
                f":small[{history.heading(view, event)}]",
                *history.lines(view, live, event),
            ]
        )
    )
    card.note(view.t("trail.undo.create" if event.action == "create" else "trail.undo.change"))
    form = Form(view, live, event.entity_type, request.token, event.project_id)
    with st.form(f"{request.token}_form", border=False):
        form.author()
        form.reason(False)
        is_sent = step_form.buttons(view, view.t("step.undo"))
    if is_sent:
        problems = form.missing()
        if problems:
            form.tell(problems)
            return
        draft = undo_draft(event, edits.person() or "", reason=form.said_reason())
        step_form.finish(form, edits.say(view, [draft], "trail.undo.kept"))
