"""The plan of a pilot computed from the metric's months: cached, without a word or a colour.

What the designer's card shows and what is written when a design is taken both come from here.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st

from dashboards.projects import plan_facts
from dashboards.projects.live import Live
from dashboards.projects.plan_facts import Paths, PlanFacts
from dbt_project.statistics.did_randomisation import Limits
from dbt_project.statistics.pilot_plan import (
    Effort,
    Histories,
    Option,
    Timing,
    draw_pilots,
    months_needed,
    options,
    recommended,
    sort_histories,
)
from dbt_project.statistics.rebound import expected_rebound, reliability

KEPT = 64


@dataclass(frozen=True)
class Wish:
    """What the planner of the project asks for: months after the start, lift to be found."""

    after: int
    lift: float | None


@dataclass(frozen=True)
class Plan:
    """The designs of a project. `reason` says why there is none that can answer, else None.

    few_cities | short_history | no_metric_months; `usable` are the cities of the trial.
    """

    cities: Paths
    usable: Paths
    histories: Histories
    timing: Timing
    options: list[Option]
    best: Option | None
    reason: str | None

    def option(self, pilot_count: int) -> Option | None:
        """The option of so many pilots."""
        return next((o for o in self.options if o.pilot_count == pilot_count), None)


def plan(facts: PlanFacts, live: Live, wish: Wish) -> Plan:
    """Options for every number of pilots of the cities whose newest months are complete."""
    cities = plan_facts.city_paths(facts, live)
    timing = facts.timing(wish.after)
    limits = facts.limits
    histories = sort_histories(cities.values, timing.length, facts.thresholds["plan_erratic_ratio"])
    is_short = len(cities.months) < timing.length
    # too short a history still tells how many ways there are to choose the pilots
    usable = cities if is_short else cities.of(histories.usable)
    found = _options(
        (facts.scope.release_id, facts.scope.unit_id, facts.metric.code, wish),
        usable.values, timing, limits, _effort(facts),
        int(facts.thresholds["plan_max_pilots"]), facts.metric.higher_is_better,
    )  # fmt: skip
    return Plan(
        cities=cities,
        usable=usable,
        histories=histories,
        timing=timing,
        options=found,
        best=recommended(found, limits.power),
        reason=_reason(cities, found, is_short),
    )


def _effort(facts: PlanFacts) -> Effort:
    known = facts.thresholds
    return Effort(int(known["plan_draws"]), int(known["plan_max_assignments"]))


def _reason(cities: Paths, found: list[Option], is_short: bool) -> str | None:
    if not cities.months:
        return "no_months"
    if not any(option.can_answer for option in found):
        return "few_cities"
    if is_short or not any(option.windows for option in found):
        return "short_history"
    return None


@st.cache_data(show_spinner=False, max_entries=KEPT)
def _options(
    asked: tuple[Any, ...], history: np.ndarray, timing: Timing, limits: Limits, effort: Effort,
    max_pilots: int, is_higher_better: bool,
) -> list[Option]:  # fmt: skip
    wish: Wish = asked[-1]
    return options(
        history, wish.lift, timing, limits,
        effort=effort, max_pilots=max_pilots, is_higher_better=is_higher_better,
    )  # fmt: skip


def rates_by_months(facts: PlanFacts, found: Plan, pilot_count: int) -> dict[int, float]:
    """Power of one number of pilots by months after the start; empty without a lift."""
    if facts.lift is None:
        return {}
    return _rates(
        (facts.scope.release_id, facts.scope.unit_id, facts.metric.code),
        found.usable.values, facts.lift, pilot_count, found.timing, facts.limits,
        _effort(facts), int(facts.thresholds["plan_max_after_months"]),
        facts.metric.higher_is_better,
    )  # fmt: skip


@st.cache_data(show_spinner=False, max_entries=KEPT)
def _rates(
    asked: tuple[Any, ...], history: np.ndarray, lift: float, pilot_count: int, timing: Timing,
    limits: Limits, effort: Effort, max_after: int, is_higher_better: bool,
) -> dict[int, float]:  # fmt: skip
    return months_needed(
        history, lift, pilot_count, timing, limits,
        effort=effort, max_after=max_after, is_higher_better=is_higher_better,
    )  # fmt: skip


def drawn(facts: PlanFacts, found: Plan, pilot_count: int, draw_no: int) -> tuple[list[str], str]:
    """Codes of the pilots that draw `draw_no` gives, and the seed to repeat it with."""
    project = zlib.crc32(facts.project.entity_id.encode())
    seed = [facts.limits.seed, project, pilot_count, draw_no]
    places = draw_pilots(len(found.usable.units), pilot_count, seed)
    codes = [str(found.usable.units[place]["unit_code"]) for place in places]
    return codes, "-".join(str(part) for part in seed)


@dataclass(frozen=True)
class AtChoice:
    """Pilots and the other cities in the months that chose the board, in the metric's unit.

    `rebound`: what the pilots are expected to gain on the others by themselves, better direction;
    None where the history is too short. `are_the_worst`: the pilots are exactly the lowest cities.
    """

    pilots: float
    others: float
    rebound: float | None
    are_the_worst: bool


def at_choice(facts: PlanFacts, found: Plan, pilots: list[str]) -> AtChoice | None:
    """How the pilots stood when the board was chosen; None without both sides or without the months."""
    is_chosen = [facts.chosen[0] <= month <= facts.chosen[1] for month in found.cities.months]
    if not pilots or not any(is_chosen):
        return None
    values = found.cities.values[:, is_chosen].mean(axis=1)
    known = [n for n in range(len(values)) if np.isfinite(values[n])]
    own = [n for n in known if found.cities.units[n]["unit_code"] in pilots]
    other = [n for n in known if n not in own]
    if not own or not other:
        return None
    upwards = values if facts.metric.higher_is_better else -values
    worst = sorted(known, key=lambda n: upwards[n])[: len(own)]
    mean, others = float(values[own].mean()), float(values[other].mean())
    history = found.cities.values
    rate = reliability(history, np.zeros(len(history)), sum(is_chosen))
    rebound = facts.better(expected_rebound(rate, mean, others)) if np.isfinite(rate) else None
    return AtChoice(mean, others, rebound, set(worst) == set(own))
