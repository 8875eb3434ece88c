"""Cities that move alike: whom the pilots can be compared with, and whose practice fits one's own city.

A comparison needs the same movement, whatever the level; a practice is copied from a city of the same
size and level, so those stand beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
import streamlit as st

from dashboards import figures
from dashboards.cards import card
from dashboards.metrics import Metric
from dashboards.projects import plan_facts
from dashboards.projects.live import Live
from dashboards.projects.plan_facts import Paths, PlanFacts
from dashboards.queries import project_plan as queries
from dashboards.release import Row
from dashboards.view import View
from dbt_project.statistics.similar_paths import compare_paths, joint_path
from warehouse.projects.state import Entity

# Months two cities must share, and how many cities are proposed.
FEWEST_MONTHS, PROPOSED = 6, 6


@dataclass(frozen=True)
class Alike:
    """One city beside the pilots, or beside one's own; differences in the metric's unit."""

    unit: Row
    distance: float
    correlation: float | None
    level: float
    months: int
    size: Row | None
    is_same_size: bool


def comparison_cities(paths: Paths, pilots: Sequence[str]) -> list[Alike]:
    """Cities outside the pilots whose months move like the pilots', the most alike first."""
    own = [n for n, unit in enumerate(paths.units) if unit["unit_code"] in pilots]
    others = [n for n in range(len(paths.units)) if n not in own]
    if not own or not others or not paths.months:
        return []
    return _compared(joint_path(paths.values[own]), paths.of(others), {}, None)


def cities_like(view: View, unit_id: str, metric: Metric) -> list[Alike]:
    """Cities the viewer may see that are like one: of its size first, then by movement."""
    paths = plan_facts.paths(queries.all_city_months(view.scope, metric.code))
    place = next((n for n, unit in enumerate(paths.units) if unit["unit_id"] == unit_id), None)
    if place is None:
        return []
    sizes = queries.city_sizes(view.scope)
    others = paths.of([n for n in range(len(paths.units)) if n != place])
    own_size = sizes[unit_id]["size_class"] if unit_id in sizes else None
    found = _compared(paths.values[place], others, sizes, own_size)
    return sorted(found, key=lambda alike: (not alike.is_same_size, alike.distance))


def _compared(
    path: np.ndarray, others: Paths, sizes: dict[str, Row], own_size: str | None
) -> list[Alike]:
    found = compare_paths(path, others.values, FEWEST_MONTHS)
    return [
        Alike(
            unit=others.units[place],
            distance=float(found.distance[place]),
            correlation=float(r) if np.isfinite(r := found.correlation[place]) else None,
            level=float(found.level[place]),
            months=int(found.months[place]),
            size=(size := sizes.get(others.units[place]["unit_id"])),
            is_same_size=bool(size and size["size_class"] == own_size),
        )
        for place in found.order()
    ]


def show(view: View, live: Live, project: Entity) -> None:
    """The card of a project: comparison cities for its pilots, or cities like its own city."""
    with card.frame():
        facts = plan_facts.read(view, live, project)
        if facts is None:
            card.head(view.t("plan.like.title.none"), view.t("plan.path.no_metric_remedy"))
        elif facts.is_of_several_cities:
            pilots = plan_facts.pilots_of(live, project)
            comparisons(view, facts, plan_facts.city_paths(facts, live), pilots)
        else:
            like_yours(view, facts.scope.unit_id, facts.metric)


def comparisons(view: View, facts: PlanFacts, paths: Paths, pilots: Sequence[str]) -> None:
    """Cities proposed for the comparison with these pilots."""
    found = comparison_cities(paths, pilots)[:PROPOSED]
    how = view.t("plan.like.how", metric=facts.metric.name[view.language])
    if not pilots:
        card.head(view.t("plan.like.title.no_pilots"), view.t("plan.like.no_pilots_remedy"))
        return
    if not found:
        card.head(view.t("plan.like.title.none"), view.t("plan.like.none_remedy"))
        return
    names = [view.name(alike.unit, "short_name") for alike in found]
    card.head(view.t("plan.like.title", first=names[0], second=names[min(1, len(names) - 1)]), how)
    _table(view, facts.metric, found, has_size=False)
    card.note(view.t("plan.like.note"))


def like_yours(view: View, unit_id: str, metric: Metric) -> None:
    """Cities like one's own: where to look for a practice that fits."""
    found = cities_like(view, unit_id, metric)[:PROPOSED]
    if not found:
        card.head(view.t("plan.like.title.none"), view.t("plan.like.none_remedy"))
        return
    names = [view.name(alike.unit, "short_name") for alike in found]
    card.head(
        view.t("plan.like.yours", first=names[0], second=names[min(1, len(names) - 1)]),
        view.t("plan.like.yours_how", metric=metric.name[view.language]),
    )
    _table(view, metric, found, has_size=True)


def _table(view: View, metric: Metric, found: list[Alike], has_size: bool) -> None:
    """At most four columns on a phone."""
    columns = {
        view.t("plan.like.city"): [view.name(alike.unit, "short_name") for alike in found],
        view.t("plan.like.distance"): [metric.value(alike.distance) for alike in found],
        view.t("plan.like.correlation"): [
            figures.value(alike.correlation, "index", 2) for alike in found
        ],
        view.t("plan.like.level"): [metric.delta(alike.level, view.language) for alike in found],
    }
    if has_size:
        columns[view.t("plan.like.size")] = [
            view.name(alike.size) if alike.size else figures.DASH for alike in found
        ]
    if not view.look.is_phone:
        columns[view.t("plan.like.months")] = [str(alike.months) for alike in found]
    st.table(pl.DataFrame(columns), border="horizontal", hide_index=True)
