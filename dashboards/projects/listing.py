"""Projects of the unit in view and of those below it: find, filter, open."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl
import streamlit as st

from dashboards import figures
from dashboards.cards import card
from dashboards.projects.summary import Summary
from dashboards.projects.words import COLOURS, MARKS, code_name, days
from dashboards.queries import projects as queries
from dashboards.scope import go
from dashboards.view import View

ROW_HEIGHT, LONGEST, PHONE_TITLE = 34, 12, 150
CHIPS = {"better": "blue", "worse": "orange", "none": "gray"}
FILTER_KEYS = {
    "status_code": "list_states",
    "kind_code": "list_kinds",
    "theme_code": "list_themes",
}
PHONE_COLUMNS = ("list.title_column", "list.stage", "list.days", "list.verdict")


def show(view: View, found: list[Summary]) -> None:
    """The card: title, filters, table."""
    with card.frame("content"):
        card.head(title(view, found), card.joined(view.t("list.sub"), view.unit_name))
        if not found:
            card.nothing(view, "list.none")
            return
        shown = ordered(_filtered(view, found))
        if not shown:
            card.nothing(view, "list.none_match")
            return
        _table(view, shown)


def title(view: View, found: list[Summary]) -> str:
    """How many run, how many of them are late."""
    active = [project for project in found if project.is_active]
    late = sum(is_late(project) for project in active)
    if not active:
        return view.t("list.title.none")
    said = view.t("list.title", len(active))
    return said + view.t("list.title.late", late) if late else said + view.t("list.title.on_time")


def is_late(project: Summary) -> bool:
    """Past its due date, or with an overdue measure, while it still runs."""
    return project.is_active and (project.overdue > 0 or (project.days_left or 0) < 0)


def ordered(found: list[Summary]) -> list[Summary]:
    """Running ones first, the late ones before the others, then by due date; ended ones newest first."""

    def key(project: Summary) -> tuple[bool, bool, int, str]:
        left = project.days_left if project.days_left is not None else 9999
        return (
            not project.is_active,
            not is_late(project),
            left if project.is_active else -left,
            project.id,
        )

    return sorted(found, key=key)


def _filtered(view: View, found: list[Summary]) -> list[Summary]:
    """What the pills leave; a kind of filter with one choice only is not offered."""
    themes = {row["theme_code"]: view.name(row) for row in queries.themes(view.scope)}
    filters: tuple[tuple[str, str, Callable[[str], str]], ...] = (
        ("status_code", "list.status", lambda code: code_name(view, "project_status", code)),
        ("kind_code", "list.kind", lambda code: code_name(view, "project_kind", code)),
        ("theme_code", "list.theme", lambda code: themes.get(code, code)),
    )
    shown = found
    with st.container(horizontal=True, gap="medium", vertical_alignment="center"):
        for field, label, named in filters:
            codes = list(dict.fromkeys(str(p.get(field)) for p in found if p.get(field)))
            if len(codes) < 2:
                continue
            chosen = st.pills(
                view.t(label), codes, selection_mode="multi", key=FILTER_KEYS[field],
                format_func=named, label_visibility="collapsed",
            )  # fmt: skip
            shown = [p for p in shown if not chosen or p.get(field) in chosen]
    return shown


def choose_theme(theme_code: str) -> None:
    """Show the projects of one theme; for use as a callback."""
    st.session_state[FILTER_KEYS["theme_code"]] = [theme_code]


def verdict_chip(view: View, project: Summary) -> str:
    """The verdict with its mark; empty where there is none."""
    if project.verdict is None:
        return ""
    return f"{MARKS[project.verdict]} {code_name(view, 'verdict', project.verdict)}"


def effect_text(view: View, project: Summary) -> str:
    """Effect with sign; a dash where none was estimated."""
    row, metric = project.effect, project.metric
    if row is None or metric is None or row["effect"] is None:
        return figures.DASH
    return metric.delta(row["effect"], view.language)


def _table(view: View, shown: list[Summary]) -> None:
    chips = [verdict_chip(view, project) for project in shown]
    colours = {
        chip: CHIPS[COLOURS.get(project.verdict or "", "none")]
        for chip, project in zip(chips, shown, strict=True)
        if chip
    }
    columns = {
        "list.title_column": [str(project.get("title") or project.id) for project in shown],
        "list.unit": [view.name(project.unit, "short_name") for project in shown],
        "list.kind": [code_name(view, "project_kind", project.get("kind_code")) for project in shown],
        "list.stage": [_stage(view, project) for project in shown],
        "list.days": [days(view, project.days_left) if project.is_active else figures.DASH for project in shown],
        "list.done": [f"{project.done}/{project.total}" if project.total else figures.DASH for project in shown],
        "list.overdue": [f"▲ {project.overdue}" if project.overdue else "" for project in shown],
        "list.verdict": pl.Series([[chip] if chip else [] for chip in chips], dtype=pl.List(pl.String)),
        "list.effect": [effect_text(view, project) for project in shown],
    }  # fmt: skip
    if view.look.is_phone:
        columns = {name: columns[name] for name in PHONE_COLUMNS}
    key = f"list_{view.unit['unit_id']}_{len(shown)}"

    def picked() -> None:
        rows = st.session_state[key]["selection"]["rows"]
        if rows:
            open_room(shown[rows[0]])

    st.dataframe(
        pl.DataFrame({view.t(name): values for name, values in columns.items()}),
        key=key,
        hide_index=True,
        row_height=ROW_HEIGHT,
        height=ROW_HEIGHT * (min(len(shown), LONGEST) + 1) + 4,
        on_select=picked,
        selection_mode="single-row",
        column_config={
            view.t("list.title_column"): st.column_config.TextColumn(
                width=PHONE_TITLE if view.look.is_phone else "large"
            ),
            view.t("list.verdict"): st.column_config.MultiselectColumn(
                options=list(colours), color=list(colours.values())
            ),
            view.t("list.done"): st.column_config.TextColumn(alignment="right"),
            view.t("list.overdue"): st.column_config.TextColumn(alignment="right"),
            view.t("list.days"): st.column_config.TextColumn(alignment="right"),
            view.t("list.effect"): st.column_config.TextColumn(alignment="right"),
        },
    )


def _stage(view: View, project: Summary) -> str:
    if project.is_active:
        return code_name(view, "stage", project.stage)
    return code_name(view, "project_status", project.get("status_code"))


def open_room(project: Summary, tab: str | None = None) -> None:
    """Go into the room of a project; for use as a callback."""
    go(unit=project.unit_id, project=project.id, tab=tab)
