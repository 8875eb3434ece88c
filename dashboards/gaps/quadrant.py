"""Importance against performance: what matters to customers and is done badly."""

from __future__ import annotations

import streamlit as st

from dashboards import figures
from dashboards.cards import card
from dashboards.charts.quadrant import Corners, Item, quadrant
from dashboards.gaps import words
from dashboards.queries import boards as queries
from dashboards.release import Row
from dashboards.view import View

FIRST = "concentrate_here"
UNSURE = ("undetermined", "insufficient", "partial")


def show(view: View) -> None:
    """The card."""
    rows = [
        row for row in queries.quadrant(view.scope) if row["importance_mean"] is not None
        and row["importance_cut"] is not None and row["performance_cut"] is not None
    ]  # fmt: skip
    said = title(view, rows)
    card.head(
        said,
        card.joined(view.t("gaps.quadrant.sub"), view.unit_name, view.t(_cut(view))),
    )
    if not rows:
        card.nothing(view, _why(view))
        return
    corners = Corners(
        *(view.t(f"gaps.quadrant.{code}") for code in (FIRST, "keep_up", "low_priority")),
        view.t("gaps.quadrant.possible_overkill"),
    )
    cuts = (rows[0]["importance_cut"], rows[0]["performance_cut"])
    st.vega_lite_chart(
        quadrant(tuple(_item(view, row) for row in rows), cuts, corners, view.look),
        width="stretch",
        key="quadrant",
        alt=said,
    )


def title(view: View, rows: list[Row]) -> str:
    """How many elements are surely important and done badly."""
    judged = [row for row in rows if row["quadrant"] not in ("insufficient", "partial")]
    if not judged:
        return view.t(f"gaps.quadrant.title.{words.unjudged(view, rows)}")
    first = [view.name(row) for row in judged if row["quadrant"] == FIRST]
    if not first:
        return view.t("gaps.quadrant.title.quiet")
    if len(first) == 1:
        return view.t("gaps.quadrant.title.one", first=first[0])
    return view.t("gaps.quadrant.title.some", len(first), first=first[0])


def _cut(view: View) -> str:
    is_group = view.unit["unit_type"] == "group"
    return "gaps.quadrant.cut.group" if is_group else "gaps.quadrant.cut"


def _why(view: View) -> str:
    if view.unit["unit_type"] not in ("group", "province", "city"):
        return "gaps.quadrant.none.unit"
    month = view.period["period_type"] == "month"
    return "gaps.quadrant.none.month" if month else "gaps.quadrant.none"


def _item(view: View, row: Row) -> Item:
    def score(value: float | None) -> str:
        return figures.value(value, "score", 1)

    def between(side: str) -> str:
        return figures.interval(row[f"{side}_ci_low"], row[f"{side}_ci_high"], "score", 1)

    derived = figures.value(row["derived_importance_share"], "rate", 1)
    return Item(
        key=row["element_id"],
        name=view.name(row),
        importance=row["importance_mean"],
        performance=row["performance_mean"],
        is_hollow=row["quadrant"] in UNSURE,
        is_first=row["quadrant"] == FIRST,
        facts=(
            (view.t("tip.item"), view.name(row)),
            (view.t("gaps.quadrant.field"), view.t(f"gaps.quadrant.{row['quadrant']}")),
            (view.t("gaps.quadrant.importance"), score(row["importance_mean"])),
            (view.t("gaps.quadrant.importance_interval"), between("importance")),
            (view.t("gaps.quadrant.derived"), derived),
            (view.t("gaps.quadrant.performance"), score(row["performance_mean"])),
            (view.t("gaps.quadrant.performance_interval"), between("performance")),
            (
                view.t("tip.sample"),
                f"{figures.count(row['importance_n'], view.language)} / "
                f"{figures.count(row['performance_n'], view.language)}",
            ),
        ),
    )
