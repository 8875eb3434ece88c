"""How long the last build took, and where the time went."""

from __future__ import annotations

from collections import Counter

import streamlit as st

from dashboards import figures
from dashboards.cards import card
from dashboards.queries import health as queries
from dashboards.view import View

SLOWEST = 8


def show(view: View) -> None:
    """The card."""
    rows = queries.build(view.scope)
    if not rows:
        card.head(view.t("health.build.title.none"), view.t("health.build.sub"))
        card.nothing(view, "health.build.none")
        return
    worked = sum(row["seconds"] for row in rows)
    slowest = rows[:SLOWEST]
    share = sum(row["seconds"] for row in slowest) / worked if worked else 0
    kinds = Counter(row["kind"] for row in rows)
    card.head(
        view.t(
            "health.build.title",
            seconds=f"{rows[0]['elapsed_seconds']:.0f}",
            share=f"{100 * share:.0f}%",
            nodes=len(slowest),
        ),
        card.joined(
            view.t("health.build.sub"),
            *(view.t(f"health.kind.{kind}", kinds[kind]) for kind in ("model", "seed", "test")),
        ),
    )
    st.table(
        {
            view.t("health.node"): [card.escape(row["node"]) for row in slowest],
            view.t("health.seconds"): [f"{row['seconds']:.1f}" for row in slowest],
            view.t("health.share"): [
                figures.DASH if not worked else f"{100 * row['seconds'] / worked:.1f}%"
                for row in slowest
            ],
        },
        border="horizontal",
        hide_index=True,
    )
