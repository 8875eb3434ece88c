"""Our halls against competitors' of the same tier and area, element by element; a reference only."""

from __future__ import annotations

import streamlit as st

from dashboards import figures
from dashboards.cards import card
from dashboards.charts.rows import DotRow, dot_rows
from dashboards.queries import mystery_checks
from dashboards.release import Row
from dashboards.verdicts import Verdict
from dashboards.view import View

PITCH = 22


def show(view: View) -> None:
    """The card."""
    rows = mystery_checks.competitors(view.scope)
    firm = [row for row in rows if row["is_sufficient"]]
    title = _title(view, firm)
    halls = ""
    if rows:
        halls = view.t(
            "ms.rivals.halls", own=rows[0]["own_halls"], theirs=rows[0]["competitor_halls"]
        )
    card.head(title, card.joined(view.t("ms.rivals.sub"), view.period_name, halls))
    if not rows:
        card.nothing(view, "ms.rivals.none")
        return
    st.vega_lite_chart(
        dot_rows(tuple(_dot(view, row) for row in rows), view.look, pitch=PITCH, reference=0.0),
        width="stretch",
        key="mystery_rivals",
        alt=title,
    )
    card.note(view.t("ms.rivals.note"))


def _verdict(row: Row) -> Verdict:
    if not row["is_sufficient"] or row["ci_low"] is None:
        return "none"
    return "better" if row["ci_low"] > 0 else "worse" if row["ci_high"] < 0 else "none"


def _title(view: View, firm: list[Row]) -> str:
    if not firm:
        return view.t("ms.rivals.title.few")
    verdicts = [_verdict(row) for row in firm]
    behind, ahead = verdicts.count("worse"), verdicts.count("better")
    if not behind and not ahead:
        return view.t("ms.rivals.title.quiet")
    return view.t("ms.rivals.title", behind=behind, ahead=ahead, all=len(firm))


def _dot(view: View, row: Row) -> DotRow:
    is_firm = bool(row["is_sufficient"])
    return DotRow(
        key=row["code"],
        name=view.name(row),
        value=row["value"],
        low=row["ci_low"] if is_firm else None,
        high=row["ci_high"] if is_firm else None,
        shown=figures.delta(row["value"], "score", 1, view.language) if is_firm else figures.DASH,
        facts=(
            (view.t("tip.item"), view.name(row)),
            (view.t("ms.rivals.own"), figures.value(row["own_mean"], "score", 1)),
            (view.t("ms.rivals.theirs"), figures.value(row["competitor_mean"], "score", 1)),
            (view.t("tip.interval"), figures.interval(row["ci_low"], row["ci_high"], "score", 1)),
            (view.t("ms.rivals.n"), f"{row['own_n']:,} / {row['competitor_n']:,}"),
        ),
        verdict=_verdict(row),
        is_hollow=not is_firm,
    )
