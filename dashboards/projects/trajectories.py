"""Pilot cities beside the province's others, before and after the start."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import streamlit as st

from dashboards import figures
from dashboards.cards import card
from dashboards.charts.trajectories import Side, Trace, trajectories
from dashboards.metrics import Metric
from dashboards.projects.live import Live
from dashboards.projects.summary import Summary
from dashboards.projects.words import p_value, size
from dashboards.queries import projects as queries
from dashboards.release import Row
from dashboards.view import View
from warehouse.projects.tracking import day_of

# Months shown before the first pilot where no effect says which months count.
BEFORE = 8
JUDGED = ("works", "worse", "no_evidence")


@dataclass(frozen=True)
class Pilots:
    """City codes of a project by role, and the day the first pilot began."""

    pilots: frozenset[str]
    excluded: frozenset[str]
    start: date | None


def pilots_of(live: Live, project: Summary) -> Pilots:
    """Roles as they stand now."""
    by_role: dict[str, set[str]] = {"pilot": set(), "excluded": set()}
    starts = []
    for city in live.of("project_city", project.id):
        role = str(city.get("role_code"))
        if role in by_role:
            by_role[role].add(str(city.key["city_code"]))
        start = day_of(city.get("pilot_start_date"))
        if role == "pilot" and start:
            starts.append(start)
    return Pilots(
        frozenset(by_role["pilot"]), frozenset(by_role["excluded"]), min(starts, default=None)
    )


def show(view: View, live: Live, project: Summary, height: int) -> None:
    """The card."""
    cities = pilots_of(live, project)
    said = title(view, project, cities)
    effect, metric = project.effect, project.metric
    placebo = effect["placebo_p_value"] if effect else None
    card.head(
        said,
        card.joined(
            metric.name[view.language] if metric else "",
            view.t("traj.sub") if cities.pilots else "",
            view.t("traj.placebo", p=p_value(placebo)) if placebo is not None else "",
        ),
    )
    if not cities.pilots or metric is None or not project.unit["province_id"]:
        card.nothing(view, "traj.no_pilots")
        return
    scope = replace(view.scope, unit_id=project.unit["province_id"])
    rows = _window(project, cities, queries.city_months(scope, metric.code))
    traces = _traces(view, metric, cities, rows)
    if not any(trace.is_pilot for trace in traces):
        card.nothing(view, "traj.none")
        return
    start = None
    if cities.start and rows and cities.start <= max(row["month_start_date"] for row in rows):
        start = (cities.start, view.t("traj.start"))
    sides = tuple(_side(view, metric, traces, is_pilot) for is_pilot in (True, False))
    chart = trajectories(traces, sides, start, view.look, height)
    st.vega_lite_chart(chart, width="stretch", key=f"traj_{project.id}", alt=said)


def title(view: View, project: Summary, cities: Pilots) -> str:
    """What pilots did against the others, as sure as the test is."""
    effect, metric = project.effect, project.metric
    if not cities.pilots:
        return view.t("traj.title.no_pilots")
    if cities.start is None:
        return view.t("traj.title.no_start", len(cities.pilots))
    month = figures.month_tick(cities.start, False, view.language)[0]
    if effect is None or metric is None:
        return view.t("traj.title.waiting", len(cities.pilots), month=month)
    reason = effect["reason_code"]
    if effect["verdict_code"] == "too_early":
        return view.t("traj.title.early", len(cities.pilots), month=month)
    if effect["verdict_code"] in JUDGED:
        if reason == "pre_trend":
            return view.t("traj.title.pre_trend")
        if effect["verdict_code"] == "no_evidence":
            return view.t("traj.title.none_seen", len(cities.pilots), month=month)
        way = "up" if effect["effect"] > 0 else "down"
        shown = size(view, metric, effect["effect"])
        return view.t(f"traj.title.{way}", len(cities.pilots), month=month, size=shown)
    if reason == "few_assignments":
        return view.t("traj.title.few", effect["city_count"])
    return view.t("traj.title.cannot")


def _window(project: Summary, cities: Pilots, rows: list[Row]) -> list[Row]:
    """From the months before to the last closed one, not past the end of what is compared."""
    effect = project.effect
    first = effect["before_start_date"] if effect else None
    anchor = cities.start or project.start
    if first is None and anchor is not None:
        index = anchor.year * 12 + anchor.month - 1 - BEFORE
        first = date(index // 12, index % 12 + 1, 1)
    last = project.due
    if effect and effect["is_after_closed"] and effect["after_end_date"]:
        last = effect["after_end_date"]
    return [
        row
        for row in rows
        if (first is None or row["month_start_date"] >= first)
        and (last is None or row["month_start_date"] <= last)
    ]


def _traces(view: View, metric: Metric, cities: Pilots, rows: list[Row]) -> tuple[Trace, ...]:
    """Every city that takes part; a month it lacks is None, so that its line breaks."""
    months = sorted({row["month_start_date"] for row in rows})
    by_city: dict[str, dict[date, Row]] = {}
    for row in rows:
        if row["unit_code"] not in cities.excluded:
            by_city.setdefault(row["unit_code"], {})[row["month_start_date"]] = row
    found = []
    for code, known in by_city.items():
        values = []
        for month in months:
            value = known[month]["value"] if month in known else None
            drawn = None if value is None else metric.drawn(value)
            values.append((month, drawn, metric.value(value)))
        name = view.name(next(iter(known.values())), "short_name")
        found.append(Trace(name, code in cities.pilots, tuple(values)))
    return tuple(found)


def _side(view: View, metric: Metric, traces: tuple[Trace, ...], is_pilot: bool) -> Side:
    """The mean of one side with equal weights, over cities with every month: who drops out of a
    month would bend the line."""
    own = [trace for trace in traces if trace.is_pilot == is_pilot]
    whole = [trace for trace in own if all(value is not None for _, value, _ in trace.values)]
    months = [month for month, _, _ in own[0].values] if own else []
    means: list[tuple[date, float | None]] = []
    for number, month in enumerate(months):
        known = [value for trace in whole or own if (value := trace.values[number][1]) is not None]
        means.append((month, sum(known) / len(known) if known else None))
    last = next((value for _, value in reversed(means) if value is not None), None)
    label = view.t("traj.pilots" if is_pilot else "traj.others", len(own))
    return Side(
        is_pilot, label, "" if last is None else f"{last:.{metric.decimals}f}", tuple(means)
    )
