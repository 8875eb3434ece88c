"""Stage gates: what the review asks for, what is there, and the decision with its name.

A check does not lock a gate. Passing against one that is not met needs a reason, which is kept.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
import streamlit as st

from dashboards import figures
from dashboards.cards import card
from dashboards.cards.card import escape
from dashboards.projects import choices, edits, register, step_form
from dashboards.projects.edits import Request
from dashboards.projects.forms import Form
from dashboards.projects.live import Live
from dashboards.queries import project_proofs, project_registers
from dashboards.view import View
from dbt_project.statistics.did_randomisation import Limits, design
from warehouse.journal.event import Value
from warehouse.projects import gates
from warehouse.projects.entities import validate
from warehouse.projects.gates import Check, Facts
from warehouse.projects.state import Entity, change_draft
from warehouse.projects.tracking import day_of

MARKS = {True: ":blue[✓]", False: ":orange[✗]", None: ":gray[–]"}
PASSES = ("pass", "pass_with_conditions")
ASKED = ("passed_date", "decision_code", "decided_by", "remark")


def show(view: View, live: Live, project: Entity) -> None:
    """The card: the six gates, what the chosen one asks for, and the way through it."""
    facts = facts_of(view, live, project)
    current = gates.current_stage(facts.gates, live.today)
    names = choices.codes(view, "stage")
    with card.frame("content"):
        chosen = st.segmented_control(
            view.t("gates.choose"),
            gates.stages(),
            default=current,
            required=True,
            key=f"gate_{project.entity_id}_{current}",
            format_func=lambda code: _named(live, facts, code, names),
            label_visibility="collapsed",
        )
        found = checks(view, live, facts, chosen)
        card.head(_title(view, str(names[chosen]), found), _dates(view, facts, chosen))
        for check in found:
            st.markdown(line(view, check))
        identity = f"{project.entity_id}/{chosen}"
        entity = live.entity("gate", identity)
        request = Request(
            "gate", "gate", project.entity_id, (identity,),
            {identity: entity} if entity else {}, {"stage_code": chosen},
        )  # fmt: skip
        with st.container(horizontal=True, gap="xsmall"):
            st.button(
                view.t("step.gate"), key=f"do_gate_{identity}", on_click=edits.ask,
                args=(request,), disabled=bool(live.trouble),
            )  # fmt: skip
            if entity is None:
                planned = Request("gate_plan", "gate", project.entity_id, (identity,))
            else:
                planned = edits.about(live, "gate_plan", entity)
            st.button(
                view.t("step.gate_plan"), key=f"do_gate_plan_{identity}", on_click=edits.ask,
                args=(planned,), disabled=bool(live.trouble),
            )  # fmt: skip
        _calendar(view, facts, names)
        if entity is not None and entity.fields.get("decision_code"):
            register.facts(view, live, entity, [n for n in entity.fields if n.startswith("frozen")])


def _calendar(view: View, facts: Facts, names: dict[Value, str]) -> None:
    """All six gates with their dates and decisions."""
    decisions = choices.codes(view, "gate_decision")
    stages = gates.stages()
    told = [facts.gates.get(stage) or {} for stage in stages]
    columns = {
        "gates.stage": [str(names[stage]) for stage in stages],
        "gates.planned_column": [figures.day(day_of(one.get("planned_date"))) for one in told],
        "gates.passed_column": [figures.day(day_of(one.get("passed_date"))) for one in told],
        "gates.decision": [
            decisions.get(str(one.get("decision_code")), figures.DASH) for one in told
        ],
        "gates.by": [escape(str(one.get("decided_by") or figures.DASH)) for one in told],
    }
    if view.look.is_phone:
        columns.pop("gates.by")
    frame = pl.DataFrame({view.t(key): values for key, values in columns.items()})
    st.table(frame, border="horizontal", hide_index=True)


def facts_of(view: View, live: Live, project: Entity) -> Facts:
    """What is known of a project, as its gates look at it."""
    code = project.entity_id
    cities = {str(e.key["city_code"]): e.fields for e in live.of("project_city", code)}
    province = str(project.fields.get("province_code") or "")
    rows = project_registers.register(view.scope, "city", province) if province else []
    reached = [r["code"] for r in rows if cities.get(r["code"], {}).get("role_code") != "excluded"]
    proof = project_proofs.effect(view.scope, code)
    pilots = sum(fields.get("role_code") == "pilot" for fields in cities.values())
    limits = Limits.of(project_registers.thresholds(view.scope))
    can_answer = (
        design(len(reached), pilots, limits).can_answer if 0 < pilots < len(reached) else None
    )
    practices = [e for e in live.of("good_practice") if e.fields.get("project_code") == code]
    return Facts(
        project=project.fields,
        gates={str(e.key["stage_code"]): e.fields for e in live.of("gate", code)},
        root_cause_count=len(live.of("root_cause", code)),
        measures=[e.fields for e in live.of("measure", code)],
        cities=cities,
        city_codes=reached,
        lesson_count=len(practices),
        after_months=proof["after_month_count"] if proof else None,
        verdict_code=proof["verdict_code"] if proof else None,
        can_answer=can_answer,
    )


def checks(view: View, live: Live, facts: Facts, stage: str) -> list[Check]:
    """What the gate of a stage asks for."""
    needed = project_registers.thresholds(view.scope)["effect_min_after_months"]
    return gates.checks(stage, facts, live.today, needed)


def line(view: View, check: Check) -> str:
    """✓ or ✗, the check in words, how many of how many; markdown."""
    said = choices.codes(view, "gate_check").get(check.code, check.code)
    count = ""
    if check.total is not None:
        count = f"{check.count}/{check.total}"
    elif check.count:
        count = str(check.count)
    if check.is_met is None:
        count = view.t("gates.not_asked")
    return f"{MARKS[check.is_met]} {escape(said)} :gray[{escape(count)}]"


def _named(live: Live, facts: Facts, code: str, names: dict[Value, str]) -> str:
    return f"✓ {names[code]}" if gates.is_passed(facts.gates.get(code), live.today) else names[code]


def _title(view: View, name: str, found: Sequence[Check]) -> str:
    asked = [check for check in found if check.is_met is not None]
    met = sum(bool(check.is_met) for check in asked)
    if not asked:
        return view.t("gates.title.free", stage=name)
    return view.t("gates.title", stage=name, met=met, asked=len(asked))


def _dates(view: View, facts: Facts, stage: str) -> str:
    fields = facts.gates.get(stage) or {}
    planned, passed = day_of(fields.get("planned_date")), day_of(fields.get("passed_date"))
    return card.joined(
        view.t("gates.planned", day=figures.day(planned)),
        view.t("gates.passed", day=figures.day(passed)) if passed else view.t("gates.not_passed"),
        str(fields.get("decided_by") or ""),
    )


def body(view: View, live: Live, request: Request) -> None:
    """The dialog of a review: checks, decision, who decided, and why against a failed check."""
    project = live.project(request.project_id)
    assert project is not None, "a gate belongs to a project"
    identity, stage = request.ids[0], str(request.starts["stage_code"])
    found = checks(view, live, facts_of(view, live, project), stage)
    st.markdown(f"**{escape(str(choices.codes(view, 'stage')[stage]))}**")
    st.markdown("  \n".join(line(view, check) for check in found))
    failed = [check for check in found if check.is_met is False]
    if failed:
        card.note(view.t("gates.against", len(failed)))
    seen = request.seen.get(identity)
    form = Form(
        view, live, "gate", request.token, project.entity_id, needs=("decision_code", "decided_by")
    )
    starts: dict[str, Value] = {
        "passed_date": live.today.isoformat(),
        "decided_by": edits.person(),
    }
    said = seen.fields if seen else {}
    starts |= {name: value for name, value in said.items() if value is not None}
    with st.form(f"{request.token}_form", border=False):
        form.author()
        form.draw(ASKED, starts)
        form.reason(False)
        is_sent = step_form.buttons(view, view.t("edits.save"))
    if not is_sent:
        return
    is_pass = form.values["decision_code"] in PASSES
    wanted = dict(form.values) | ({} if is_pass else {"passed_date": None})
    problems = form.missing(needs_reason=is_pass and bool(failed))
    problems += [
        problem
        for problem in validate("gate", {**(seen.fields if seen else {}), **wanted})
        if problem.field not in {known.field for known in problems}
    ]
    if problems:
        form.tell(problems)
        return
    reason = form.said_reason()
    if seen is not None:
        draft = change_draft(seen, edits.person() or "", wanted, reason=reason)
    else:
        draft = step_form.creation(request, "gate", identity, wanted, reason)
    step_form.finish(form, edits.say(view, [draft]))
