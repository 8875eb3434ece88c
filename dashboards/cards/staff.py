"""Staff satisfaction by dimension: published cells only; a hidden cell is a dot, never a zero."""

from __future__ import annotations

import streamlit as st

from dashboards import figures
from dashboards.cards import card
from dashboards.queries import staff as queries
from dashboards.view import View

LEVELS = ("group", "province", "city")


def show(view: View) -> None:
    """The card, for a city and above: below, answers are too few to be published."""
    rows = (
        queries.dimensions(view.scope, view.parent_id) if view.unit["unit_type"] in LEVELS else []
    )
    named = [
        row
        | {"name": view.t("staff.overall") if row["element_id"] == "overall" else view.name(row)}
        for row in rows
    ]
    dimensions = [r for r in named if r["element_id"] != "overall" and r["mean"] is not None]
    lowest = min(dimensions, key=lambda row: row["mean"], default=None)
    title = (
        view.t("staff.title.none")
        if lowest is None
        else view.t(
            "staff.title", name=lowest["name"], value=figures.value(lowest["mean"], "score", 1)
        )
    )
    wave = view.t("staff.wave", wave=rows[0]["wave"]) if rows else ""
    card.head(title, card.joined(view.t("staff.sub"), view.unit_name, wave))
    if not rows:
        level = view.unit["unit_type"] in LEVELS
        card.nothing(view, "staff.none" if level else "staff.below_city")
        return
    table = {
        view.t("staff.dimension"): [row["name"] for row in named],
        view.unit_name: [_cell(row["mean"], row["is_suppressed"]) for row in named],
        view.t("staff.n"): [_band(row["n_band_low"], row["n_band_high"]) for row in named],
    }
    if view.parent:
        table[view.name(view.parent, "short_name")] = [
            _cell(row["parent_mean"], False) for row in named
        ]
    st.table(table, border="horizontal", hide_index=True)
    if any(row["is_suppressed"] for row in named):
        card.note(view.t("staff.suppressed"))


def _cell(mean: float | None, is_suppressed: bool) -> str:
    return "·" if is_suppressed else figures.value(mean, "score", 1)


def _band(low: int | None, high: int | None) -> str:
    return "·" if low is None else f"{low:,}–{high:,}"
