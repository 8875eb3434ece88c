"""What points were lost for: a Pareto of indicators, and all of them in a table that sorts."""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboards import figures
from dashboards.cards import card
from dashboards.charts.bars import BarRow, bar_rows
from dashboards.mystery import scores
from dashboards.queries import mystery
from dashboards.release import Row
from dashboards.view import View

# The Pareto draws this many; the table below it has all.
DRAWN, PHONE_DRAWN = 18, 8
PITCH = 24
# Indicators that together make up this share of the loss are the ones to begin with.
VITAL_SHARE = 0.5
LONGEST = 12


def _chosen(view: View) -> list[Row]:
    """Indicators of the clicked block or capability, all where none is; shares are of those."""
    rows = mystery.lost_points(view.scope, view.parent_id)
    wanted = scores.group()
    if wanted is None:
        return rows
    kept = [row for row in rows if row[f"{scores.level()}_code"] == wanted]
    total = sum(row["share"] for row in kept)
    return [row | {"share": row["share"] / total} for row in kept]


def _group_name(view: View) -> str:
    wanted = scores.group()
    if wanted is None:
        return ""
    found = mystery.scores(view.scope, view.parent_id, scores.level())
    return next((view.name(row) for row in found if row["code"] == wanted), wanted)


def pareto(view: View) -> None:
    """The dearest indicators, with the running share."""
    rows = _chosen(view)
    vital = _vital(rows)
    title = _title(view, rows, vital)
    mark = (
        view.t("breakdown.mark", unit=view.name(view.parent, "short_name")) if view.parent else ""
    )
    card.head(title, card.joined(view.t("ms.lost.sub"), view.unit_name, view.period_name, mark))
    if scores.group() is not None:
        st.button(
            view.t("ms.lost.all", group=_group_name(view)),
            key="mystery_all",
            type="tertiary",
            on_click=_forget,
        )
    if not rows:
        card.nothing(view, "ms.lost.none")
        return
    drawn, running = [], 0.0
    for position, row in enumerate(rows[: PHONE_DRAWN if view.look.is_phone else DRAWN]):
        running += row["share"]
        drawn.append(_bar(view, row, running, position < vital))
    st.vega_lite_chart(
        bar_rows(tuple(drawn), view.look, pitch=PITCH),
        width="stretch",
        key=f"mystery_pareto_{view.unit['unit_id']}_{scores.group()}",
        alt=title,
    )


def _forget() -> None:
    st.session_state[scores.GROUP] = None


def _vital(rows: list[Row]) -> int:
    """How many of the dearest indicators make up half of the loss."""
    running = 0.0
    for position, row in enumerate(rows, start=1):
        running += row["share"]
        if running >= VITAL_SHARE:
            return position
    return len(rows)


def _title(view: View, rows: list[Row], vital: int) -> str:
    if not rows:
        return view.t("ms.lost.title.none")
    group = _group_name(view)
    share = figures.value(sum(row["share"] for row in rows[:vital]), "rate", 0)
    if group:
        return view.t("ms.lost.title.group", group=group, first=view.name(rows[0]))
    return view.t("ms.lost.title", vital, all=len(rows), share=share)


def _bar(view: View, row: Row, running: float, is_vital: bool) -> BarRow:
    shown = figures.value(row["per_visit"], "score", 2)
    return BarRow(
        key=row["indicator_code"],
        name=view.name(row),
        value=row["per_visit"],
        shown=shown,
        remark=figures.value(running, "rate", 0),
        tone="strong" if is_vital else "plain",
        mark=row["parent_per_visit"],
        facts=(
            (view.t("ms.indicator"), view.name(row)),
            (view.t("ms.block"), view.name(row, "block")),
            (view.t("ms.per_visit"), shown),
            (view.t("tip.parent"), figures.value(row["parent_per_visit"], "score", 2)),
            (view.t("ms.share"), figures.value(row["share"], "rate", 1)),
            (view.t("ms.findings"), figures.count(row["finding_count"], view.language)),
            (view.t("ms.struck"), figures.count(row["veto_count"], view.language)),
        ),
    )


def table(view: View) -> None:
    """Every indicator that lost points."""
    rows = _chosen(view)
    fixed = sum(row["fixed_count"] for row in rows)
    findings = sum(row["finding_count"] for row in rows)
    title = view.t("ms.table.title.none")
    if findings:
        rate = figures.value(fixed / findings, "rate", 0)
        shown = figures.count(findings, view.language)
        title = view.t("ms.table.title", findings=shown, rate=rate)
    card.head(
        title,
        card.joined(view.t("ms.table.sub"), view.unit_name, view.period_name, _group_name(view)),
    )
    if not rows:
        card.nothing(view, "ms.lost.none")
        return
    columns: dict[str, list[object]] = {
        view.t("ms.indicator"): [view.name(row) for row in rows],
        view.t("ms.block"): [view.name(row, "block") for row in rows],
        view.t("ms.per_visit"): [row["per_visit"] for row in rows],
        view.t("ms.per_visit.parent"): [row["parent_per_visit"] for row in rows],
        view.t("ms.share"): [100 * row["share"] for row in rows],
        view.t("ms.findings"): [row["finding_count"] for row in rows],
        view.t("ms.struck"): [row["veto_count"] for row in rows],
        view.t("ms.told"): [row["told_count"] for row in rows],
        view.t("ms.fixed"): [row["fixed_count"] for row in rows],
    }
    dropped = [view.t("ms.per_visit.parent")] if view.parent is None else []
    if view.look.is_phone:
        kept = ("ms.indicator", "ms.per_visit", "ms.share", "ms.struck")
        dropped = [name for name in columns if name not in [view.t(key) for key in kept]]
    st.dataframe(
        pl.DataFrame({name: cells for name, cells in columns.items() if name not in dropped}),
        key="mystery_table",
        hide_index=True,
        row_height=34,
        height=34 * (min(len(rows), LONGEST) + 1) + 4,
        column_config={
            view.t("ms.per_visit"): st.column_config.NumberColumn(format="%.2f"),
            view.t("ms.per_visit.parent"): st.column_config.NumberColumn(format="%.2f"),
            view.t("ms.share"): st.column_config.NumberColumn(format="%.1f%%"),
        },
        placeholder="–",
    )
