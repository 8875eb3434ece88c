"""The project's metric against its target path: how far off, and where the present pace leads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import streamlit as st

from dashboards import figures
from dashboards.cards import card
from dashboards.charts.path import Goal, path
from dashboards.charts.trend import Month
from dashboards.metrics import Metric
from dashboards.projects.summary import Summary
from dashboards.projects.words import month_name, size
from dashboards.queries import projects as queries
from dashboards.release import Row
from dashboards.view import View
from warehouse.projects.tracking import expected_rate, last_day, path_value, target_path

# Two-sided 95 %, normal: the marts give the error, not the degrees of freedom.
Z = 1.96
# Months shown before the start of a project and after its end.
BEFORE, AFTER = 6, 2
# With less of the time over a pace says nothing.
ENOUGH_RATE = 25.0


@dataclass(frozen=True)
class Standing:
    """The last closed month of a project beside its path; figures in the metric's unit."""

    month: date
    value: float
    se: float | None
    path: float | None
    at_due: float | None
    """Where a straight line from baseline through the value ends on the due day."""

    @property
    def difference(self) -> float | None:
        return None if self.path is None else self.value - self.path

    @property
    def is_sure(self) -> bool:
        """Whether the interval excludes the path; a measured figure without error is what it is."""
        if self.difference is None:
            return False
        return self.se is None or abs(self.difference) > Z * self.se


def months_of(view: View, project: Summary) -> list[Row]:
    """The project's metric by month; empty where it has no metric or no figures."""
    if project.metric is None:
        return []
    scope = replace(view.scope, unit_id=project.unit_id)
    return queries.months(scope, project.metric.code)


def standing(project: Summary, rows: Sequence[Row]) -> Standing | None:
    """The last closed month since the start; None where there is none yet."""
    start, due = project.start, project.due
    closed = [row for row in rows if row["is_closed"] and row["value"] is not None]
    if start is not None:
        closed = [row for row in closed if row["month_start_date"] >= start.replace(day=1)]
    if due is not None:
        closed = [row for row in closed if row["month_start_date"] <= due]
    if not closed:
        return None
    last = closed[-1]
    baseline, target = project.number("baseline_value"), project.number("target_value")
    day = last_day(last["month_start_date"])
    at_due = None
    over = expected_rate(start, due, day)
    if baseline is not None and over is not None and over >= ENOUGH_RATE:
        at_due = baseline + (last["value"] - baseline) * 100 / over
    return Standing(
        month=last["month_start_date"],
        value=last["value"],
        se=last["se"],
        path=path_value(baseline, target, start, due, day),
        at_due=at_due,
    )


def title(view: View, project: Summary, now: Standing | None, rows: Sequence[Row]) -> str:
    """Below, on or above the path, whether that is sure, and where it leads."""
    metric = project.metric
    if metric is None:
        return view.t("path.title.no_metric")
    if not rows:
        return view.t("path.title.none")
    if now is None:
        return view.t("path.title.early")
    value = metric.value(now.value)
    if now.difference is None:
        return view.t("path.title.no_goal", value=value)
    target = project.number("target_value") or 0.0
    if project.due is not None and now.month >= project.due.replace(day=1):
        missed = now.value - target
        if figures.is_flat(missed, metric.unit, metric.decimals):
            return view.t("path.title.end.met", value=value)
        way = "above" if missed > 0 else "below"
        return view.t(f"path.title.end.{way}", value=value, size=size(view, metric, missed))
    way = "above" if now.difference > 0 else "below"
    flat = figures.is_flat(now.difference, metric.unit, metric.decimals)
    kind = "on" if flat else way if now.is_sure else f"{way}.unsure"
    if now.at_due is None:
        return view.t(f"path.title.{kind}", size=size(view, metric, now.difference))
    return view.t(
        f"path.title.{kind}.pace",
        size=size(view, metric, now.difference),
        month=figures.month_tick(project.due or now.month, False, view.language)[0],
        value=metric.value(now.at_due),
    )


def show(view: View, project: Summary, height: int) -> None:
    """The card."""
    rows = months_of(view, project)
    now = standing(project, rows)
    said = title(view, project, now, rows)
    metric = project.metric
    pace = _pace(project, now)
    has_error = any(row["se"] is not None for row in rows)
    card.head(
        said,
        card.joined(
            metric.name[view.language] if metric else "",
            view.name(project.unit, "short_name"),
            view.t("path.sub" if has_error else "path.sub.plain") if rows else "",
            view.t("path.sub.pace") if pace else "",
        ),
    )
    shown = _window(project, rows)
    if metric is None or not any(row["value"] is not None for row in shown):
        card.nothing(view, "path.no_metric" if metric is None else "path.none")
        return
    chart = path(
        tuple(_month(view, metric, row) for row in shown),
        _goal(view, project, metric),
        pace,
        view.look,
        height,
    )
    st.vega_lite_chart(chart, width="stretch", key=f"path_{project.id}", alt=said)


def _pace(project: Summary, now: Standing | None) -> tuple[date, float] | None:
    """Where the present pace leads, as drawn; None once the due month itself is known."""
    if now is None or now.at_due is None or project.due is None or project.metric is None:
        return None
    month = project.due.replace(day=1)
    return None if now.month >= month else (month, project.metric.drawn(now.at_due))


def _window(project: Summary, rows: list[Row]) -> list[Row]:
    start, due = project.start, project.due

    def number(day: date) -> int:
        return day.year * 12 + day.month

    return [
        row
        for row in rows
        if (start is None or number(row["month_start_date"]) >= number(start) - BEFORE)
        and (due is None or number(row["month_start_date"]) <= number(due) + AFTER)
    ]


def _goal(view: View, project: Summary, metric: Metric) -> Goal:
    """The path from the baseline, a month before the start, to the target."""
    baseline, target, start = (
        project.number("baseline_value"), project.number("target_value"), project.start,
    )  # fmt: skip
    points = target_path(baseline, target, start, project.due)
    if not points or baseline is None or target is None:
        return Goal((), "")
    first = points[0].month_start_date
    before = date(first.year - (first.month == 1), (first.month - 2) % 12 + 1, 1)
    corners = [(before, metric.drawn(baseline))]
    corners += [(point.month_start_date, metric.drawn(point.value)) for point in points]
    return Goal(tuple(corners), view.t("path.target", value=metric.value(target)))


def _month(view: View, metric: Metric, row: Row) -> Month:
    value, se = row["value"], row["se"]
    low, high = (None, None) if value is None or se is None else (value - Z * se, value + Z * se)

    def drawn(number: float | None) -> float | None:
        return None if number is None else metric.drawn(number)

    return Month(
        start=row["month_start_date"],
        value=drawn(value),
        low=drawn(low),
        high=drawn(high),
        shown=metric.value(value),
        facts=(
            (view.t("tip.month"), month_name(view, row["month_start_date"])),
            (metric.name[view.language], metric.value(value)),
            (view.t("tip.interval"), metric.interval(low, high)),
            (view.t("tip.sample"), figures.count(row["n"], view.language)),
        ),
        is_closed=row["is_closed"],
    )
