"""The loop stage by stage, how long tickets take, and which promises are kept."""

from __future__ import annotations

import streamlit as st

from dashboards import figures
from dashboards.cards import card
from dashboards.charts.bars import BarRow, bar_rows
from dashboards.charts.rows import DotRow, dot_rows
from dashboards.charts.survival import Hour, Marked, survival
from dashboards.queries import complaint_loop, project_plan
from dashboards.release import Row
from dashboards.verdicts import against
from dashboards.view import View

FUNNEL_PITCH, RATE_PITCH = 44, 28
CURVE_HEIGHT = 264
TICKS = (0, 12, 48, 168, 336, 720, 1440)
PHONE_TICKS = (0, 48, 336, 1440)
# Stages that fall due months after the resolution; the others at once.
LATER = ("tracked", "closed")
RATES = (
    "response_on_time_rate",
    "resolution_on_time_rate",
    "attainment_48h",
    "first_time_resolution_rate",
    "tracking_rate",
    "closed_loop_rate",
)


def funnel(view: View) -> None:
    """How many tickets got to each stage."""
    rows = complaint_loop.stages(view.scope)
    totals = complaint_loop.totals(view.scope, view.parent_id).get("own")
    title = _funnel_title(view, rows, totals)
    card.head(title, card.joined(view.t("cp.funnel.sub"), view.unit_name, view.period_name))
    if not rows or totals is None:
        card.nothing(view, "cp.none")
        return
    drawn = tuple(_stage(view, row, totals) for row in rows)
    st.vega_lite_chart(
        bar_rows(drawn, view.look, pitch=FUNNEL_PITCH), width="stretch", key="cp_funnel", alt=title
    )
    card.note(_due(view, totals))


def _due(view: View, totals: Row) -> str:
    if not totals["tracking_due_count"]:
        return view.t("cp.funnel.not_due")
    return view.t(
        "cp.funnel.due",
        due=figures.count(totals["tracking_due_count"], view.language),
        tracked=figures.value(
            totals["tracking_done_count"] / totals["tracking_due_count"], "rate", 1
        ),
        closed=figures.value(totals["loop_closed_count"] / totals["tracking_due_count"], "rate", 1),
    )


def _funnel_title(view: View, rows: list[Row], totals: Row | None) -> str:
    if not rows or totals is None:
        return view.t("cp.funnel.title.none")
    received = rows[0]["received_count"]
    worst = max(rows, key=lambda row: _lost(row, totals))
    lost = _lost(worst, totals)
    if not lost:
        return view.t("cp.funnel.title.quiet")
    return view.t(
        "cp.funnel.title",
        stage=view.t(f"cp.stage.{worst['stage']}"),
        lost=figures.count(lost, view.language),
        share=figures.value(lost / received, "rate", 1),
    )


def _lost(row: Row, totals: Row) -> int:
    """Tickets lost at a stage; of tracking and closing only those that were due."""
    if row["stage"] == "tracked":
        lost = totals["tracking_due_count"] - totals["tracking_done_count"]
    elif row["stage"] == "closed":
        lost = totals["tracking_done_count"] - totals["loop_closed_count"]
    else:
        lost = row["lost_count"]
    return max(int(lost), 0)


def _stage(view: View, row: Row, totals: Row) -> BarRow:
    name = view.t(f"cp.stage.{row['stage']}")
    is_due = row["stage"] not in LATER or totals["tracking_due_count"]
    lost = _lost(row, totals)
    remark = f"{figures.MINUS}{figures.count(lost, view.language)}" if lost else ""
    return BarRow(
        key=row["stage"],
        name=name,
        value=row["reached_count"],
        shown=figures.count(row["reached_count"], view.language),
        remark=remark if is_due else view.t("cp.stage.not_due"),
        tone="strong" if is_due else "plain",
        facts=(
            (view.t("cp.stage"), name),
            (view.t("cp.tickets"), figures.count(row["reached_count"], view.language)),
            (view.t("cp.share"), figures.value(row["reached_rate"], "rate", 1)),
            (view.t("cp.lost"), figures.count(lost, view.language)),
        ),
    )


def curve(view: View) -> None:
    """Share still unresolved by hours since receipt."""
    rows = complaint_loop.survival(view.scope, view.parent_id)
    own = [row for row in rows if not row["is_parent"]]
    totals = complaint_loop.totals(view.scope, view.parent_id).get("own")
    limit = project_plan.thresholds(view.scope).get("complaint_attainment_hours")
    title = _curve_title(view, own, totals)
    parent = [row for row in rows if row["is_parent"]]
    line = (
        view.t("cp.curve.parent", unit=view.name(view.parent, "short_name"))
        if parent and view.parent
        else ""
    )
    card.head(title, card.joined(view.t("cp.curve.sub"), view.period_name, line))
    if len(own) < 2:
        card.nothing(view, "cp.curve.none")
        return
    wanted = PHONE_TICKS if view.look.is_phone else TICKS
    st.vega_lite_chart(
        survival(
            tuple(_hour(view, row) for row in own),
            tuple((row["hours"], 100 * row["survival_rate"]) for row in parent),
            _marked(view, own, limit),
            view.look,
            height=CURVE_HEIGHT,
            ticks=tuple((hours, _span(view, hours)) for hours in wanted),
        ),
        width="stretch",
        key="cp_curve",
        alt=title,
    )


