"""The plan of visits: made or missed, halls left out, returns too early, hours of the day."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from dashboards import figures
from dashboards.cards import card, hall
from dashboards.charts.bars import BarRow, bar_rows
from dashboards.queries import mystery, mystery_checks
from dashboards.release import Row
from dashboards.view import View

PITCH = 32
# Columns of months; a longer period shows its last ones.
MONTHS, PHONE_MONTHS = 4, 2
COUNTS = (
    "halls_without_visit_count",
    "halls_below_quota_count",
    "important_halls_below_quota_count",
    "rotation_violation_count",
    "slot_pattern_violation_count",
)


def months(view: View) -> None:
    """The plan month by month."""
    rows = mystery_checks.plan(view.scope)
    card.head(_title(view, rows), card.joined(view.t("ms.plan.sub"), view.unit_name))
    if not rows:
        card.nothing(view, "ms.plan.none")
        return
    shown = rows[-(PHONE_MONTHS if view.look.is_phone else MONTHS) :]
    lines: list[tuple[str, Callable[[Row], str]]] = [
        (view.t("ms.plan.visits"), _visits),
        (
            view.t("ms.plan.hall_rate"),
            lambda row: figures.value(row["hall_coverage_rate"], "rate", 1),
        ),
    ]
    lines += [(view.t(f"ms.plan.{field}"), _counted(view, field)) for field in COUNTS]
    table = {view.t("ms.plan.item"): [label for label, _ in lines]}
    for row in shown:
        table[_month(view, row)] = [said(row) for _, said in lines]
    st.table(table, border="horizontal", hide_index=True)


def _counted(view: View, field: str) -> Callable[[Row], str]:
    return lambda row: figures.count(row[field], view.language)


def _month(view: View, row: Row) -> str:
    name, year = figures.month_tick(row["month_start_date"], True, view.language)
    return view.t("ms.plan.month", month=name.rstrip("月"), year=year)


def _visits(row: Row) -> str:
    if not row["planned_count"]:
        return figures.DASH
    rate = figures.value(row["plan_coverage_rate"], "rate", 1)
    return f"{row['done_count']:,} / {row['planned_count']:,} · {rate}"


def _title(view: View, rows: list[Row]) -> str:
    if not rows:
        return view.t("ms.plan.title.none")
    last = rows[-1]
    missed = last["halls_without_visit_count"] or 0
    early = sum(row["rotation_violation_count"] or 0 for row in rows)
    if early:
        return view.t("ms.plan.title.early", early)
    if missed:
        month = figures.month_tick(last["month_start_date"], False, view.language)[0]
        return view.t("ms.plan.title.missed", missed, month=month)
    return view.t("ms.plan.title.quiet")


def slots(view: View) -> None:
    """Visits by time of day: a hall must not know when to expect one."""
    rows = mystery.slots(view.scope)
    total = sum(row["visit_count"] for row in rows)
    if not rows:
        title = view.t("ms.slots.title.none")
    else:
        top = max(rows, key=lambda row: row["visit_count"])
        title = view.t(
            "ms.slots.title",
            slot=hall.label(view, "ms_slot.", top["time_slot"]),
            share=figures.value(top["visit_count"] / total, "rate", 0),
        )
    card.head(title, card.joined(view.t("ms.slots.sub"), view.unit_name))
    if not rows:
        card.nothing(view, "ms.visits.none")
        return
    drawn = tuple(
        BarRow(
            key=row["time_slot"],
            name=hall.label(view, "ms_slot.", row["time_slot"]),
            value=row["visit_count"],
            shown=figures.count(row["visit_count"], view.language),
            remark=figures.value(row["visit_count"] / total, "rate", 0),
            facts=(
                (view.t("ms.slot"), hall.label(view, "ms_slot.", row["time_slot"])),
                (view.t("ms.visits"), figures.count(row["visit_count"], view.language)),
            ),
        )
        for row in rows
    )
    st.vega_lite_chart(
        bar_rows(drawn, view.look, pitch=PITCH), width="stretch", key="mystery_slots", alt=title
    )
