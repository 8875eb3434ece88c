"""Is the work on time? Measures done against those that should be done by now."""

from __future__ import annotations

from datetime import date, timedelta

import streamlit as st

from dashboards import figures
from dashboards.cards import card
from dashboards.charts.burn_up import BurnDay, Names, burn_up
from dashboards.projects.live import Live
from dashboards.today import local_day
from dashboards.view import View
from warehouse.projects import tracking
from warehouse.projects.state import Entity
from warehouse.projects.tracking import day_of

HEIGHT = 236
# A window longer than this says nothing by the day.
LONGEST_DAYS = 800


def show(view: View, live: Live, project: Entity) -> None:
    """The card: a step line for what is done, a dashed one for the plan."""
    measures = live.of("measure", project.entity_id)
    points = _points(live, project, measures)
    with card.frame("content"):
        if not points:
            card.head(view.t("progress.title.none"), view.t("progress.sub"))
            card.nothing(view, "measures.none")
            return
        now = max((p for p in points if p.done_count is not None), key=lambda p: p.day)
        done = now.done_count or 0
        card.head(_title(view, done, now.due_count), view.t("progress.sub"))
        last = points[-1]
        names = Names(
            scope=view.t("progress.scope", last.scope_count),
            due=view.t("progress.due", last.due_count),
            done=view.t("progress.done", done),
            today=view.t("progress.today"),
        )
        days = tuple(_day(view, point) for point in points)
        spec = burn_up(days, live.today, names, view.look, HEIGHT)
        st.vega_lite_chart(spec, width="stretch", theme="streamlit", key="burn_up")


def _points(live: Live, project: Entity, measures: list[Entity]) -> list[tracking.BurnUpPoint]:
    """Points from the project's start to its end, or to today where that is past."""
    start = day_of(project.fields.get("start_date"))
    due = day_of(project.fields.get("due_date"))
    said = [(local_day(e.created_at), e.fields) for e in measures]
    days = [
        d for _, f in said for d in (day_of(f.get("start_date")), day_of(f.get("due_date"))) if d
    ]
    if not said or start is None or due is None:
        return []
    first = min([start, *days])
    last = max([due, *days])
    # before the project begins there is nothing that could be done by now
    first = max(min(first, live.today), last - timedelta(days=LONGEST_DAYS))
    return tracking.burn_up(said, first, max(last, first), live.today)


def _title(view: View, done: int, due: int) -> str:
    if done < due:
        return view.t("progress.title.behind", due - done, done=done, due=due)
    return view.t("progress.title.on_time", done=done, due=due)


def _day(view: View, point: tracking.BurnUpPoint) -> BurnDay:
    shown: date = point.day
    facts = (
        (view.t("progress.tip.day"), figures.day(shown)),
        (view.t("progress.tip.scope"), str(point.scope_count)),
        (view.t("progress.tip.due"), str(point.due_count)),
        (
            view.t("progress.tip.done"),
            figures.DASH if point.done_count is None else str(point.done_count),
        ),
    )
    return BurnDay(shown, point.scope_count, point.due_count, point.done_count, facts)