def _span(view: View, hours: int) -> str:
    """Hours up to two days, then whole days."""
    if hours <= 48:
        return view.t("cp.hours", hours=hours)
    return view.t("cp.days", days=hours // 24)


def _marked(view: View, own: list[Row], limit: float | None) -> Marked | None:
    at = next((row for row in own if limit is not None and row["hours"] == limit), None)
    if at is None:
        return None
    rate = figures.value(at["survival_rate"], "rate", 1)
    label = view.t("cp.curve.mark", hours=at["hours"], rate=rate)
    return Marked(at["hours"], 100 * at["survival_rate"], label)


def _hour(view: View, row: Row) -> Hour:
    rate = figures.value(row["survival_rate"], "rate", 1)
    ends = (row["survival_rate_ci_low"], row["survival_rate_ci_high"])
    return Hour(
        hours=row["hours"],
        rate=100 * row["survival_rate"],
        low=None if ends[0] is None else 100 * ends[0],
        high=None if ends[1] is None else 100 * ends[1],
        facts=(
            (view.t("cp.curve.after"), _span(view, row["hours"])),
            (view.t("cp.curve.unresolved"), rate),
            (view.t("tip.interval"), figures.interval(*ends, "rate", 1)),
            (view.t("tip.sample"), figures.count(row["ticket_count"], view.language)),
        ),
    )


def _curve_title(view: View, own: list[Row], totals: Row | None) -> str:
    if len(own) < 2 or totals is None or totals["resolution_median_hours"] is None:
        return view.t("cp.curve.title.few")
    return view.t(
        "cp.curve.title",
        median=figures.hours(totals["resolution_median_hours"]),
        rate=figures.value(totals["attainment_48h"], "rate", 1),
    )


def attainment(view: View) -> None:
    """The promises of the loop with their intervals, resolution by complexity too."""
    found = complaint_loop.totals(view.scope, view.parent_id)
    own, parent = found.get("own"), found.get("parent")
    rows = [_rate(view, own, parent, field) for field in RATES] if own else []
    rows += [
        {
            "code": f"complexity_{row['complexity']}",
            "name": view.t("cp.by_complexity", name=view.name(row)),
            "value": row["resolution_on_time_rate"],
            "ci_low": row["resolution_on_time_rate_ci_low"],
            "ci_high": row["resolution_on_time_rate_ci_high"],
            "parent_value": row["parent_rate"],
        }
        for row in complaint_loop.by_complexity(view.scope, view.parent_id)
    ]
    shown = [row for row in rows if row["value"] is not None]
    metric = view.metrics["on_time_48h"]
    drawn = []
    worse = []
    for row in shown:
        firm = not (own and own["is_indicative"])
        verdict = against(row, row["parent_value"], metric) if firm else "none"
        worse += [row["name"]] if verdict == "worse" else []
        drawn.append(_dot(view, row, verdict, is_firm=firm))
    title = _rate_title(view, drawn, worse)
    mark = (
        view.t("breakdown.mark", unit=view.name(view.parent, "short_name")) if view.parent else ""
    )
    card.head(title, card.joined(view.t("cp.rates.sub"), view.period_name, mark))
    if not drawn:
        card.nothing(view, "cp.few")
        return
    st.vega_lite_chart(
        dot_rows(tuple(drawn), view.look, pitch=RATE_PITCH),
        width="stretch",
        key="cp_rates",
        alt=title,
    )


def _rate(view: View, own: Row, parent: Row | None, field: str) -> Row:
    return {
        "code": field,
        "name": view.t(f"cp.rate.{field}"),
        "value": own[field],
        "ci_low": own[f"{field}_ci_low"],
        "ci_high": own[f"{field}_ci_high"],
        "parent_value": parent[field] if parent else None,
    }


def _rate_title(view: View, drawn: list[DotRow], worse: list[str]) -> str:
    if not drawn:
        return view.t("cp.rates.title.few")
    if worse and view.parent:
        parent = view.name(view.parent, "short_name")
        return view.t("cp.rates.title", len(worse), first=worse[0], parent=parent)
    lowest = min(drawn, key=lambda row: row.value or 0)
    return view.t("cp.rates.title.quiet", name=lowest.name, rate=lowest.shown)


def _dot(view: View, row: Row, verdict: str, *, is_firm: bool) -> DotRow:
    def percent(number: float | None) -> float | None:
        return None if number is None else 100 * number

    return DotRow(
        key=row["code"],
        name=row["name"],
        value=percent(row["value"]),
        low=percent(row["ci_low"]) if is_firm else None,
        high=percent(row["ci_high"]) if is_firm else None,
        shown=figures.value(row["value"], "rate", 1),
        facts=(
            (view.t("tip.item"), row["name"]),
            (view.t("tip.value"), figures.value(row["value"], "rate", 1)),
            (view.t("tip.interval"), figures.interval(row["ci_low"], row["ci_high"], "rate", 1)),
            (view.t("tip.parent"), figures.value(row["parent_value"], "rate", 1)),
        ),
        verdict=verdict,
        is_hollow=not is_firm,
        mark=percent(row["parent_value"]),
    )
