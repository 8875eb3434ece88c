"""Provinces × themes of a year: where each project stands, in one look."""

from __future__ import annotations

import streamlit as st

from dashboards import figures
from dashboards.cards import card
from dashboards.charts.board import Cell, board
from dashboards.projects.listing import effect_text, is_late, open_room
from dashboards.projects.summary import Summary
from dashboards.projects.words import COLOURS, MARKS, code_name, days
from dashboards.queries import projects as queries
from dashboards.release import Row
from dashboards.view import View
from warehouse.projects.gates import stages

PICK = "pick"


def show(view: View, found: list[Summary], year: int) -> None:
    """The card; provinces without any project of the year are named below it."""
    themes = queries.themes(view.scope)
    provinces = [row for row in queries.places(view.scope) if row["unit_type"] == "province"]
    own = {
        (project.unit_id, project.get("theme_code")): project
        for project in found
        if project.get("theme_code") and project.get("year_no") == year
    }
    taking_part = [row for row in provinces if any(unit == row["unit_id"] for unit, _ in own)]
    with card.frame("content"):
        card.head(
            title(view, list(own.values()), year),
            view.t("board.sub.phone" if view.look.is_phone else "board.sub"),
        )
        if not taking_part:
            card.nothing(view, "board.none")
            return
        cells = tuple(
            _cell(view, row, theme, own.get((row["unit_id"], theme["theme_code"])))
            for row in taking_part
            for theme in themes
        )
        rows = tuple(view.name(row, "short_name") for row in taking_part)
        columns = tuple((theme["theme_code"], view.name(theme)) for theme in themes)
        by_id = {project.id: project for project in own.values()}
        key = f"board_{year}"

        def clicked() -> None:
            picked = st.session_state[key]["selection"].get(PICK) or []
            if picked and picked[0].get("key") in by_id:
                open_room(by_id[picked[0]["key"]])

        st.vega_lite_chart(
            board(cells, rows, columns, view.look, PICK),
            width="stretch", key=key, on_select=clicked, alt=title(view, list(own.values()), year),
        )  # fmt: skip
        missing = len(provinces) - len(taking_part)
        if missing:
            card.note(view.t("board.missing", missing))


def title(view: View, own: list[Summary], year: int) -> str:
    """How many projects were judged, and how many of them worked."""
    judged = [p for p in own if p.verdict in ("works", "worse", "no_evidence")]
    if not judged:
        return view.t("board.title.none", len(own), year=year)
    works = sum(p.verdict == "works" for p in judged)
    return view.t("board.title", total=len(own), judged=len(judged), works=works)


def _cell(view: View, row: Row, theme: Row, project: Summary | None) -> Cell:
    unit = view.name(row, "short_name")
    if project is None:
        return Cell(unit, theme["theme_code"], "")
    verdict = project.verdict
    left = days(view, project.days_left) if project.is_active else figures.DASH
    return Cell(
        unit,
        theme["theme_code"],
        _text(view, project),
        key=project.id,
        verdict=COLOURS.get(verdict or "", "none"),
        is_late=is_late(project),
        facts=(
            (view.t("list.title_column"), str(project.get("title"))),
            (view.t("list.stage"), code_name(view, "stage", project.stage)),
            (view.t("list.days"), left),
            (view.t("list.done"), f"{project.done}/{project.total}"),
            (view.t("list.overdue"), str(project.overdue)),
            (view.t("list.verdict"), code_name(view, "verdict", verdict)),
        ),
    )


def _text(view: View, project: Summary) -> str:
    """Verdict and effect, else the stage; on a phone the mark, or the number of the stage."""
    verdict, is_phone = project.verdict, view.look.is_phone
    if verdict in ("works", "worse", "no_evidence"):
        word = "" if is_phone else f"{code_name(view, 'verdict', verdict)} "
        return f"{MARKS[verdict]} {word}{effect_text(view, project)}"
    if project.is_active:
        order = stages()
        number = f"{order.index(project.stage) + 1}/{len(order)}"
        return number if is_phone else code_name(view, "stage", project.stage)
    if is_phone:
        return MARKS.get(verdict or "", "–")
    if verdict is not None:
        return code_name(view, "verdict", verdict)
    return code_name(view, "project_status", project.get("status_code"))
