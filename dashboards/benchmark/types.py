"""Which of four types of service customers meet: the person and the procedure."""

from __future__ import annotations

import streamlit as st

from dashboards import figures
from dashboards.benchmark.basis import PICK, open_unit
from dashboards.cards import card
from dashboards.charts.frame import Facts
from dashboards.charts.traits import Dot, traits
from dashboards.queries import benchmark as queries
from dashboards.release import Row
from dashboards.view import View

HEIGHT, PHONE_HEIGHT = 360, 300
UNSURE = "undetermined"


def show(view: View) -> None:
    """The card: the units below; at a branch or hall the halls of its city."""
    shown = view.unit
    if shown["unit_type"] in ("branch", "hall"):
        shown = next((row for row in view.ancestors if row["unit_type"] == "city"), shown)
    rows = queries.service_types(view.scope, shown["unit_id"])
    title = _title(view, rows)
    card.head(
        title, card.joined(view.name(shown, "short_name"), view.period_name, view.t("types.sub"))
    )
    if not rows:
        card.nothing(view, "types.none")
        return
    key = f"types_{view.unit['unit_id']}_{view.period['period_id']}"
    st.vega_lite_chart(
        traits(
            tuple(_dot(view, row) for row in rows),
            rows[0]["cut_score"],
            (
                view.t("types.indifferent"), view.t("types.warm_but_helpless"),
                view.t("types.by_the_book"), view.t("types.quality"),
            ),
            view.look,
            height=PHONE_HEIGHT if view.look.is_phone else HEIGHT,
            selection=PICK,
        ),
        width="stretch", key=key, on_select=lambda: open_unit(key), alt=title,
    )  # fmt: skip
    unsure = sum(row["service_type"] == UNSURE for row in rows)
    if unsure:
        card.note(view.t("types.unsure", unsure))


def _title(view: View, rows: list[Row]) -> str:
    sure = [row for row in rows if row["service_type"] != UNSURE]
    if not rows:
        return view.t("types.title.none")
    if len(sure) * 2 < len(rows):
        return view.t("types.title.unsure", len(rows) - len(sure), of=len(rows))
    count = {
        kind: sum(row["service_type"] == kind for row in sure)
        for kind in ("indifferent", "warm_but_helpless", "by_the_book", "quality")
    }
    kind = max(count, key=lambda code: count[code])
    return view.t("types.title", kind=view.t(f"types.{kind}"), count_of=count[kind], of=len(rows))


def _facts(view: View, row: Row) -> Facts:
    def with_interval(trait: str) -> str:
        value = figures.value(row[f"{trait}_mean"], "score", 1)
        ends = figures.interval(row[f"{trait}_ci_low"], row[f"{trait}_ci_high"], "score", 1)
        return f"{value} ({ends})"

    return (
        (view.t("tip.unit"), view.name(row, "short_name")),
        (view.t("types.tip.type"), view.t(f"types.{row['service_type']}")),
        (view.t("types.tip.personal"), with_interval("personal")),
        (view.t("types.tip.procedural"), with_interval("procedural")),
        (view.t("tip.sample"), figures.count(row["n"], view.language)),
    )


def _dot(view: View, row: Row) -> Dot:
    return Dot(
        key=row["unit_id"],
        name=view.name(row, "short_name"),
        x=row["personal_mean"],
        y=row["procedural_mean"],
        is_hollow=row["service_type"] == UNSURE,
        is_low=row["service_type"] == "indifferent",
        is_own=row["unit_id"] == view.unit["unit_id"],
        facts=_facts(view, row),
    )
