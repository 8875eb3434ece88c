"""One metric in full: what it is, how it is computed, from what, and where it is used."""

from __future__ import annotations

import streamlit as st

from dashboards import figures
from dashboards.cards import card
from dashboards.dictionary.listing import target
from dashboards.health.words import feed_name
from dashboards.release import Row
from dashboards.view import View


def show(view: View, row: Row, pages: list[Row]) -> None:
    """The card."""
    other = "en" if view.language == "zh" else "zh"
    card.head(row[f"name_{view.language}"], card.joined(row[f"name_{other}"], row["code"]))
    st.markdown(card.escape(row[f"definition_{view.language}"] or figures.DASH))
    if row["formula"]:
        st.code(row["formula"], language=None, wrap_lines=True)
    feeds = [feed_name(view, feed) for feed in (row["feeds"] or "").split(",") if feed]
    used = [view.t(f"page.{line['page']}") for line in pages if line["table_name"] == row["mart"]]
    facts = {
        "dictionary.unit": view.t(f"dictionary.unit.{row['unit']}"),
        "dictionary.better": view.t(f"dictionary.better.{row['better']}"),
        "dictionary.target": target(view, row),
        "dictionary.decimals": str(row["decimals"]),
        "dictionary.method": row["method"] or figures.DASH,
        "dictionary.feeds": "、".join(feeds) if view.language == "zh" else ", ".join(feeds),
        "dictionary.owner": row[f"owner_{view.language}"] or figures.DASH,
        "dictionary.used": " · ".join(used) or view.t("dictionary.used.none"),
        "dictionary.table": row["mart"] or figures.DASH,
    }
    table = {
        "": [f":gray[{view.t(label)}]" for label in facts],
        " ": [card.escape(fact or figures.DASH) for fact in facts.values()],
    }
    st.table(table, border="horizontal", hide_index=True, hide_header=True)
