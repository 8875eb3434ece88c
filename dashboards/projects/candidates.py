"""Choosing the board: items of a theme ranked by what customers miss, with what speaks for each.

On the page of projects for the unit in view and a theme of the year; in the room of a project for its
unit and theme, as it looked when its board was chosen.
"""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from dashboards import figures
from dashboards.cards import card
from dashboards.charts.board_rows import BoardRow, board_rows
from dashboards.projects import board_project, board_words
from dashboards.projects.live import Live, unit_of
from dashboards.queries import project_plan as queries
from dashboards.queries import projects as project_queries
from dashboards.release import Row
from dashboards.view import View
from warehouse.projects.state import Entity
from warehouse.projects.tracking import day_of

# A theme of many items shows those that could be chosen.
LONGEST = 12
HEADS = ("rank", "source", "places", "complaints", "persistence", "rebound")
PLANNED_UNITS = ("group", "province", "city")


def show(view: View, live: Live, project: Entity | None = None) -> None:
    """The card: of a project, else of the unit in view with a theme to choose."""
    with card.frame("content"):
        if project is not None:
            _of_project(view, project)
        elif view.unit["unit_type"] not in PLANNED_UNITS:
            card.head(view.t("plan.board.title.unit"), view.t("plan.board.unit_remedy"))
        else:
            _of_theme(view, live)


def _of_project(view: View, project: Entity) -> None:
    code = project.get("theme_code")
    theme = next((t for t in project_queries.themes(view.scope) if t["theme_code"] == code), None)
    if theme is None:
        card.head(view.t("plan.board.title.no_theme"), view.t("plan.board.no_theme_remedy"))
        return
    scope = replace(view.scope, unit_id=_unit_of(project), period_id=_chosen_period(view, project))
    rows = queries.candidates(scope, str(code))
    _draw(view, theme, rows, "project")


def _of_theme(view: View, live: Live) -> None:
    themes = project_queries.themes(view.scope)
    names = {theme["theme_code"]: view.name(theme) for theme in themes}
    now = (live.today.month + 1) // 2
    first = next((n for n, theme in enumerate(themes) if theme["bimonth_no"] == now), 0)
    chosen = st.pills(
        view.t("plan.board.theme"),
        list(names),
        default=list(names)[first],
        required=True,
        format_func=lambda code: names[code],
        key="plan_theme",
        label_visibility="collapsed",
    )
    theme = next(theme for theme in themes if theme["theme_code"] == chosen)
    rows = queries.candidates(view.scope, theme["theme_code"])
    _draw(view, theme, rows, "page")
    ranked = [row for row in rows if row["rank_no"] is not None]
    # a theme's project is the province's: it pilots in cities and rolls out to all of them
    if ranked and view.unit["unit_type"] == "province":
        board_project.begin(view, live, theme, ranked)


def _draw(view: View, theme: Row, rows: list[Row], place: str) -> None:
    """Title, chart, and the line on what comes back by itself."""
    shown = [row for row in rows if row["rank_no"] is not None][:LONGEST]
    title = board_title(view, rows)
    if not shown:
        card.head(title, view.t(f"plan.board.none.{'group' if rows else 'theme'}"))
        return
    first = shown[0]
    unit = view.unit_name if place == "page" else ""
    card.head(
        title,
        card.joined(
            view.t("plan.board.sub", theme=view.name(theme)), unit, view.name(first, "label"),
            view.t("plan.board.how"),
        ),
    )  # fmt: skip
    heads = tuple(view.t(f"plan.board.head.{head}") for head in HEADS)
    names = board_words.names(view, shown)
    drawn = tuple(_row(view, row, names[row["element_id"]], heads) for row in shown)
    chart = board_rows(drawn, heads, view.look)
    key = f"plan_board_{place}_{theme['theme_code']}_{first['unit_id']}_{first['period_id']}"
    st.vega_lite_chart(chart, width="stretch", key=key, alt=title)
    left = sum(row["rank_no"] is not None for row in rows) - len(shown)
    card.note(
        card.joined(
            view.t("plan.board.left", left) if left > 0 else "",
            _told(view, drawn[0], heads) if view.look.is_phone else "",
            _rebound_note(view, first),
        )
    )


def _told(view: View, row: BoardRow, heads: tuple[str, ...]) -> str:
    """What a phone's chart has no room for, of the first item."""
    told = zip(heads[1:], row.cells[1:], strict=True)
    facts = [f"{head} {cell}" for head, cell in told if cell != figures.DASH]
    return view.t("plan.board.told", item=row.name, facts=view.t("plan.list_mark").join(facts))


def board_title(view: View, rows: list[Row]) -> str:
    """Which item leads, and whether it can be told from the others."""
    ranked = [row for row in rows if row["rank_no"] is not None]
    if not ranked:
        return view.t("plan.board.title.none")
    first = ranked[0]
    if not first["board_index"]:
        return view.t("plan.board.title.quiet")
    name = view.name(first)
    if first["rank_ci_low"] is None:
        return view.t("plan.board.title.first", item=name)
    tied = [row for row in ranked if could_be_first(row)]
    if len(tied) == 1:
        return view.t("plan.board.title.sure", item=name)
    if not tied:
        return view.t("plan.board.title.leads", item=name)
    key = "two" if len(tied) == 2 else "tied"
    return view.t(f"plan.board.title.{key}", items=len(tied), item=name, other=view.name(tied[1]))


def could_be_first(row: Row) -> bool:
    """Whether the first place lies within the rank's interval, and customers miss something."""
    return bool(row["board_index"]) and row["rank_ci_low"] == 1


def _rebound_note(view: View, row: Row) -> str:
    if row["expected_rebound"] is None:
        return view.t("plan.board.rebound.unknown")
    key = "up" if row["expected_rebound"] > 0 else "down"
    return view.t(
        f"plan.board.rebound.{key}",
        item=view.name(row),
        points=figures.delta(row["expected_rebound"], "points", 1, view.language),
        rate=figures.value(row["reliability_rate"], "rate", 0),
    )


def _row(view: View, row: Row, name: str, heads: tuple[str, ...]) -> BoardRow:
    cells = (
        board_words.rank(row),
        board_words.source(view, row),
        board_words.places(view, row),
        figures.count(row["complaint_count"], view.language),
        str(row["persistence_periods"]),
        figures.delta(row["expected_rebound"], "points", 1, view.language),
    )
    index = figures.value(row["board_index"], "index", 2)
    return BoardRow(
        key=row["element_id"],
        name=name,
        value=row["board_index"],
        low=row["board_index_ci_low"],
        high=row["board_index_ci_high"],
        cells=cells,
        facts=(
            (view.t("plan.board.item"), name),
            (view.t("plan.board.index"), index),
            (view.t("plan.board.gap"), figures.value(row["gap_5"], "points", 1)),
            *zip(heads, cells, strict=True),
        ),
        is_first=could_be_first(row) if row["rank_ci_low"] is not None else row["rank_no"] == 1,
    )


def _unit_of(project: Entity) -> str:
    return unit_of({**project.fields, "hall_code": None})


def _chosen_period(view: View, project: Entity) -> str:
    """The bimonth whose months chose the board; the one in view where the project does not say."""
    month = day_of(project.get("chosen_to_month"))
    return f"{month.year}-B{(month.month + 1) // 2}" if month else view.scope.period_id
