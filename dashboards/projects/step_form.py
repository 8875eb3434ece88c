"""The dialog of one step: what it asks of one entity or several, said as one change."""

from __future__ import annotations

import re
from collections.abc import Mapping

import streamlit as st

from dashboards.cards import card
from dashboards.projects import actions, choices, edits
from dashboards.projects.actions import Step
from dashboards.projects.edits import Outcome, Request
from dashboards.projects.forms import Form
from dashboards.projects.live import Live
from dashboards.view import View
from warehouse.journal.event import Draft, Value
from warehouse.projects.entities import ENTITIES, entity_id, validate
from warehouse.projects.fields import Problem
from warehouse.projects.state import change_draft

NAMED = 6
"""So many entities are named in a dialog about several."""


def body(view: View, live: Live, request: Request) -> None:
    """Draws the form; says what was typed when it is sent."""
    step = actions.step(request.kind)
    known = ENTITIES[step.entity_type]
    if request.seen or len(request.ids) > 1:
        named = [choices.title(view, live, step.entity_type, i) for i in request.ids[:NAMED]]
        more = view.t("edits.and_more", len(request.ids) - NAMED) if request.ids[NAMED:] else ""
        card.note(card.joined(*named, more))
    project = live.project(request.project_id)
    form = Form(
        view, live, step.entity_type, request.token, request.project_id,
        str(project.fields.get("province_code") or "") if project else "", step.needs,
    )  # fmt: skip
    asked = [name for name, kind in known.fields.items() if not kind.is_system]
    asked = _asked_keys(step, request) + (asked if step.asks is None else list(step.asks))
    with st.form(f"{request.token}_form", border=False):
        form.author()
        form.draw(asked, _starts(live, step, request))
        if step.reason != "none":
            form.reason(step.reason == "required")
        is_sent = buttons(view, view.t("edits.save"))
    if is_sent:
        problems = form.missing(needs_reason=step.reason == "required")
        problems += _problems(step, request, form.values)
        if problems:
            form.tell(problems)
            return
        finish(form, edits.say(view, _drafts(live, step, request, form)))


def buttons(view: View, label: str) -> bool:
    """Send and cancel; True when the form was sent. Cancelling puts the dialog away."""
    with st.container(horizontal=True, gap="small"):
        is_sent = st.form_submit_button(label)
        if st.form_submit_button(view.t("edits.cancel"), type="tertiary"):
            edits.put_away()
            st.rerun()
    return is_sent


def finish(form: Form, outcome: Outcome) -> None:
    """After saying: the page again, or what stood in the way, with everything typed kept."""
    if outcome.is_kept or outcome.is_clash:
        st.rerun()
    if outcome.trouble:
        st.markdown(f":orange[▲ {form.view.t(outcome.trouble)}]")
    form.tell(outcome.problems)


def _asked_keys(step: Step, request: Request) -> list[str]:
    """Key columns a person chooses: the city of a new roll-out line; never numbers or the project."""
    if not step.is_new:
        return []
    keys = ENTITIES[step.entity_type].keys
    return [
        name
        for name, kind in list(keys.items())[1:]
        if kind.kind != "int" and name not in request.starts
    ]


def _starts(live: Live, step: Step, request: Request) -> dict[str, Value]:
    """What the fields begin with: what stands, for one entity; what the step and the page suggest."""
    found: dict[str, Value] = {}
    if len(request.ids) == 1 and request.seen:
        found |= request.seen[request.ids[0]].fields
    suggested = {
        name: live.today.isoformat() if value == actions.TODAY else value
        for name, value in step.starts.items()
    }
    return found | {n: v for n, v in suggested.items() if found.get(n) is None} | {**request.starts}


def _problems(step: Step, request: Request, values: Mapping[str, Value]) -> list[Problem]:
    """Rules of the entity that would be broken, found before anything is sent."""
    found: dict[tuple[str, str], Problem] = {}
    for identity in request.ids or ("",):
        seen = request.seen.get(identity)
        fields = {**(seen.fields if seen else request.starts), **values, **step.sets}
        # what was wrong before stops nobody from changing something else
        earlier = validate(step.entity_type, seen.fields) if seen else []
        for problem in validate(step.entity_type, fields):
            if problem not in earlier or problem.field in values:
                found[problem.field, problem.message_en] = problem
    missing = [
        Problem(name, f"请填写{kind.name_zh}。", f"{kind.name_en} is needed.")
        for name, kind in ENTITIES[step.entity_type].keys.items()
        if name in values and values[name] is None
    ]
    # what this step demands is said by the form itself
    return [p for p in found.values() if p.field not in step.needs or values.get(p.field)] + missing


def _drafts(live: Live, step: Step, request: Request, form: Form) -> list[Draft]:
    keys = ENTITIES[step.entity_type].keys
    wanted = {name: value for name, value in form.values.items() if name not in keys}
    wanted |= step.sets
    actor = edits.person() or ""
    drafts = []
    for identity in request.ids or (_new_id(live, step, request, form.values),):
        seen = request.seen.get(identity)
        if seen is not None:
            drafts.append(
                change_draft(seen, actor, wanted, action=step.action, reason=form.said_reason())
            )
            continue
        drafts.append(creation(request, step.entity_type, identity, wanted, form.said_reason()))
    return drafts


def creation(
    request: Request, entity_type: str, identity: str, wanted: Mapping[str, Value],
    reason: str | None,
) -> Draft:  # fmt: skip
    """The draft of an entity that was not there when the dialog was opened."""
    known = ENTITIES[entity_type].fields
    fields = {name: value for name, value in request.starts.items() if name in known}
    fields |= wanted
    return Draft(
        actor=edits.person() or "",
        source="screen",
        entity_type=entity_type,
        entity_id=identity,
        project_id=_project_of(request, fields),
        action="create",
        changes={name: (None, value) for name, value in fields.items() if value is not None},
        reason=reason,
    )


def _project_of(request: Request, fields: Mapping[str, Value]) -> str | None:
    project = request.project_id or fields.get("project_code")
    return str(project) if project else None


def _new_id(live: Live, step: Step, request: Request, values: Mapping[str, Value]) -> str:
    keys = ENTITIES[step.entity_type].keys
    if step.entity_type == "good_practice":
        return next_practice(live)
    if list(keys.values())[-1].kind == "int":
        return edits.free_id(live, step.entity_type, request.project_id or "")
    first = next(iter(keys))
    start = {first: request.project_id} | dict(request.starts)
    return entity_id(step.entity_type, {name: values.get(name) or start.get(name) for name in keys})


def next_practice(live: Live) -> str:
    """The next number of the library, in the way its numbers are written so far (GP007 → GP008)."""
    taken = [e.entity_id for e in live.of("good_practice", with_withdrawn=True)]
    parts = [found for code in taken if (found := re.fullmatch(r"(.*?)(\d+)", code))]
    if not parts:
        return f"GP{len(taken) + 1:03d}"
    newest = max(parts, key=lambda part: int(part[2]))
    return f"{newest[1]}{int(newest[2]) + 1:0{len(newest[2])}d}"
