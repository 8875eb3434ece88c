"""Which page rests on which feed; a chosen feed shows the tables in between."""

from __future__ import annotations

import streamlit as st

from dashboards.cards import card
from dashboards.health.words import feed_name
from dashboards.queries import health as queries
from dashboards.view import View

HEIGHT = 34 * 12 + 4


def show(view: View) -> None:
    """The card."""
    lines = queries.lineage(view.scope)
    feeds = sorted({row["source"] for row in lines}, key=lambda source: feed_name(view, source))
    pages = list(dict.fromkeys(row["page"] for row in sorted(lines, key=lambda row: row["page"])))
    if not lines:
        card.head(view.t("health.lineage.title.none"), view.t("health.lineage.sub"))
        card.nothing(view, "health.lineage.none")
        return
    reached = {feed: {row["page"] for row in lines if row["source"] == feed} for feed in feeds}
    widest = max(feeds, key=lambda feed: len(reached[feed]))
    card.head(
        view.t(
            "health.lineage.title",
            feed=feed_name(view, widest),
            pages=len(reached[widest]),
            total=len(pages),
        ),
        view.t("health.lineage.sub"),
    )
    columns = {view.t("health.feed"): [feed_name(view, feed) for feed in feeds]}
    for page in pages[: 3 if view.look.is_phone else len(pages)]:
        columns[view.t(f"page.{page}")] = ["●" if page in reached[feed] else "" for feed in feeds]
    event = st.dataframe(
        columns,
        key="health_lineage",
        hide_index=True,
        row_height=34,
        height=min(HEIGHT, 34 * (len(feeds) + 1) + 4),
        on_select="rerun",
        selection_mode="single-row",
    )
    picked = event["selection"]["rows"]
    if not picked or picked[0] >= len(feeds):
        card.note(view.t("health.lineage.hint"))
        return
    feed = feeds[picked[0]]
    for page in sorted(reached[feed]):
        tables = [
            row["table_name"] for row in lines if row["source"] == feed and row["page"] == page
        ]
        card.note(
            view.t(
                "health.lineage.path",
                feed=feed_name(view, feed),
                tables=", ".join(tables),
                page=view.t(f"page.{page}"),
            )
        )
