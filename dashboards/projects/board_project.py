"""From a candidate to a project: the form of a new project with everything known filled in."""

from __future__ import annotations

from datetime import date, timedelta

import streamlit as st

from dashboards import figures
from dashboards.cards import card
from dashboards.projects import board_words, edits, plan_facts
from dashboards.projects.live import Live
from dashboards.queries import project_plan as queries
from dashboards.release import Row
from dashboards.scope import Scope
from dashboards.view import View
from warehouse.journal.event import Value
from warehouse.projects.state import Entity


def begin(view: View, live: Live, theme: Row, rows: list[Row]) -> None:
    """Choose the item and open the form of a project that has everything known filled in."""
    names = board_words.names(view, rows)
    running = _running(view, live, theme)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        chosen = st.selectbox(
            view.t("plan.board.item"),
            list(names),
            format_func=lambda code: names.get(code, code),
            key=f"plan_item_{theme['theme_code']}_{view.unit['unit_id']}_{rows[0]['period_id']}",
            label_visibility="collapsed",
            width=240,
        )
        row = next(row for row in rows if row["element_id"] == chosen)
        st.button(
            view.t("plan.board.begin"),
            key="plan_begin",
            type="secondary" if running else "primary",
            disabled=bool(live.trouble),
            on_click=edits.ask,
            args=(
                edits.Request(
                    "add.project", "project", None, starts=starts_of(view, live, theme, row)
                ),
            ),
        )


def _running(view: View, live: Live, theme: Row) -> list[Entity]:
    """Active projects of the province for the theme, which are named before another is begun."""
    found = [
        project
        for project in live.projects(view.unit["unit_id"])
        if project.get("theme_code") == theme["theme_code"]
        and project.get("status_code") == "active"
    ]
    if found:
        titles = [str(project.get("title") or project.entity_id) for project in found]
        card.note(view.t("plan.board.running", titles=view.t("plan.list_mark").join(titles)))
    return found


def starts_of(view: View, live: Live, theme: Row, row: Row) -> dict[str, Value]:
    """What the form of the new project begins with."""
    unit, today = view.unit, live.today
    year = today.year + (2 * theme["bimonth_no"] < today.month)
    first = date(year, 2 * theme["bimonth_no"] - 1, 1)
    # results come two months after the bimonth of the theme at the earliest
    due = plan_facts.add_months(first, 4) - timedelta(days=1)
    return {
        "title": view.t(
            "plan.board.project_title", theme=view.name(theme), item=view.name(row),
            unit=view.unit_name, months=view.t(f"calendar.months.{theme['bimonth_no']}"), year=year,
        ),
        "kind_code": "theme",
        "theme_code": theme["theme_code"],
        "year_no": year,
        "bimonth_no": theme["bimonth_no"],
        "province_code": unit["unit_code"],
        "metric_code": theme["metric_code"],
        "baseline_value": baseline(view.scope, theme["metric_code"], row),
        "start_date": max(first, today).isoformat(),
        "due_date": due.isoformat(),
        "lead_department_code": theme["owner_department_code"],
        "chosen_from_month": row["start_date"].isoformat(),
        "chosen_to_month": row["end_date"].replace(day=1).isoformat(),
        "problem_text": view.t(
            "plan.board.problem", item=view.name(row), rank=board_words.rank(row),
            gap=figures.value(row["gap_5"], "points", 1), source=board_words.source(view, row),
            places=board_words.places(view, row),
        ),
    }  # fmt: skip


def baseline(scope: Scope, metric_code: str, row: Row) -> float | None:
    """Mean of the metric over the months that chose the board, each as heavy as its answers."""
    found = [
        month
        for month in queries.unit_months(scope, metric_code)
        if row["start_date"] <= month["month_start_date"] <= row["end_date"]
    ]
    metric = queries.metric(scope, metric_code)
    if not found or metric is None:
        return None
    weights = [month["n"] or 0 for month in found]
    if not all(weights):
        weights = [1] * len(found)
    mean = sum(m["value"] * w for m, w in zip(found, weights, strict=True)) / sum(weights)
    return round(mean, metric["decimals"] + (2 if metric["unit"] == "rate" else 0))
