"""The list of metrics: one search over both languages, one line a metric."""

from __future__ import annotations

import unicodedata

import streamlit as st

from dashboards import figures
from dashboards.cards import card
from dashboards.health.words import feed_name
from dashboards.metrics import from_row
from dashboards.release import Row
from dashboards.view import View

SEARCHED = (
    *("code", "name_zh", "name_en", "short_zh", "short_en", "definition_zh", "definition_en"),
    *("formula", "method", "owner_zh", "owner_en"),
)
HEIGHT, PHONE_HEIGHT = 34 * 17 + 4, 34 * 8 + 4


def show(view: View, entries: list[Row]) -> Row | None:
    """The card; returns the metric that is chosen, else the first that is found."""
    head = st.container()
    words = st.text_input(
        view.t("dictionary.search"),
        key="dictionary_search",
        placeholder=view.t("dictionary.search.hint"),
        label_visibility="collapsed",
    )
    found = matching(view, entries, words)
    title = "dictionary.title.found" if words.strip() else "dictionary.title"
    with head:
        card.head(
            view.t(title, len(found), words=words.strip())
            if found
            else view.t("dictionary.title.none", words=words.strip()),
            view.t("dictionary.sub"),
        )
    if not found:
        card.nothing(view, "dictionary.none")
        return None
    columns = {
        view.t("dictionary.metric"): [row[f"name_{view.language}"] for row in found],
        view.t("dictionary.unit"): [view.t(f"dictionary.unit.{row['unit']}") for row in found],
        view.t("dictionary.target"): [target(view, row) for row in found],
    }
    if not view.look.is_phone:
        columns |= {
            view.t("dictionary.better"): [
                view.t(f"dictionary.better.{row['better']}") for row in found
            ],
            view.t("dictionary.method"): [row["method"] or figures.DASH for row in found],
            view.t("dictionary.owner"): [row[f"owner_{view.language}"] for row in found],
        }
    height = PHONE_HEIGHT if view.look.is_phone else HEIGHT
    event = st.dataframe(
        columns,
        key=f"dictionary_{words}",
        hide_index=True,
        row_height=34,
        height=min(height, 34 * (len(found) + 1) + 4),
        on_select="rerun",
        selection_mode="single-row",
        column_config={view.t("dictionary.target"): st.column_config.TextColumn(alignment="right")},
    )
    picked = event["selection"]["rows"]
    if picked and picked[0] < len(found):
        return found[picked[0]]
    return next((row for row in found if row["code"] == view.metric.code), found[0])


def matching(view: View, entries: list[Row], words: str) -> list[Row]:
    """Metrics that hold every word somewhere, in either language, whatever case or width."""
    wanted = folded(words).split()
    return [row for row in entries if all(word in _text(view, row) for word in wanted)]


def folded(text: str) -> str:
    """Full-width and upper-case letters as a searcher types them."""
    return unicodedata.normalize("NFKC", text).casefold()


def target(view: View, row: Row) -> str:
    """The target for all levels, with its direction: ≥ 90.0."""
    if row["target"] is None:
        return figures.DASH
    sign = "≥" if row["better"] == "higher" else "≤"
    return f"{sign} {from_row(row).value(row['target'])}"


def _text(view: View, row: Row) -> str:
    feeds = [feed_name(view, feed) for feed in (row["feeds"] or "").split(",") if feed]
    return folded(" ".join([*(str(row[field] or "") for field in SEARCHED), *feeds]))
