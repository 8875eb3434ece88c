"""Loads that are in no figure, why, and the command that lets one through."""

from __future__ import annotations

import streamlit as st

from dashboards import figures
from dashboards.cards import card
from dashboards.health.words import feed_name, reason
from dashboards.queries import health as queries
from dashboards.release import Row
from dashboards.view import View

SHOWN = 5


def show(view: View) -> None:
    """The card."""
    rows = queries.held(view.scope)
    held = [row for row in rows if row["status"] == "quarantined"]
    refused = len(rows) - len(held)
    if held:
        title = view.t("health.held.title", len(held))
    elif refused:
        title = view.t("health.held.title.refused", refused)
    else:
        title = view.t("health.held.title.quiet")
    card.head(title, view.t("health.held.sub"))
    if not rows:
        card.nothing(view, "health.held.none")
        return
    st.table(
        {
            view.t("health.load"): [str(row["load_id"]) for row in rows[:SHOWN]],
            view.t("health.file"): [_file(view, row) for row in rows[:SHOWN]],
            view.t("health.why"): [_why(view, row) for row in rows[:SHOWN]],
        },
        border="horizontal",
        hide_index=True,
    )
    if len(rows) > SHOWN:
        card.note(view.t("health.more", len(rows) - SHOWN))
    if held:
        card.note(view.t("health.held.command"))
        st.code(
            f'shortboard loads accept {held[0]["load_id"]} --reason "…"\nshortboard refresh',
            language=None,
        )


def _file(view: View, row: Row) -> str:
    said = card.escape(row["file_name"] or figures.DASH)
    provinces = view.t("health.provinces", codes=row["province"]) if row["province"] else ""
    return f"{said}  \n:small[:gray[{card.joined(feed_name(view, row['source']), provinces)}]]"


def _why(view: View, row: Row) -> str:
    if row["status"] == "quarantined":
        badge = f":orange-badge[▲ {view.t('health.status.quarantined')}]"
    else:
        badge = f":gray-badge[– {view.t('health.status.refused')}]"
    return f"{badge} {card.escape(reason(view, row))}"
