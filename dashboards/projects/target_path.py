"""From the baseline to the target: is the target more than luck and the way back to the mean?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import streamlit as st

from dashboards import figures
from dashboards.cards import card
from dashboards.charts.target_path import PathMonth
from dashboards.charts.target_path import target_path as chart
from dashboards.projects import plan_facts
from dashboards.projects.live import Live
from dashboards.projects.plan_facts import Paths, PlanFacts
from dashboards.queries import project_plan as queries
from dashboards.view import View
from dbt_project.statistics.rebound import expected_rebound, reliability
from dbt_project.statistics.similar_paths import monthly_noise
from warehouse.projects.state import Entity
from warehouse.projects.tracking import day_of
from warehouse.projects.tracking import target_path as path_points

HEIGHT, PHONE_HEIGHT = 340, 220
MONTHS_SHOWN = 14
# 95 of 100 months fall within this many standard deviations of noise
DEVIATIONS = 1.96


@dataclass(frozen=True)
class Judgement:
    """What the target is up against, positive in the better direction.

    `lift` from baseline to target; `rebound` expected by itself, None where it cannot be told;
    `noise` standard deviation of one month; `margin` how far the mean of the months after may be off.
    """

    lift: float | None
    rebound: float | None
    noise: float | None
    margin: float | None
    has_target: bool

    @property
    def code(self) -> str:
        """beyond | within_rebound | within_noise | beyond_alone | beyond_unknown | backwards | no_target."""
        if not self.has_target:
            return "no_target"
        if self.lift is None:
            return "backwards"
        own = max(self.rebound or 0.0, 0.0)
        if self.rebound is not None and self.lift <= own:
            return "within_rebound"
        if self.margin is not None and self.lift - own <= self.margin:
            return "within_noise"
        if self.rebound is None:
            return "beyond_unknown"
        return "beyond" if self.rebound > 0 else "beyond_alone"


def show(view: View, live: Live, project: Entity) -> None:
    """The card of one project."""
    with card.frame():
        facts = plan_facts.read(view, live, project)
        if facts is None:
            card.head(view.t("plan.path.title.no_metric"), view.t("plan.path.no_metric_remedy"))
            return
        _draw(view, facts)


def judge(facts: PlanFacts) -> Judgement:
    """Rebound and noise from the metric's own months before the project began."""
    siblings = plan_facts.paths(queries.sibling_months(facts.scope, facts.metric.code))
    own = next(
        (n for n, row in enumerate(siblings.units) if row["unit_id"] == facts.scope.unit_id), None
    )
    noise = None
    if own is not None:
        before = siblings.until(facts.start).values
        found = float(monthly_noise(before[own : own + 1])[0]) if before.shape[1] else np.nan
        noise = found if np.isfinite(found) else None
    after = facts.limits.min_after_months
    return Judgement(
        lift=facts.lift,
        rebound=None if own is None else _rebound(facts, siblings, own),
        noise=noise,
        margin=None if noise is None else DEVIATIONS * noise / after**0.5,
        has_target=facts.baseline is not None and facts.target is not None,
    )


def _rebound(facts: PlanFacts, siblings: Paths, own: int) -> float | None:
    """Expected change by itself after the choosing months (M11), better direction."""
    window = plan_facts.months_between(*facts.chosen) + 1
    known = siblings.until(facts.start)
    if len(siblings.units) < 2 or window < 1 or known.values.shape[1] < 2 * window:
        return None
    rate = reliability(known.values, np.zeros(len(known.units)), window)
    is_chosen = [facts.chosen[0] <= month <= facts.chosen[1] for month in known.months]
    at_choice = known.values[:, is_chosen]
    if not np.isfinite(rate) or not at_choice.size or not np.isfinite(at_choice[own]).all():
        return None
    complete = at_choice[np.isfinite(at_choice).all(axis=1)]
    change = expected_rebound(rate, float(at_choice[own].mean()), float(complete.mean()))
    return facts.better(change)


