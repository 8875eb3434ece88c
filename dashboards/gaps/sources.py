"""Where it goes wrong: the gap that is unusually bad among siblings, or that it cannot be said."""

from __future__ import annotations

import streamlit as st

from dashboards.cards import card
from dashboards.gaps import words
from dashboards.queries import gaps as queries
from dashboards.release import Row
from dashboards.scope import go
from dashboards.view import View

LIMIT = 8
ELEMENTS = 12


def show(view: View) -> None:
    """The card: sentences for the unit itself; without any, the units below where it can be said."""
    own = queries.own_sources(view.scope)
    below = [] if own else queries.sources_below(view.scope, LIMIT)
    card.head(
        title(view, own, below),
        card.joined(view.t("gaps.sources.sub"), view.unit_name, view.period_name),
    )
    if own:
        _sentences(view, own)
    elif below:
        _table(view, below)
    else:
        card.nothing(view, _why(view))


def title(view: View, own: list[Row], below: list[Row]) -> str:
    """The gap that most elements go wrong at, or that nothing can be placed."""
    if own:
        counts: dict[str, int] = {}
        for row in own:
            counts[row["gap_code"]] = counts.get(row["gap_code"], 0) + 1
        code, number = max(counts.items(), key=lambda pair: pair[1])
        gap = next(view.name(row, "source_name") for row in own if row["gap_code"] == code)
        return view.t("gaps.sources.title.own", number, gap=gap)
    if below:
        most = max(below, key=lambda row: row["gap_count"])
        return view.t(
            "gaps.sources.title.below",
            all=most["all_count"],
            number=most["gap_count"],
            gap=view.name(most, "source_name"),
        )
    return view.t("gaps.sources.title.none")


def _sentences(view: View, rows: list[Row]) -> None:
    lines = [
        view.t(
            "gaps.sources.sentence",
            element=card.escape(view.name(row)),
            gap=card.escape(view.name(row, "source_name")),
            value=words.points(row["value"]),
            siblings=words.points(row["siblings_mean"]),
        )
        for row in rows
    ]
    st.markdown("\n".join(f"- {line}" for line in lines))
    left = ELEMENTS - len(rows)
    if left:
        card.note(view.t("gaps.sources.rest", left))


def _table(view: View, rows: list[Row]) -> None:
    """The most unusual ones below; choosing a row goes to its unit."""
    key = f"sources_{view.unit['unit_id']}_{view.scope.period_id}_{view.language}"
    columns = {
        view.t("tip.unit"): [view.name(row, "short_name") for row in rows],
        view.t("tip.item"): [view.name(row) for row in rows],
        view.t("gaps.sources.where"): [view.name(row, "source_name") for row in rows],
        view.t("gaps.sources.value"): [words.points(row["value"]) for row in rows],
        view.t("gaps.sources.siblings"): [words.points(row["siblings_mean"]) for row in rows],
    }
    if view.look.is_phone:
        columns.pop(view.t("gaps.sources.siblings"))

    def clicked() -> None:
        picked = st.session_state[key]["selection"]["rows"]
        if picked:
            go(unit=rows[picked[0]]["unit_id"])

    right = [view.t("gaps.sources.value"), view.t("gaps.sources.siblings")]
    st.dataframe(
        columns,
        key=key,
        hide_index=True,
        row_height=34,
        height="content",
        column_config={
            name: st.column_config.TextColumn(alignment="right")
            for name in right
            if name in columns
        },
        on_select=clicked,
        selection_mode="single-row",
    )
    rest = rows[0]["all_count"] - len(rows)
    if rest > 0:
        card.note(view.t("gaps.sources.more", rest))


def _why(view: View) -> str:
    kind = view.unit["unit_type"]
    if view.period["is_partial"]:
        return "gaps.sources.none.open"
    if view.period["period_type"] == "month":
        return "gaps.ladder.none.period"
    return "gaps.sources.none.fine" if kind in ("branch", "county", "hall") else "gaps.sources.none"
