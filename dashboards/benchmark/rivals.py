"""Competitors: our score less theirs by element, and what they have started."""

from __future__ import annotations

import streamlit as st

from dashboards import figures
from dashboards.cards import card
from dashboards.charts.rows import DotRow, dot_rows
from dashboards.queries import benchmark as queries
from dashboards.release import Row
from dashboards.view import View

PITCH = 25
SIDES = ("perception", "inspection")


def gaps(view: View) -> None:
    """The card; a branch or hall shows its city, below which there are no competitors' figures."""
    side = st.session_state.get("bench_side") or SIDES[0]
    kind = view.unit["unit_type"]
    shown = view.unit
    if kind in ("branch", "hall"):
        shown = next((row for row in view.ancestors if row["unit_type"] == "city"), view.unit)
    rows = [
        row for row in queries.competitors(view.scope, shown["unit_id"], side) if row["is_shown"]
    ]
    title = _title(view, rows)
    card.head(
        title,
        card.joined(view.name(shown, "short_name"), view.period_name, view.t("rivals.sub")),
    )
    st.segmented_control(
        view.t("rivals.side"),
        SIDES,
        default=SIDES[0],
        key="bench_side",
        format_func=lambda code: view.t(f"rivals.side.{code}"),
        label_visibility="collapsed",
        required=True,
    )
    if not rows:
        card.nothing(view, "rivals.none")
        return
    chart = dot_rows(tuple(_dot(view, row) for row in rows), view.look, pitch=PITCH, reference=0.0)
    st.vega_lite_chart(chart, width="stretch", key="rivals", alt=title)
    card.note(view.t("rivals.bias"))


def initiatives(view: View) -> None:
    """The register: overdue answers first."""
    rows = queries.initiatives(view.scope)
    still_open = [row for row in rows if not row["is_closed"]]
    overdue = sum(bool(row["is_overdue"]) for row in rows)
    title = view.t("rivals.list.title.none")
    if overdue:
        title = view.t("rivals.list.title.overdue", overdue)
    elif still_open:
        title = view.t("rivals.list.title.open", len(still_open))
    elif rows:
        title = view.t("rivals.list.title.closed", len(rows))
    card.head(title, card.joined(view.unit_name, view.t("rivals.list.sub")))
    if not rows:
        card.nothing(view, "rivals.list.none")
        return
    st.dataframe(
        _table(view, rows),
        hide_index=True,
        row_height=34,
        height=34 * (min(len(rows), 11) + 1) + 4,
        key=f"initiatives_{view.unit['unit_id']}",
    )


def _table(view: View, rows: list[Row]) -> dict[str, list[str]]:
    status = {
        row["initiative_no"]: "overdue" if row["is_overdue"] else row["status"] for row in rows
    }
    table = {
        view.t("rivals.col.status"): [
            view.t(f"rivals.status.{status[row['initiative_no']]}") for row in rows
        ],
        view.t("rivals.col.title"): [row["title"] for row in rows],
        view.t("rivals.col.due"): [figures.day(row["due_date"]) for row in rows],
    }
    if view.look.is_phone:
        return table
    return table | {
        view.t("rivals.col.response"): [
            row["response_text"] or view.t("rivals.unanswered") for row in rows
        ],
        view.t("rivals.col.owner"): [row[f"owner_{view.language}"] or figures.DASH for row in rows],
        view.t("rivals.col.impact"): [view.t(f"rivals.impact.{row['impact']}") for row in rows],
        view.t("rivals.col.kind"): [view.t(f"rivals.kind.{row['kind']}") for row in rows],
        view.t("rivals.col.unit"): [view.name(row, "short_name") for row in rows],
        view.t("rivals.col.operator"): [row["operator_code"] for row in rows],
        view.t("rivals.col.seen"): [figures.day(row["seen_date"]) for row in rows],
    }


def _verdict(row: Row) -> str:
    if not row["is_sufficient"] or row["is_partial"] or row["ci_low"] is None:
        return "none"
    return "worse" if row["ci_high"] < 0 else "better" if row["ci_low"] > 0 else "none"


def _name(view: View, row: Row) -> str:
    return view.t("rivals.overall") if row["element_id"] == "overall" else view.name(row)


def _title(view: View, rows: list[Row]) -> str:
    sure = [row for row in rows if row["is_sufficient"] and row["element_id"] != "overall"]
    if not sure:
        return view.t("rivals.title.few")
    worse = [row for row in sure if _verdict(row) == "worse"]
    better = [row for row in sure if _verdict(row) == "better"]
    if not worse and not better:
        return view.t("rivals.title.quiet")
    if worse:
        return view.t("rivals.title.worse", len(worse), first=_name(view, worse[0]))
    return view.t("rivals.title.better", len(better), first=_name(view, better[-1]))


def _dot(view: View, row: Row) -> DotRow:
    is_firm = bool(row["is_sufficient"]) and not row["is_partial"]
    delta = figures.delta(row["value"], "points", 1, view.language)
    return DotRow(
        key=row["element_id"],
        name=_name(view, row),
        value=row["value"],
        low=row["ci_low"] if is_firm else None,
        high=row["ci_high"] if is_firm else None,
        shown=delta if is_firm else figures.DASH,
        facts=(
            (view.t("tip.item"), _name(view, row)),
            (view.t("rivals.tip.difference"), delta),
            (view.t("tip.interval"), figures.interval(row["ci_low"], row["ci_high"], "points", 1)),
            (view.t("rivals.tip.own"), figures.value(row["own_mean"], "score", 1)),
            (view.t("rivals.tip.theirs"), figures.value(row["competitor_mean"], "score", 1)),
            (
                view.t("tip.sample"),
                f"{figures.count(row['own_n'], view.language)} / "
                f"{figures.count(row['competitor_n'], view.language)}",
            ),
            (
                view.t("rivals.tip.coverage"),
                figures.value(row["footfall_coverage_rate"], "rate", 0),
            ),
        ),
        verdict=_verdict(row),
        is_hollow=not is_firm,
    )