def _draw(view: View, facts: PlanFacts) -> None:
    found = judge(facts)
    metric = facts.metric
    title = path_title(view, facts, found)
    card.head(
        title,
        card.joined(
            metric.name[view.language], _unit_name(view, facts), view.t("plan.path.how")
        ),
    )  # fmt: skip
    months = _months(view, facts, found)
    if not months:
        card.nothing(view, "plan.path.no_months")
        return
    by_itself = None
    if facts.baseline is not None and found.rebound is not None:
        by_itself = facts.baseline + facts.better(found.rebound)
    target = facts.target if found.has_target else None
    spec = chart(
        tuple(months),
        view.look,
        height=PHONE_HEIGHT if view.look.is_phone else HEIGHT,
        target=None if target is None else metric.drawn(target),
        target_label=view.t("plan.path.target", value=metric.value(target)),
        rebound=None if by_itself is None else metric.drawn(by_itself),
        rebound_label=view.t("plan.path.by_itself", value=metric.value(by_itself)),
    )
    key = f"plan_path_{facts.project.entity_id}"
    st.vega_lite_chart(spec, width="stretch", key=key, alt=title)
    card.note(_note(view, facts, found))


def path_title(view: View, facts: PlanFacts, found: Judgement) -> str:
    """Whether the target says more than rebound and noise would bring."""
    language = view.language
    return view.t(
        f"plan.path.title.{found.code}",
        lift=facts.metric.delta(_signed(facts, found.lift), language),
        rebound=facts.metric.delta(_signed(facts, found.rebound), language),
        margin=facts.metric.value(found.margin),
    )


def _signed(facts: PlanFacts, better: float | None) -> float | None:
    """A change for the better as the metric moves: below zero where lower is better."""
    return None if better is None else facts.better(better)


def _note(view: View, facts: PlanFacts, found: Judgement) -> str:
    metric = facts.metric
    return card.joined(
        view.t("plan.path.note.noise", noise=metric.value(found.noise))
        if found.noise is not None
        else view.t("plan.path.note.no_noise"),
        view.t("plan.path.note.no_rebound") if found.rebound is None else "",
    )


def _months(view: View, facts: PlanFacts, found: Judgement) -> list[PathMonth]:
    """The newest months with a figure, then those of the path to the due date."""
    rows = queries.unit_months(facts.scope, facts.metric.code)
    values = {row["month_start_date"]: row["value"] for row in rows}
    began = day_of(facts.project.get("start_date"))
    points = path_points(facts.baseline, facts.target, began, facts.due)
    path = {point.month_start_date: point.value for point in points}
    if points and facts.baseline is not None:
        # the first point stands at the end of its month: the way begins at the end of the one before
        path[plan_facts.add_months(points[0].month_start_date, -1)] = facts.baseline
    known = sorted({*sorted(values)[-MONTHS_SHOWN:], *path})
    if not known:
        return []
    shown, month = [], known[0]
    while month <= known[-1]:
        shown.append(_month(view, facts, found, month, values.get(month), path.get(month)))
        month = plan_facts.add_months(month, 1)
    return shown


def _month(
    view: View, facts: PlanFacts, found: Judgement, month: date, value: float | None,
    path: float | None,
) -> PathMonth:  # fmt: skip
    metric = facts.metric
    low = high = None
    if path is not None and found.noise is not None and facts.baseline is not None:
        middle = facts.baseline + facts.better(max(found.rebound or 0.0, 0.0))
        low = metric.drawn(middle - DEVIATIONS * found.noise)
        high = metric.drawn(middle + DEVIATIONS * found.noise)
    return PathMonth(
        start=month,
        value=None if value is None else metric.drawn(value),
        path=None if path is None else metric.drawn(path),
        low=low,
        high=high,
        facts=(
            (view.t("plan.path.month"), f"{month:%Y-%m}"),
            (metric.name[view.language], metric.value(value)),
            (view.t("plan.path.path"), metric.value(path) if path is not None else figures.DASH),
        ),
    )


def _unit_name(view: View, facts: PlanFacts) -> str:
    known = {row["unit_id"]: row for row in [*view.ancestors, view.unit]}
    row = known.get(facts.scope.unit_id)
    return view.name(row, "short_name") if row else ""
