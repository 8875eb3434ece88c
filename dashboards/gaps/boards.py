"""Short boards: what to fix first, with the interval of the rank and how long it has been so."""

from __future__ import annotations

import streamlit as st

from dashboards import figures
from dashboards.cards import card
from dashboards.charts.board_rows import BoardRow, board_rows
from dashboards.gaps import words
from dashboards.projects.board_words import rank
from dashboards.queries import boards as queries
from dashboards.release import Row
from dashboards.view import View

BRIEF = 5
"""Rows on the overview."""


def show(view: View, is_brief: bool = False) -> None:
    """The card; brief = the first five, with rank and persistence alone."""
    rows = queries.short_boards(view.scope)
    said = title(view, rows)
    card.head(
        said,
        card.joined(
            view.t("gaps.boards.sub.brief" if is_brief else "gaps.boards.sub"),
            view.unit_name,
            view.period_name,
            _importance(view, rows),
        ),
    )
    drawn = rows[:BRIEF] if is_brief else rows
    if not any(row["board_index"] is not None for row in drawn):
        card.nothing(view, "gaps.boards.none")
        return
    names = ("rank", "periods") if is_brief else ("rank", "periods", "share", "gap", "tickets")
    if not is_brief and all(row["complaint_count"] is None for row in rows):
        names = names[:-1]
    heads = tuple(view.t(f"gaps.boards.head.{name}") for name in names)
    st.vega_lite_chart(
        board_rows(tuple(_row(view, row, names) for row in drawn), heads, view.look),
        width="stretch",
        key="short_boards",
        alt=said,
    )
    if not is_brief:
        card.note(view.t("gaps.boards.note"))


def title(view: View, rows: list[Row]) -> str:
    """The first board: alone where its rank is sure, else together with those it cannot be told from."""
    boards = [row for row in rows if row["is_short_board"] and row["is_ranked"]]
    if not any(row["is_ranked"] for row in rows):
        return view.t(f"gaps.boards.title.{words.unjudged(view, rows)}")
    if not boards:
        return view.t("gaps.boards.title.quiet")
    first = boards[0]
    name = view.name(first)
    if first["rank_ci_high"] == 1:
        return view.t("gaps.boards.title.sure", first=name)
    near = [row for row in rows if row["rank_ci_low"] == 1]
    if len(near) < 2:
        return view.t("gaps.boards.title.unsure", first=name)
    return view.t("gaps.boards.title.near", len(near), first=name)


def _importance(view: View, rows: list[Row]) -> str:
    is_taken = any(row["importance_inherited_from"] for row in rows)
    return view.t("gaps.boards.importance_from_group") if is_taken else ""


def _row(view: View, row: Row, names: tuple[str, ...]) -> BoardRow:
    ranked = row["is_ranked"]
    cells = {
        "rank": rank(row) if ranked else figures.DASH,
        "periods": str(row["persistence_periods"]),
        "share": figures.value(row["importance_share"], "rate", 1),
        "gap": words.points(row["gap_5"]) if ranked else figures.DASH,
        "tickets": figures.count(row["complaint_count"], view.language),
    }
    gap = {"value": row["gap_5"], "verdict": row["verdict"]}
    ends = {"ci_low": row["gap_5_ci_low"], "ci_high": row["gap_5_ci_high"]}
    return BoardRow(
        key=row["element_id"],
        name=view.name(row),
        value=row["board_index"] if ranked else None,
        low=row["board_index_ci_low"] if ranked else None,
        high=row["board_index_ci_high"] if ranked else None,
        cells=tuple(cells[name] for name in names),
        facts=(
            (view.t("tip.item"), view.name(row)),
            (view.t("gaps.boards.index"), figures.value(row["board_index"], "index", 2)),
            (view.t("gaps.boards.head.rank"), cells["rank"]),
            (view.t("gaps.boards.head.share"), cells["share"]),
            ("P − E", words.value_and_state(view, gap)),
            (view.t("tip.interval"), words.interval(ends)),
            (view.t("gaps.boards.head.tickets"), cells["tickets"]),
        ),
        is_first=bool(ranked and row["is_short_board"]),
    )
