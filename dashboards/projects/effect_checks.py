"""What an effect must withstand, one by one: each month before the start, each city left out."""

from __future__ import annotations

import streamlit as st

from dashboards import figures
from dashboards.cards import card
from dashboards.charts.rows import DotRow, dot_rows
from dashboards.metrics import Metric
from dashboards.projects.summary import Summary
from dashboards.projects.words import p_value, spread
from dashboards.queries import projects as queries
from dashboards.release import Row
from dashboards.view import View

CHECK_PITCH = 22


def show(view: View, project: Summary) -> None:
    """Each lead before the start, and the effect without each city in turn."""
    metric = project.metric
    if project.effect is None or project.effect["effect"] is None or metric is None:
        return
    checks = queries.effect_checks(view.scope, project.id)
    if not checks:
        return
    with st.expander(view.t("checks.open")):
        left, right = st.columns(2, gap="small")
        for column, kind in ((left, "lead"), (right, "left_out")):
            rows = [row for row in checks if row["check_code"] == kind]
            with column:
                _check(view, metric, project, kind, rows)


def _check(view: View, metric: Metric, project: Summary, kind: str, rows: list[Row]) -> None:
    crossing = sum(
        row["ci_low"] is not None and row["ci_low"] <= 0 <= row["ci_high"] for row in rows
    )
    outside = sum(row["ci_low"] is not None for row in rows) - crossing
    said = (
        view.t(f"checks.{kind}.title.some", outside)
        if outside
        else view.t(f"checks.{kind}.title.none")
    )
    card.head(said, view.t(f"checks.{kind}.sub"))
    if not rows:
        card.nothing(view, f"checks.{kind}.empty")
        return
    drawn = tuple(_dot(view, metric, kind, row) for row in rows)
    st.vega_lite_chart(
        dot_rows(drawn, view.look, pitch=CHECK_PITCH, reference=0.0),
        width="stretch", key=f"checks_{kind}_{project.id}", alt=said,
    )  # fmt: skip


def _dot(view: View, metric: Metric, kind: str, row: Row) -> DotRow:
    if kind == "lead":
        name = figures.month_tick(row["month_start_date"], False, view.language)[0]
        name = f"{name} {row['month_start_date'].year}"
    else:
        name = view.t("checks.without", city=view.name(row, "short_name"))
    value = metric.delta(row["value"], view.language)
    ends = [None if row[end] is None else metric.drawn(row[end]) for end in ("ci_low", "ci_high")]
    both = spread(view, metric, row["ci_low"], row["ci_high"])
    return DotRow(
        key=f"{kind}_{row['position_no']}_{row['city_id']}",
        name=name,
        value=metric.drawn(row["value"]),
        low=ends[0],
        high=ends[1],
        shown=value,
        facts=(
            (view.t("verdict.row.effect"), value),
            (view.t("tip.interval"), both),
            ("p", p_value(row["p_value"])),
        ),
        verdict="none",
    )
