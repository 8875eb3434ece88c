"""The dialog that is open, if any, and the line that says in whose name one writes.

One place per page calls `show`: Streamlit allows one dialog a run.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from dashboards.cards.card import escape
from dashboards.projects import (
    choices,
    clashes,
    creation,
    edits,
    gate_passing,
    step_form,
    take_design,
    trail,
    versions,
)
from dashboards.projects import live as live_projects
from dashboards.projects.edits import Request
from dashboards.projects.live import Live
from dashboards.view import View

Body = Callable[[View, Live, Request], None]
# Kinds of request with a dialog of their own; all others are steps.
BODIES: dict[str, Body] = {
    "undo": trail.undo_body,
    "take_stands": versions.body,
    "take_stated": versions.body,
    "gate": gate_passing.body,
    "add.project": creation.body,
    take_design.KIND: take_design.body,
}
POLL_SECONDS = 10


def show(view: View, live: Live) -> None:
    """What was just kept, whatever dialog is open, who writes, whether others have written."""
    edits.confirm(view)
    _identity(view, live)
    clash, request = edits.open_clash(), edits.open_request()
    if clash:
        _open(view.t("clashes.title"), clashes.body, view, live, clash)
    elif request:
        title = choices.step_name(view, request.kind)
        _open(title, BODIES.get(request.kind, step_form.body), view, live, request)


def notice(view: View, live: Live) -> None:
    """Why nothing can be changed right now, above the cards."""
    if live.trouble:
        st.badge(f"◆ {view.t(live.trouble)}", color="yellow")


def _open(title: str, body: Callable[..., None], *about: Any) -> None:
    # a stray click beside a form must not throw away what was typed: it is closed by its buttons
    st.dialog(title, width="medium", dismissible=False)(body)(*about)


def _identity(view: View, live: Live) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        name = edits.person()
        said = view.t("edits.as_person", person=name) if name else view.t("edits.as_nobody")
        st.markdown(f":small[:gray[{escape(said)}]]", width="content")
        if name and not edits.is_signed_in():
            st.button(
                view.t("edits.change_person"), type="tertiary", key="edits_forget",
                on_click=edits.forget,
            )  # fmt: skip
        if not live.trouble:
            _news(view, live.last_seq)


@st.fragment(run_every=POLL_SECONDS)
def _news(view: View, known: int) -> None:
    """A button once others have written; the page itself stays as it is, so that nobody is disturbed."""
    newer = live_projects.last_seq(known) - known
    if newer > 0 and st.button(view.t("edits.news", newer), key="edits_news", type="tertiary"):
        st.rerun()
