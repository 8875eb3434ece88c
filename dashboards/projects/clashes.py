"""Two people said different things about the same field: both are shown, one is chosen.

Nothing is overwritten silently. Somebody saved while a form was open: the second to save sees what
stands, who said it and when, beside what they wanted themselves, and takes one of the two or a third.
"""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from dashboards.cards.card import escape
from dashboards.projects import choices, edits
from dashboards.projects.edits import Clash
from dashboards.projects.forms import Form
from dashboards.projects.live import Live
from dashboards.projects.step_form import finish
from dashboards.view import View
from warehouse.journal.errors import FieldConflict
from warehouse.journal.event import WITHDRAWN, Action, Draft, Value, new_id

CHOICES = ("theirs", "mine", "other")


def body(view: View, live: Live, clash: Clash) -> None:
    """Draws both versions of every field in question; says the choice."""
    st.markdown(view.t("clashes.why", len(clash.conflicts)))
    chosen: dict[tuple[str, str, str], tuple[bool, Value]] = {}
    forms = []
    for position, conflict in enumerate(clash.conflicts):
        form = Form(view, live, conflict.entity_type, f"{clash.token}_{position}",
                    _project_of(clash, conflict))  # fmt: skip
        forms.append(form)
        key = (conflict.entity_type, conflict.entity_id, conflict.field)
        chosen[key] = _choose(view, live, form, conflict)
    with st.container(horizontal=True, gap="small"):
        is_sent = st.button(view.t("clashes.save"), key=f"{clash.token}_save")
        if st.button(view.t("clashes.leave"), type="tertiary", key=f"{clash.token}_leave"):
            edits.put_away()
            st.rerun()
    if is_sent:
        drafts = [draft for draft in (_settled(d, clash, chosen) for d in clash.drafts) if draft]
        said = "edits.kept" if any(draft.changes for draft in drafts) else "clashes.kept_theirs"
        finish(forms[0], edits.say(view, drafts, said))


def _choose(view: View, live: Live, form: Form, conflict: FieldConflict) -> tuple[bool, Value]:
    """Whether to keep what stands, and else the value wanted."""

    def told(value: Value) -> str:
        return choices.shown(
            view, live, conflict.entity_type, conflict.field, value, form.project_id
        )

    title = choices.title(view, live, conflict.entity_type, conflict.entity_id)
    label = choices.label(view, conflict.entity_type, conflict.field)
    st.markdown(
        f"**{escape(title)} · {escape(label)}**  \n"
        f":small[:gray[{escape(view.t('clashes.seen', value=told(conflict.seen)))}]]"
    )
    who = conflict.changed_by or view.t("clashes.somebody")
    captions = [
        view.t("clashes.theirs.who", person=who, when=choices.moment(conflict.changed_at)),
        view.t("clashes.mine.who"),
        "",
    ]
    choice = st.radio(
        label,
        CHOICES,
        format_func=lambda code: escape(
            _option(view, code, told(conflict.now), told(conflict.wanted))
        ),
        captions=[escape(caption) for caption in captions],
        key=f"{form.token}_choice",
        label_visibility="collapsed",
    )
    if choice == "other":
        form.draw([conflict.field], {conflict.field: conflict.wanted})
        return False, form.values[conflict.field]
    return choice == "theirs", conflict.wanted


def _option(view: View, code: str, now: str, wanted: str) -> str:
    if code == "other":
        return view.t("clashes.other")
    return view.t(f"clashes.{code}", value=now if code == "theirs" else wanted)


def _settled(
    draft: Draft, clash: Clash, chosen: dict[tuple[str, str, str], tuple[bool, Value]]
) -> Draft | None:
    """The draft after the choice, as a new one: it now knows what stands; None if nothing is left."""
    changes = dict(draft.changes)
    for conflict in clash.conflicts:
        if (conflict.entity_type, conflict.entity_id) != draft.key:
            continue
        keeps_theirs, value = chosen[(*draft.key, conflict.field)]
        if keeps_theirs and conflict.field == WITHDRAWN:
            return None  # what was withdrawn meanwhile stays as it is
        if keeps_theirs:
            changes.pop(conflict.field, None)
        else:
            changes[conflict.field] = (conflict.now, value)
    if not changes and not draft.settles:
        return None
    action: Action = "change" if draft.action == "create" else draft.action
    return replace(draft, changes=changes, action=action, event_id=new_id())


def _project_of(clash: Clash, conflict: FieldConflict) -> str | None:
    return next(
        (d.project_id for d in clash.drafts if d.key == (conflict.entity_type, conflict.entity_id)),
        None,
    )
