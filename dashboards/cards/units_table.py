"""Every metric of every unit below, in a table that sorts; a selected row goes down."""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboards.cards import card
from dashboards.metrics import CARDS, Metric
from dashboards.queries import metrics as queries
from dashboards.scope import go
from dashboards.view import View

LONGEST = 15


def show(view: View) -> None:
    """The card."""
    rows = queries.units_table(view.scope)
    units = list(dict.fromkeys(row["unit_id"] for row in rows))
    kind = "halls" if view.unit["unit_type"] not in ("group", "province") else "units"
    card.head(
        view.t(f"table.title.{kind}", len(units)),
        card.joined(view.unit_name, view.period_name, view.t("table.sub")),
    )
    if not rows:
        card.nothing(view, "compare.no_units")
        return
    shown = [view.metrics[code] for code in CARDS if code in view.metrics]
    if view.look.is_phone:
        shown = [metric for metric in shown if metric.code in CARDS[:1] + CARDS[2:4]]
    names = {row["unit_id"]: view.name(row, "short_name") for row in rows}
    values = {
        (row["unit_id"], row["metric_code"]): row["value"] for row in rows if row["state"] == "ok"
    }
    frame = pl.DataFrame(
        {view.t("table.unit"): [names[unit] for unit in units]}
        | {
            metric.short[view.language]: pl.Series(
                [_drawn(metric, values.get((unit, metric.code))) for unit in units],
                dtype=pl.Float64,
            )
            for metric in shown
        }
    )
    key = f"table_{view.unit['unit_id']}_{view.period['period_id']}"

    def picked() -> None:
        selected = st.session_state[key]["selection"]["rows"]
        if selected:
            go(unit=units[selected[0]])

    st.dataframe(
        frame,
        key=key,
        hide_index=True,
        row_height=34,
        height=34 * (min(len(units), LONGEST) + 1) + 4,
        on_select=picked,
        selection_mode="single-row",
        column_config={
            metric.short[view.language]: st.column_config.NumberColumn(
                format=_format(metric), help=metric.definition[view.language]
            )
            for metric in shown
        },
        placeholder="–",
    )


def _drawn(metric: Metric, value: float | None) -> float | None:
    return None if value is None else metric.drawn(value)


def _format(metric: Metric) -> str:
    return f"%.{metric.decimals}f{'%%' if metric.unit == 'rate' else ''}"
