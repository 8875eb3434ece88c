"""The metric of the unit by month."""

from __future__ import annotations

import streamlit as st

from dashboards import titles
from dashboards.cards import card, control
from dashboards.charts.frame import within_sight
from dashboards.charts.trend import Month, trend
from dashboards.figures import DASH, count
from dashboards.queries import control as control_queries
from dashboards.queries import metrics as queries
from dashboards.release import Row
from dashboards.view import View

HEIGHT, PHONE_HEIGHT = 300, 240


def show(view: View) -> None:
    """The card."""
    rows = queries.trend(view.scope, view.metric.code)
    limits = control_queries.limits(view.scope, view.metric.code)
    if all(row["value"] is None for row in rows):
        # metrics that are watched by month alone, like the judgement of a theme
        rows = [_watched(row) for row in limits]
    target = next((row["target"] for row in reversed(rows) if row["target"] is not None), None)
    if control.has_limits(limits):
        height = PHONE_HEIGHT if view.look.is_phone else HEIGHT
        control.show(view, _within([_month(view, row) for row in rows]), limits, target, height)
        return
    drawn = within_sight(
        target, [row[field] for row in rows for field in ("value", "ci_low", "ci_high")]
    )
    title = titles.trend_title(view, rows)
    has_open = any(not row["is_closed"] and row["value"] is not None for row in rows)
    card.head(
        title,
        card.joined(
            view.metric.short[view.language],
            view.unit_name,
            view.t("trend.sub"),
            view.t("trend.sub.open") if has_open else "",
            view.t("target.out_of_sight", value=view.metric.value(target))
            if target is not None and drawn is None
            else "",
        ),
    )
    months = _within([_month(view, row) for row in rows])
    if not months:
        card.nothing(view, "trend.none")
        return
    chart = trend(
        tuple(months),
        view.look,
        height=PHONE_HEIGHT if view.look.is_phone else HEIGHT,
        target=None if drawn is None else view.metric.drawn(drawn),
        target_label=""
        if drawn is None
        else view.t("trend.target", value=view.metric.value(drawn)),
    )
    st.vega_lite_chart(chart, width="stretch", key="trend", alt=title)


def _within(months: list[Month]) -> list[Month]:
    """The months from the first with a value to the last."""
    while months and months[0].value is None:
        months = months[1:]
    while months and months[-1].value is None:
        months = months[:-1]
    return months


def _watched(row: Row) -> Row:
    missing = ("n", "ci_low", "ci_high", "target", "delta_previous")
    facts = dict.fromkeys(missing) | {"is_delta_previous_significant": False}
    return row | facts | {"state": "ok", "is_closed": True}


def _month(view: View, row: Row) -> Month:
    metric = view.metric
    value = row["value"] if row["state"] != "suppressed" else None
    interval = metric.interval(row["ci_low"], row["ci_high"])
    numbers = [
        None if v is None else metric.drawn(v) for v in (value, row["ci_low"], row["ci_high"])
    ]
    state = row["state"] or "no_data"
    shown = metric.value(value)
    return Month(
        start=row["start_date"],
        value=numbers[0],
        low=numbers[1],
        high=numbers[2],
        shown=shown,
        facts=(
            (view.t("tip.month"), view.name(row, "label")),
            (
                metric.short[view.language],
                shown if state == "ok" else card.joined(shown, view.t(f"state.{state}")),
            ),
            (view.t("tip.interval"), interval),
            (view.t("tip.sample"), DASH if row["n"] is None else count(row["n"], view.language)),
        ),
        is_closed=row["is_closed"],
        is_hollow=state != "ok",
    )
