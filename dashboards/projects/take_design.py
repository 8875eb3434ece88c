"""Taking a design: its pilots become cities of the project, and the decision log says how they were drawn."""

from __future__ import annotations

import streamlit as st

from dashboards.cards import card
from dashboards.projects import edits, plan_facts, step_form
from dashboards.projects.edits import Request
from dashboards.projects.forms import Form
from dashboards.projects.live import Live
from dashboards.projects.plan_facts import PlanFacts
from dashboards.view import View
from dbt_project.statistics.pilot_plan import Option
from warehouse.journal.event import Draft, Value
from warehouse.projects.entities import entity_id
from warehouse.projects.state import change_draft

KIND = "take_design"
START = "pilot_start_date"


def request(facts: PlanFacts, chosen: Option, codes: list[str], seed: str) -> Request:
    """The dialog that asks for the first day of the pilots and writes the design."""
    project = facts.project.entity_id
    return Request(
        kind=KIND,
        entity_type="project_city",
        project_id=project,
        ids=tuple(
            entity_id("project_city", {"project_code": project, "city_code": code})
            for code in codes
        ),
        starts={
            START: facts.start.isoformat(),
            "seed": seed,
            "power": chosen.power,
            "ways": f"{chosen.assignment_count:,}",
        },
    )


def body(view: View, live: Live, asked: Request) -> None:
    """The form: which cities, from when, in whose name."""
    project = live.project(asked.project_id)
    if project is None:
        edits.put_away()
        st.rerun()
    names = _city_names(view, live, asked)
    card.note(view.t("plan.take.cities", names=view.t("plan.list_mark").join(names)))
    form = Form(
        view, live, "project_city", asked.token, asked.project_id,
        str(project.get("province_code") or ""), (START,),
    )  # fmt: skip
    with st.form(f"{asked.token}_form", border=False):
        form.author()
        form.draw([START], {START: asked.starts.get(START)})
        is_sent = step_form.buttons(view, view.t("plan.take.save"))
    if is_sent:
        problems = form.missing(needs_reason=False)
        if problems:
            form.tell(problems)
            return
        drafts = _drafts(view, live, asked, form.values.get(START), names)
        step_form.finish(form, edits.say(view, drafts, "plan.take.kept"))


def _drafts(
    view: View, live: Live, asked: Request, start: Value, names: list[str]
) -> list[Draft]:  # fmt: skip
    """Pilots named, pilots no longer drawn made controls, and the decision with its seed."""
    actor = edits.person() or ""
    remark = view.t("plan.take.remark", seed=asked.starts["seed"])
    wanted: dict[str, Value] = {"role_code": "pilot", START: start, "remark": remark}
    drafts = []
    for identity in asked.ids:
        known = live.entity("project_city", identity)
        if known is not None:
            drafts.append(change_draft(known, actor, wanted | {"is_withdrawn": False}))
        else:
            drafts.append(_creation(asked, actor, "project_city", identity, wanted))
    for city in live.of("project_city", asked.project_id):
        if city.get("role_code") == "pilot" and city.entity_id not in asked.ids:
            former: dict[str, Value] = {"role_code": "control", START: None}
            drafts.append(change_draft(city, actor, former))
    number = edits.free_id(live, "decision", str(asked.project_id))
    power = asked.starts.get("power")
    decision: dict[str, Value] = {
        "decided_date": live.today.isoformat(),
        "decision_text": view.t(
            "plan.take.decision" if power is not None else "plan.take.decision.no_lift",
            names=view.t("plan.list_mark").join(names), ways=asked.starts["ways"],
            seed=asked.starts["seed"], rate=f"{100 * float(power or 0):.0f}%",
        ),
        "decided_by": actor,
    }  # fmt: skip
    return [*drafts, _creation(asked, actor, "decision", number, decision)]


def _creation(
    asked: Request, actor: str, entity_type: str, identity: str, fields: dict[str, Value]
) -> Draft:
    return Draft(
        actor=actor,
        source="screen",
        entity_type=entity_type,
        entity_id=identity,
        project_id=asked.project_id,
        action="create",
        changes={name: (None, value) for name, value in fields.items() if value is not None},
    )


def _city_names(view: View, live: Live, asked: Request) -> list[str]:
    project = live.project(asked.project_id)
    facts = plan_facts.read(view, live, project) if project else None
    if facts is None:
        return [identity.rsplit("/", 1)[-1] for identity in asked.ids]
    units = plan_facts.city_paths(facts, live).units
    names = {str(row["unit_code"]): view.name(row, "short_name") for row in units}
    codes = [identity.rsplit("/", 1)[-1] for identity in asked.ids]
    return [names.get(code, code) for code in codes]
