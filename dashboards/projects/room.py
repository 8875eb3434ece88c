"""The room of one project: its head, and under it progress, measures, plan, roll-out and log."""

from __future__ import annotations

from typing import cast

import streamlit as st

from dashboards import figures
from dashboards.cards import card
from dashboards.projects import (
    effect_card,
    effect_checks,
    frozen,
    gate_passing,
    next_steps,
    path,
    progress,
    stepper,
    tabs,
    trajectories,
    urgent,
    versions,
)
from dashboards.projects.live import Live
from dashboards.projects.summary import Summary
from dashboards.projects.words import code_name, days, department
from dashboards.scope import go
from dashboards.verdicts import of_change
from dashboards.view import View
from warehouse.projects.gates import WITHOUT_PILOTS

HEIGHT, PHONE_HEIGHT = 236, 230
COLOURS = {"better": "blue", "worse": "orange", "none": "gray"}


def show(view: View, live: Live, project: Summary, tab: str | None) -> None:
    """The head, the choice of a tab, the tab."""
    head(view, live, project)
    chosen = tab if tab in tabs.TABS else tabs.TABS[0]
    _choice(view, chosen)
    versions.show(view, live, project.project)
    if chosen == "progress":
        _progress(view, live, project)
    else:
        tabs.show(chosen, view, live, project)


def head(view: View, live: Live, project: Summary) -> None:
    """Title, target, lead, members, stepper; days left, measures, the figure now."""
    with card.frame("content"):
        left, right = st.columns([57, 43], gap="medium", vertical_alignment="center")
        with left:
            members = len(live.of("member", project.id))
            card.head(
                str(project.get("title") or project.id),
                card.joined(
                    _target(view, project),
                    _lead(view, project),
                    view.t("room.members", members) if members else "",
                    _status(view, project),
                ),
            )
            stepper.show(view, project)
        with right:
            grid = st.grid(3, min_column_width=110, gap="small")
            with grid.cell():
                _days(view, project)
            with grid.cell():
                _measures(view, project)
            with grid.cell():
                _value(view, project)


def _target(view: View, project: Summary) -> str:
    metric = project.metric
    if metric is None:
        return view.t("room.no_metric")
    name = metric.name[view.language]
    target = project.number("target_value")
    if target is None:
        return view.t("room.no_target", metric=name)
    return view.t(
        "room.target",
        metric=name,
        baseline=metric.value(project.number("baseline_value")),
        target=metric.value(target),
        due=figures.day(project.due),
    )


def _lead(view: View, project: Summary) -> str:
    lead = str(project.get("lead_name") or "")
    office = department(view, project.get("lead_department_code"))
    if not lead and not office:
        return view.t("room.no_lead")
    return view.t("room.lead", lead=" ".join(part for part in (office, lead) if part))


def _status(view: View, project: Summary) -> str:
    if project.is_active:
        return ""
    return code_name(view, "project_status", project.get("status_code"))


def _days(view: View, project: Summary) -> None:
    left, start, due = project.days_left, project.start, project.due
    length = (due - start).days + 1 if start and due else None
    label = view.t("room.days")
    whole = view.t("room.days.of", length) if length else figures.DASH
    if not project.is_active:
        ended = code_name(view, "project_status", project.get("status_code"))
        st.metric(label, ended, whole, delta_color="gray", delta_arrow="off")
    elif left is None or left >= 0:
        value = figures.DASH if left is None else str(left)
        st.metric(label, value, whole, delta_color="gray", delta_arrow="off")
    else:
        past = f"▲ {days(view, left)}"
        st.metric(label, "0", past, delta_color="orange", delta_arrow="off")


def _measures(view: View, project: Summary) -> None:
    label, counts = view.t("room.measures"), project.tracking
    value = f"{project.done}/{project.total}" if project.total else figures.DASH
    if counts["overdue"]:
        pill, colour = f"▲ {view.t('room.overdue', counts['overdue'])}", "orange"
    elif counts["blocked"]:
        pill, colour = f"◆ {view.t('room.blocked', counts['blocked'])}", "yellow"
    elif counts["at_risk"]:
        pill, colour = f"◆ {view.t('room.at_risk', counts['at_risk'])}", "yellow"
    else:
        pill, colour = view.t("room.none_late") if project.total else figures.DASH, "gray"
    more = counts["at_risk"] + counts["blocked"] if counts["overdue"] else 0
    said = f"◆ {view.t('room.risks', more)}" if more else None
    st.metric(
        label, value, pill, delta_color=cast("str", colour), delta_arrow="off",
        delta_description=said,
    )  # type: ignore[call-overload]  # fmt: skip


def _value(view: View, project: Summary) -> None:
    """The last closed month since the start, against the baseline."""
    metric, label = project.metric, view.t("room.now")
    now = path.standing(project, path.months_of(view, project)) if metric else None
    if metric is None or now is None:
        st.metric(
            label, figures.DASH, view.t("room.no_month"), delta_color="gray", delta_arrow="off"
        )
        return
    month = figures.month_tick(now.month, False, view.language)[0]
    baseline = project.number("baseline_value")
    if baseline is None:
        st.metric(label, metric.value(now.value), month, delta_color="gray", delta_arrow="off")
        return
    change = now.value - baseline
    # the baseline is an agreed figure: only the error of the value counts
    is_sure = now.se is None or abs(change) > path.Z * now.se
    colour = COLOURS[of_change(change, is_sure, metric)]
    flat = figures.is_flat(change, metric.unit, metric.decimals)
    st.metric(
        label,
        metric.value(now.value),
        view.t("kpi.flat") if flat else metric.delta(change, view.language),
        delta_color=colour,  # type: ignore[arg-type]
        delta_arrow="off" if flat else "up" if change > 0 else "down",
        delta_description=view.t("room.vs_baseline", month=month),
    )


def _choice(view: View, chosen: str) -> None:
    st.session_state["pick_tab"] = chosen
    st.segmented_control(
        view.t("room.tab"),
        tabs.TABS,
        key="pick_tab",
        format_func=lambda code: view.t(f"room.tab.{code}"),
        label_visibility="collapsed",
        required=True,
        on_change=lambda: go(tab=st.session_state["pick_tab"]),
    )


def _progress(view: View, live: Live, project: Summary) -> None:
    height = PHONE_HEIGHT if view.look.is_phone else HEIGHT
    cities = trajectories.pilots_of(live, project)
    left, right = st.columns(2, gap="small")
    with left, card.frame():
        path.show(view, project, height)
    with right:
        if not cities.pilots and project.get("kind_code") in WITHOUT_PILOTS:
            # one city or hall has nobody to be compared with: the work itself stands there
            progress.show(view, live, project.project)
        else:
            with card.frame():
                trajectories.show(view, live, project, height)
    left, right = st.columns([41, 59], gap="small")
    with left, card.frame():
        effect_card.show(view, project, cities)
        effect_checks.show(view, project)
    with right, card.frame():
        urgent.show(view, live, project)
    left, right = st.columns(2, gap="small")
    with left:
        gate_passing.show(view, live, project.project)
    with right:
        with card.frame("content"):
            next_steps.upcoming(view, live, project)
        frozen.show(view, project)
