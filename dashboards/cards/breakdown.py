"""What the score is made of: perception element by element, inspection block by block."""

from __future__ import annotations

import streamlit as st

from dashboards import figures, titles
from dashboards.cards import card
from dashboards.charts.frame import Spec
from dashboards.charts.rows import DotRow, dot_rows
from dashboards.metrics import Metric
from dashboards.queries import mystery, satisfaction
from dashboards.release import Row
from dashboards.verdicts import Verdict, against
from dashboards.view import View

PITCH, ROOMY_PITCH = 23, 42
# Up to this many rows stand further apart, so that the card is not half empty.
FEW_ROWS = 6


def elements(view: View) -> None:
    """The twelve elements of perception against the parent's."""
    rows = [
        row | {"name": view.name(row)} for row in satisfaction.elements(view.scope, view.parent_id)
    ]
    _card(view, "elements", rows, view.metrics["satisfaction"])


def blocks(view: View) -> None:
    """The blocks of the inspection against the parent's."""
    found = mystery.blocks(view.scope, view.parent_id)
    rows = [row | {"name": view.name(row)} for row in found]
    _card(view, "blocks", rows, view.metrics["mystery_score"])


def _card(view: View, kind: str, rows: list[Row], metric: Metric) -> None:
    verdicts: list[Verdict] = [against(row, row["parent_mean"], metric) for row in rows]
    title_of = {"elements": titles.elements_title, "blocks": titles.blocks_title}[kind]
    title = title_of(view, rows, verdicts)
    parent = (
        view.t("breakdown.mark", unit=view.name(view.parent, "short_name")) if view.parent else ""
    )
    card.head(title, card.joined(view.t(f"{kind}.sub"), view.unit_name, view.period_name, parent))
    if not rows:
        card.nothing(view, f"{kind}.none")
        return
    st.vega_lite_chart(drawing(view, rows, verdicts), width="stretch", key=kind, alt=title)


def drawing(
    view: View,
    rows: list[Row],
    verdicts: list[Verdict],
    *,
    pitch: int | None = None,
    selection: str | None = None,
) -> Spec:
    """At least one score beside its parent's; `selection` names a click on a row."""
    drawn = tuple(_dot(view, row, verdict) for row, verdict in zip(rows, verdicts, strict=True))
    pitch = pitch or (ROOMY_PITCH if len(drawn) <= FEW_ROWS else PITCH)
    return dot_rows(drawn, view.look, pitch=pitch, selection=selection)


def _dot(view: View, row: Row, verdict: Verdict) -> DotRow:
    hollow = bool(row["is_indicative"])
    return DotRow(
        key=row["code"],
        name=row["name"],
        value=row["mean"],
        low=None if hollow else row["ci_low"],
        high=None if hollow else row["ci_high"],
        shown=figures.DASH if hollow else figures.value(row["mean"], "score", 1),
        facts=(
            (view.t("tip.item"), row["name"]),
            (view.t("tip.value"), figures.value(row["mean"], "score", 1)),
            (view.t("tip.interval"), figures.interval(row["ci_low"], row["ci_high"], "score", 1)),
            (view.t("tip.parent"), figures.value(row["parent_mean"], "score", 1)),
            (view.t("tip.sample"), figures.count(row["n"], view.language)),
        ),
        verdict=verdict,
        is_hollow=hollow,
        mark=row["parent_mean"],
    )
