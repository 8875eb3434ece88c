"""The metric of the unit by month within its control limits."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from dashboards import figures
from dashboards.cards import card
from dashboards.charts.control import Event, Limits, control
from dashboards.charts.trend import Month
from dashboards.release import Row
from dashboards.view import View


def has_limits(limits: list[Row]) -> bool:
    """Whether there is a limit to draw: scores below the city have none."""
    return any(row["limit_low"] is not None for row in limits)


def show(
    view: View, months: list[Month], limits: list[Row], target: float | None, height: int
) -> None:
    """The card, from the months of the trend; the target is named, not drawn among the limits."""
    known = {row["start_date"]: row for row in limits}
    found = tuple(_limits(view, known.get(month.start)) for month in months)
    named = [
        replace(month, facts=(*month.facts, (view.t("control.tip.limits"), _range(view, one))))
        for month, one in zip(months, found, strict=True)
    ]
    metric = view.metric
    key = "control.sub.group" if view.unit["unit_type"] == "group" else "control.sub"
    title = _title(view, months, found)
    has_open = any(not month.is_closed and month.value is not None for month in months)
    card.head(
        title,
        card.joined(
            metric.short[view.language],
            view.unit_name,
            view.t(key),
            view.t("trend.sub.open") if has_open else "",
            "" if target is None else view.t("trend.target", value=metric.value(target)),
        ),
    )
    last = [one for one in limits if one["limit_low"] is not None][-1]
    chart = control(
        tuple(named),
        found,
        view.look,
        height=height,
        edge=(
            view.t("control.lower", value=metric.value(last["limit_low"])),
            view.t("control.centre", value=metric.value(last["centre_value"])),
            view.t("control.upper", value=metric.value(last["limit_high"])),
        ),
        events=_events(view, months, known),
    )
    st.vega_lite_chart(chart, width="stretch", key="trend", alt=title)


def _limits(view: View, row: Row | None) -> Limits | None:
    if row is None or row["limit_low"] is None or row["centre_value"] is None:
        return None
    metric = view.metric
    return Limits(
        centre=metric.drawn(row["centre_value"]),
        low=metric.drawn(row["limit_low"]),
        high=metric.drawn(row["limit_high"]),
        is_beyond=row["is_beyond_limits"],
        is_better=metric.is_better(row["value"] - row["centre_value"]),
        is_run=row["is_run"],
    )


def _range(view: View, one: Limits | None) -> str:
    if one is None:
        return figures.DASH
    decimals = view.metric.decimals
    return figures.interval(one.low, one.high, "", decimals)


def _events(view: View, months: list[Month], known: dict[object, Row]) -> tuple[Event, ...]:
    """Where the baseline ends and watching begins."""
    states = [known[month.start]["state"] if month.start in known else "" for month in months]
    if "monitored" not in states or states[0] == "monitored":
        return ()
    return (Event(states.index("monitored"), f"① {view.t('control.event.monitored')}"),)


def _title(view: View, months: list[Month], found: tuple[Limits | None, ...]) -> str:
    """The last month outside the limits, else a run, else that all is as usual."""
    charted = [
        (month, one) for month, one in zip(months, found, strict=True) if one and month.is_closed
    ]
    outside = [(month, one) for month, one in charted if one.is_beyond]
    if outside:
        month, one = outside[-1]
        way = "above" if (month.value or 0) > one.centre else "below"
        since = "back"
        if month is charted[-1][0]:
            # the months outside that lead up to now, the earliest first
            within = [place for place, (_, other) in enumerate(charted) if not other.is_beyond]
            month = charted[within[-1] + 1 if within else 0][0]
            since = "now" if month is charted[-1][0] else "since"
        name = figures.month_tick(month.start, False, view.language)[0]
        return view.t(f"control.title.{way}.{since}", month=name)
    if any(one.is_run for _, one in charted):
        return view.t("control.title.run")
    return view.t("control.title.quiet")
