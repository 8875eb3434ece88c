"""The five gaps on the overview: each at its worst element, with its interval."""

from __future__ import annotations

import streamlit as st

from dashboards.cards import card
from dashboards.charts.rows import DotRow, dot_rows
from dashboards.gaps import words
from dashboards.queries import gaps as queries
from dashboards.release import Row
from dashboards.view import View

PITCH, NAME_LIMIT = 42, 232
PAGE = "app_pages/gaps.py"


def show(view: View) -> None:
    """The card, with the way to the gap analysis."""
    rows = queries.five(view.scope)
    said = title(view, rows)
    card.head(said, card.joined(view.t("gaps.five.sub"), view.unit_name, view.period_name))
    if rows:
        st.vega_lite_chart(
            dot_rows(
                tuple(_dot(view, row) for row in rows),
                view.look,
                pitch=PITCH,
                reference=0.0,
                name_limit=NAME_LIMIT,
            ),
            width="stretch",
            key="five_gaps",
            alt=said,
        )
    else:
        card.nothing(view, "gaps.ladder.none.period")
    if st.button(view.t("gaps.five.more"), key="to_gaps", type="tertiary"):
        st.switch_page(PAGE)


def title(view: View, rows: list[Row]) -> str:
    """Where it goes wrong if that could be placed, else the widest gap 5."""
    judged = [row for row in rows if row["verdict"] not in words.UNJUDGED]
    if not judged:
        return view.t("gaps.five.title.few")
    source = next((row for row in judged if row["is_source"]), None)
    if source:
        return view.t(
            "gaps.five.title.source", element=view.name(source), gap=view.name(source, "gap_name")
        )
    headline = next((row for row in judged if row["gap_code"] == "gap_5"), None)
    if headline is None:
        return view.t("gaps.five.title.few")
    key = "gaps.five.title" if headline["is_flagged"] else "gaps.five.title.quiet"
    return view.t(key, element=view.name(headline), value=words.points(headline["value"]))


def _dot(view: View, row: Row) -> DotRow:
    hollow = row["verdict"] in ("insufficient", "partial")
    code = row["gap_code"]
    name = card.joined(view.t(f"gaps.short.{code}"), view.name(row))
    return DotRow(
        key=code,
        name=name,
        value=row["value"],
        low=None if hollow else row["ci_low"],
        high=None if hollow else row["ci_high"],
        shown=words.shown(row),
        facts=(
            (
                view.t("gaps.sources.where"),
                f"{view.name(row, 'gap_name')} {view.t(f'gaps.formula.{code}')}",
            ),
            (view.t("tip.item"), view.name(row)),
            (view.t("gaps.sources.value"), words.value_and_state(view, row)),
            (view.t("tip.interval"), words.interval(row)),
            (view.t("gaps.tip.siblings"), words.points(row["siblings_mean"])),
        ),
        verdict="worse" if row["is_flagged"] or row["is_source"] else "none",
        is_hollow=hollow,
    )
