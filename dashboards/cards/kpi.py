"""The KPI row: value, change, sparkline, target and n of the seven metrics of the dictionary."""

from __future__ import annotations

import streamlit as st

from dashboards import figures, metrics
from dashboards.cards.card import escape, joined
from dashboards.figures import DASH
from dashboards.metrics import Metric
from dashboards.queries import metrics as queries
from dashboards.release import Row
from dashboards.verdicts import of_change
from dashboards.view import View

COLOURS = {"better": "blue", "worse": "orange", "none": "gray"}
# With fewer closed periods than this a sparkline shows months instead.
ENOUGH_PERIODS = 4


def row(view: View) -> None:
    """All cards of the row."""
    current = {found["metric_code"]: found for found in queries.figures(view.scope)}
    history = _history(view)
    grid = st.grid(len(metrics.CARDS), min_column_width=150, gap="xsmall", border=True)
    for code in metrics.CARDS:
        if code in view.metrics:
            with grid.cell(), st.container(gap="xxsmall"):
                _card(view, view.metrics[code], current.get(code), history.get(code, []))


def _history(view: View) -> dict[str, list[Row]]:
    period_type = view.period["period_type"]
    found = queries.history(view.scope, period_type)
    if len({row["start_date"] for row in found}) < ENOUGH_PERIODS and period_type != "month":
        found = queries.history(view.scope, "month")
    by_metric: dict[str, list[Row]] = {}
    for row in found:
        by_metric.setdefault(row["metric_code"], []).append(row)
    return by_metric


def _card(view: View, metric: Metric, row: Row | None, history: list[Row]) -> None:
    state = row["state"] if row else "no_data"
    pill, colour, arrow, described = _change(view, metric, row, history)
    spark = [metric.drawn(r["value"]) for r in history if r["value"] is not None]
    st.metric(
        metric.short[view.language],
        _value(metric, row),
        pill,
        delta_color=colour,  # type: ignore[arg-type]
        delta_arrow=arrow,  # type: ignore[arg-type]
        delta_description=described,
        chart_data=spark if len(spark) > 1 else None,
        help=_help(view, metric, row),
    )
    if state in ("no_data", "suppressed"):
        foot = view.t(f"state.{state}")
    else:
        inherited = view.t("state.inherited") if row and row["inherited_from_unit_id"] else ""
        foot = joined(inherited, _target(view, metric, row), sample(view, row))
    st.markdown(f":small[:gray[{escape(foot)}]]")


def _value(metric: Metric, row: Row | None) -> str:
    if row is None:
        return DASH
    if row["state"] == "suppressed":
        return "·"
    mark = "△" if row.get("first_value") is not None else ""
    return metric.value(row["value"]) + mark


def _change(
    view: View, metric: Metric, row: Row | None, history: list[Row]
) -> tuple[str, str, str, str]:
    """Pill text, its colour, its arrow, and what it is compared with."""
    described = view.t(f"kpi.vs.{view.scope.comparison}")
    if row is None or row["state"] in ("no_data", "suppressed"):
        return DASH, "gray", "off", described
    if row["is_partial"]:
        return view.t("kpi.open"), "gray", "off", " "
    is_same_wave = row["wave"] and len(history) > 1 and history[-2]["wave"] == row["wave"]
    if is_same_wave and view.scope.comparison == "previous":
        return view.t("kpi.no_new_wave"), "gray", "off", " "
    change = row[f"delta_{view.scope.comparison}"]
    if change is None:
        return DASH, "gray", "off", described
    if figures.is_flat(change, metric.unit, metric.decimals):
        return view.t("kpi.flat"), "gray", "off", described
    sure = row[f"is_delta_{view.scope.comparison}_significant"]
    verdict = of_change(change, sure, metric)
    arrow = "up" if change > 0 else "down"
    return metric.delta(change, view.language), COLOURS[verdict], arrow, described


def _target(view: View, metric: Metric, row: Row | None) -> str:
    if row is None or row["target"] is None:
        return ""
    kind = "target" if metric.higher_is_better else "limit"
    return view.t(f"kpi.{kind}", value=metric.value(row["target"]))


def sample(view: View, row: Row | None) -> str:
    """How many answers, visits or tickets a figure rests on; bands for staff."""
    if row is None:
        return ""
    if row["n_band_low"] is not None:
        return view.t("sample.band", low=f"{row['n_band_low']:,}", high=f"{row['n_band_high']:,}")
    if row["n"] is None:
        return ""
    shown = view.t("sample.n", n=figures.count(row["n"], view.language))
    return joined(shown, view.t("state.indicative") if row["state"] == "indicative" else "")


def _help(view: View, metric: Metric, row: Row | None) -> str:
    """Definition, interval, coverage, source of the formula."""
    lines = [f"**{metric.name[view.language]}**", metric.definition[view.language] or ""]
    if row:
        if row["ci_low"] is not None:
            shown = metric.interval(row["ci_low"], row["ci_high"])
            lines.append(view.t("help.interval", interval=shown))
        if row["value_proportional"] is not None:
            shown = metric.value(row["value_proportional"])
            lines.append(view.t("help.proportional", value=shown))
        if row["halls_in_scope"] is not None:
            lines.append(
                view.t("help.halls", data=row["halls_with_data"], scope=row["halls_in_scope"])
            )
        if row["wave"]:
            lines.append(view.t("help.wave", wave=row["wave"]))
        if row["inherited_from_unit_id"]:
            lines.append(view.t("help.inherited"))
        if row.get("first_value") is not None:
            lines.append(view.t("help.restated", value=metric.value(row["first_value"])))
    if metric.method:
        lines.append(view.t("help.method", method=metric.method))
    return "  \n".join(line for line in lines if line)
