"""The measures that need a hand now, on the first page of a room; a click opens them all."""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboards import figures
from dashboards.cards import card
from dashboards.projects import measures
from dashboards.projects.live import Live
from dashboards.projects.summary import Summary
from dashboards.scope import go
from dashboards.view import View
from warehouse.projects.codes import codes_of

SHOWN = 7
ROW_HEIGHT = 34
# Widths of the columns, px: together they fill the card at 1440; a phone shows the first two.
WIDTHS = {
    "measures.status": {"zh": 100, "en": 124},
    "measures.title_column": {"zh": 220, "en": 176},
    "measures.kind": {"zh": 56, "en": 82},
    "measures.owner": {"zh": 126, "en": 124},
    "measures.due": {"zh": 86, "en": 86},
    "measures.done": {"zh": 98, "en": 94},
}
PHONE_TITLE = 176


def show(view: View, live: Live, project: Summary) -> None:
    """The card: the most urgent first."""
    everything = measures.tracked(view, live, live.of("measure", project.id))
    # counted as in the head of the room: what was cancelled is nobody's work
    found = [one for one in everything if one.tracking.code != "cancelled"]
    card.head(measures.headline(view, found), view.t("urgent.sub"))
    if not found:
        card.nothing(view, "urgent.none")
    else:
        _table(view, live, found[:SHOWN], project.id)
    st.button(
        view.t("urgent.all", len(found)) if found else view.t("urgent.add"),
        key="urgent_all",
        type="tertiary",
        on_click=go,
        kwargs={"tab": "measures"},
    )


def _table(view: View, live: Live, found: list[measures.Tracked], project_id: str) -> None:
    chips = [measures.chip(view, one) for one in found]
    kinds = codes_of("measure_kind")
    names = {"zh": "name_zh", "en": "name_en"}[view.language]
    columns = {
        "measures.status": pl.Series([[said] for said in chips], dtype=pl.List(pl.String)),
        "measures.title_column": [str(one.entity.get("title") or "") for one in found],
        "measures.kind": [
            getattr(kinds.get(str(one.entity.get("kind_code"))), names, "") for one in found
        ],
        "measures.owner": [measures.owner(view, live, one.entity) for one in found],
        "measures.due": [figures.day(one.due) for one in found],
        "measures.done": [float(one.entity.get("done_rate") or 0) for one in found],
    }
    if view.look.is_phone:
        columns = {name: columns[name] for name in measures.PHONE_COLUMNS}
    colours = dict(zip(chips, (measures.COLOURS[one.tracking.code] for one in found), strict=True))
    width = {name: widths[view.language] for name, widths in WIDTHS.items()}
    if view.look.is_phone:
        width["measures.title_column"] = PHONE_TITLE
    key = f"urgent_{project_id}"

    def picked() -> None:
        if st.session_state[key]["selection"]["rows"]:
            go(tab="measures")

    st.dataframe(
        pl.DataFrame({view.t(name): values for name, values in columns.items()}),
        key=key,
        hide_index=True,
        row_height=ROW_HEIGHT,
        height=ROW_HEIGHT * (len(found) + 1) + 4,
        on_select=picked,
        selection_mode="single-row",
        column_config={
            view.t("measures.status"): st.column_config.MultiselectColumn(
                options=list(colours), color=list(colours.values()), width=width["measures.status"]
            ),
            view.t("measures.done"): st.column_config.ProgressColumn(
                format="%d%%", min_value=0, max_value=100, width=width["measures.done"]
            ),
        }
        | {
            view.t(name): st.column_config.TextColumn(width=width[name])
            for name in ("measures.title_column", "measures.kind", "measures.owner", "measures.due")
        },
    )
