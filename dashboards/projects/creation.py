"""A new project of any kind: what it is asks what it needs.

Theme projects have their theme and bimonth, benchmark halls their hall, items of a broken norm the
norm they come from; the rest of the form is the same for all.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import streamlit as st

from dashboards.projects import choices, edits, step_form
from dashboards.projects.edits import Request
from dashboards.projects.forms import Form
from dashboards.projects.live import Live
from dashboards.scope import go
from dashboards.view import View
from warehouse.journal.event import Draft, Value
from warehouse.projects.entities import ENTITIES, validate
from warehouse.projects.fields import Problem

KINDS = ("theme", "norm_item", "management_pilot", "process_redesign", "benchmark_hall")
# Letters that a number of a project of this kind begins with (专项, 整改, 管理, 流程, 标杆).
LETTERS = {
    "theme": "ZX", "norm_item": "ZG", "management_pilot": "GL",
    "process_redesign": "LC", "benchmark_hall": "BG",
}  # fmt: skip
FIRST: dict[str, tuple[str, ...]] = {
    "theme": ("title", "theme_code", "year_no", "bimonth_no"),
    "norm_item": ("title", "city_code"),
    "management_pilot": ("title", "city_code"),
    "process_redesign": ("title", "city_code"),
    "benchmark_hall": ("title", "hall_code"),
}
# What a kind demands beyond the rest; the rules of the entity say the same.
NEEDED = {
    "theme": ("theme_code", "year_no", "bimonth_no", "metric_code"),
    "benchmark_hall": ("hall_code",),
}
THEN = (
    "metric_code", "baseline_value", "target_value", "start_date", "due_date", "lead_name",
    "lead_department_code",
)  # fmt: skip
CHOSEN = ("chosen_from_month", "chosen_to_month")


def button(view: View, live: Live, **starts: Value) -> None:
    """The button that opens an empty form; `starts` are what the page knows already."""
    st.button(
        choices.step_name(view, "add.project"),
        key="do_add.project",
        on_click=edits.ask,
        args=(Request("add.project", "project", starts=starts),),
        disabled=bool(live.trouble),
    )


def body(view: View, live: Live, request: Request) -> None:
    """The dialog: kind and province first, as they decide what else is asked."""
    kind, province = _kind_and_province(view, live, request)
    form = Form(view, live, "project", request.token, province=province, needs=NEEDED.get(kind, ()))
    with st.form(f"{request.token}_form", border=False):
        form.author()
        code = st.text_input(
            view.t("creation.code"),
            str(request.starts.get("project_code") or ""),
            key=f"{request.token}_code_{kind}",
            max_chars=40,
            placeholder=view.t("creation.code.auto"),
        )
        form.slots["project_code"] = st.empty()
        asked = [*FIRST[kind], *THEN, *(CHOSEN if kind == "theme" else ()), "problem_text"]
        form.draw(asked, _starts(view, live, request, kind))
        is_sent = step_form.buttons(view, view.t("edits.save"))
    if not is_sent:
        return
    fields: dict[str, Value] = {
        "origin_code": request.starts.get("origin_code"),
        **form.values,
        "kind_code": kind,
        "province_code": province or None,
        "status_code": "active",
    }
    identity = code.strip() or proposed(live, fields)
    problems = form.missing() + _code_problems(live, identity) + validate("project", fields)
    if problems:
        form.tell(problems)
        return
    draft = Draft(
        actor=edits.person() or "",
        source="screen",
        entity_type="project",
        entity_id=identity,
        project_id=identity,
        action="create",
        changes={name: (None, value) for name, value in fields.items() if value is not None},
    )
    outcome = edits.say(view, [draft])
    if outcome.is_kept:
        go(project=identity, tab="plan")
    step_form.finish(form, outcome)


def proposed(live: Live, fields: Mapping[str, Value]) -> str:
    """The number of a project where nobody wrote one: ZX2026-5-33, ZG2026-33-2."""
    kind = str(fields["kind_code"])
    place = str(fields.get("province_code") or "00")[:2]
    year = fields.get("year_no") or str(fields.get("start_date") or live.today)[:4]
    if kind == "theme":
        return f"{LETTERS[kind]}{year}-{fields.get('bimonth_no')}-{place}"
    stem = f"{LETTERS[kind]}{year}-{place}-"
    taken = [
        int(found[1])
        for (entity_type, code) in live.state
        if entity_type == "project" and (found := re.fullmatch(re.escape(stem) + r"(\d+)", code))
    ]
    return f"{stem}{max(taken, default=0) + 1}"


def _kind_and_province(view: View, live: Live, request: Request) -> tuple[str, str]:
    names = choices.codes(view, "project_kind")
    left, right = st.columns(2, gap="small")
    kind = left.selectbox(
        choices.label(view, "project", "kind_code"),
        KINDS,
        index=KINDS.index(str(request.starts.get("kind_code") or KINDS[0])),
        format_func=lambda code: names[code],
        key=f"{request.token}_kind",
    )
    provinces = {code: name for code, name in _provinces(view, live).items() if code}
    here = str(request.starts.get("province_code") or _province_in_view(view))
    province = right.selectbox(
        choices.label(view, "project", "province_code"),
        list(provinces),
        index=list(provinces).index(here) if here in provinces else None,
        format_func=lambda code: provinces[code],
        key=f"{request.token}_province",
        placeholder=view.t("edits.choose"),
    )
    return kind, str(province or "")


def _provinces(view: View, live: Live) -> dict[Value, str]:
    kind = ENTITIES["project"].fields["province_code"]
    return choices.options(view, live, "province_code", kind, None) or {}


def _province_in_view(view: View) -> str:
    return str(view.unit["province_id"] or "").removeprefix("P")


def _starts(view: View, live: Live, request: Request, kind: str) -> dict[str, Value]:
    city = str(view.unit["city_id"] or "").removeprefix("C")
    found: dict[str, Value] = {"start_date": live.today.isoformat(), "city_code": city or None}
    if kind == "theme":
        found |= {"year_no": live.today.year, "bimonth_no": (live.today.month + 1) // 2}
    return found | dict(request.starts)


def _code_problems(live: Live, code: str) -> list[Problem]:
    if "/" in code:
        return [Problem("project_code", "编号不能含“/”。", "A number has no slash in it.")]
    if live.entity("project", code) is not None:
        return [
            Problem(
                "project_code",
                f"编号 {code} 已存在，请另写一个。",
                f"{code} is taken; write another.",
            )
        ]
    return []
