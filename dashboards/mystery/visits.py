"""Visits one by one: those that a veto struck, with the score before and after, and the last ones."""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboards import figures
from dashboards.cards import card, hall
from dashboards.queries import mystery
from dashboards.release import Row
from dashboards.scope import go
from dashboards.view import View

STRUCK_SHOWN = 6
LONGEST = 12


def vetoes(view: View) -> None:
    """The last visits struck by a veto."""
    rows = mystery.visits(view.scope, is_vetoed=True)
    title = view.t("ms.veto.title.none")
    if rows:
        deepest = max(rows, key=lambda row: row["score_before_veto"] - row["score_after_veto"])
        title = view.t(
            "ms.veto.title",
            rows[0]["veto_total"],
            hall=view.name(deepest, "short_name"),
            points=figures.value(
                deepest["score_before_veto"] - deepest["score_after_veto"], "score", 1
            ),
        )
    card.head(title, card.joined(view.t("ms.veto.sub"), view.unit_name))
    if not rows:
        card.nothing(view, "ms.veto.none")
        return
    rows = rows[:STRUCK_SHOWN]
    table = {
        view.t("visits.day"): [figures.day(row["visit_date"]) for row in rows],
        view.t("ms.hall"): [card.escape(view.name(row, "short_name")) for row in rows],
        view.t("ms.indicator"): [_struck(view, row) for row in rows],
        view.t("ms.change"): [_change(row) for row in rows],
    }
    if view.look.is_phone:
        table.pop(view.t("visits.day"))
    st.table(table, border="horizontal", hide_index=True)


def _struck(view: View, row: Row) -> str:
    return f":orange-badge[▲] {card.escape(row[f'veto_{view.language}'] or figures.DASH)}"


def _change(row: Row) -> str:
    before = figures.value(row["score_before_veto"], "score", 1)
    return f"{before} → **{figures.value(row['score_after_veto'], 'score', 1)}**"


def recent(view: View) -> None:
    """The last visits; a selected row goes to its hall."""
    rows = mystery.visits(view.scope)
    title = view.t("ms.visits.title.none")
    if rows:
        shown = [row["score_after_veto"] for row in rows if row["score_after_veto"] is not None]
        title = view.t(
            "ms.visits.title",
            all=figures.count(rows[0]["visit_total"], view.language),
            low=figures.value(min(shown, default=None), "score", 1),
            high=figures.value(max(shown, default=None), "score", 1),
        )
    card.head(title, card.joined(view.t("ms.visits.sub"), view.unit_name))
    if not rows:
        card.nothing(view, "ms.visits.none")
        return
    columns: dict[str, list[object]] = {
        view.t("visits.day"): [row["visit_date"] for row in rows],
        view.t("ms.hall"): [view.name(row, "short_name") for row in rows],
        view.t("ms.slot"): [hall.label(view, "ms_slot.", row["time_slot"]) for row in rows],
        view.t("ms.mode"): [
            card.joined(
                hall.label(view, "ms_mode.", row["visit_mode"]),
                hall.label(view, "ms_kind.", row["visit_kind"]),
            )
            for row in rows
        ],
        view.t("ms.findings"): [row["finding_count"] for row in rows],
        view.t("ms.before_short"): [row["score_before_veto"] for row in rows],
        view.t("ms.after_short"): [row["score_after_veto"] for row in rows],
    }
    if view.look.is_phone:
        for name in ("ms.slot", "ms.mode", "ms.findings"):
            columns.pop(view.t(name))
    key = f"mystery_visits_{view.unit['unit_id']}"

    def picked() -> None:
        selected = st.session_state[key]["selection"]["rows"]
        if selected and rows[selected[0]]["unit_type"] == "hall":
            go(unit=rows[selected[0]]["unit_id"])

    points = st.column_config.NumberColumn(format="%.1f")
    st.dataframe(
        pl.DataFrame(columns),
        key=key,
        hide_index=True,
        row_height=34,
        height=34 * (min(len(rows), LONGEST) + 1) + 4,
        on_select=picked,
        selection_mode="single-row",
        column_config={
            view.t("visits.day"): st.column_config.DateColumn(format="YYYY-MM-DD"),
            view.t("ms.before_short"): points,
            view.t("ms.after_short"): points,
        },
        placeholder="–",
    )
