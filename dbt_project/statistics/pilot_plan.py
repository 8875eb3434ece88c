"""What a pilot of a project can find out, for every number of pilots, before anybody starts.

The months of the metric's own history are the trial runs (see `pilot_power`). The plan says what is
wrong with it while that can still be changed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from dbt_project.statistics.did_randomisation import Limits, design
from dbt_project.statistics.pilot_power import Replicates, replicate
from dbt_project.statistics.similar_paths import monthly_noise


@dataclass(frozen=True)
class Timing:
    """Months of the experiment: before the board was chosen, between that and the start, after it."""

    before: int
    gap: int
    after: int

    @property
    def length(self) -> int:
        return self.before + self.gap + self.after


@dataclass(frozen=True)
class Effort:
    """How hard to look, as somebody waits: replicates, and ways to choose the pilots each is held against.

    A share of the ways tells a p near the level as well as all of them.
    """

    draws: int
    max_assignments: int


@dataclass(frozen=True)
class Option:
    """One number of pilots. `power` and `detectable` are None where no stretch of history is long enough.

    `assignment_count`: ways to choose the pilots. `min_p`: smallest p the design can give.
    `detectable`: smallest lift found with the chance asked for, None if there is none.
    """

    pilot_count: int
    assignment_count: int
    min_p: float
    can_answer: bool
    power: float | None
    detectable: float | None
    windows: int


@dataclass(frozen=True)
class Histories:
    """Which cities can take part: indices into the history, those left out named by the reason.

    `usable` have every month of the last stretch as long as the experiment; `short` lack one;
    `erratic` are usable, but move from month to month more than the median city by the ratio asked.
    """

    usable: list[int]
    short: list[int]
    erratic: list[int]


def sort_histories(history: np.ndarray, months: int, erratic_ratio: float) -> Histories:
    """Sort cities (cities, months; NaN without a figure) by whether the newest months can be used."""
    recent = np.isfinite(history[:, -months:])
    is_usable = recent.all(axis=1) & (history.shape[1] >= months)
    usable = [int(city) for city in np.flatnonzero(is_usable)]
    short = [int(city) for city in np.flatnonzero(~is_usable)]
    noise = monthly_noise(history[usable]) if usable else np.empty(0)
    middle = np.nanmedian(noise) if np.isfinite(noise).any() else np.nan
    erratic = [
        city for city, own in zip(usable, noise, strict=True) if own > erratic_ratio * middle
    ]
    return Histories(usable, short, erratic)


def trial_runs(
    history: np.ndarray,
    pilot_count: int,
    timing: Timing,
    limits: Limits,
    effort: Effort,
    is_higher_better: bool,
) -> Replicates:
    """The replicates behind one option, the same for the same question."""
    most = min(limits.max_assignments, effort.max_assignments)
    limits = replace(limits, max_assignments=most)
    rng = np.random.default_rng([limits.seed, pilot_count, timing.length, timing.after])
    return replicate(
        history,
        pilot_count,
        timing.before,
        timing.gap,
        timing.after,
        limits,
        rng,
        effort.draws,
        is_higher_better,
    )


def options(
    history: np.ndarray,
    lift: float | None,
    timing: Timing,
    limits: Limits,
    *,
    effort: Effort,
    max_pilots: int,
    is_higher_better: bool,
) -> list[Option]:
    """Options of 1 to `max_pilots` pilots, never more than half of the cities (cities, months).

    `lift`: the improvement hoped for, above zero; without one there is no power, only what could be
    found. Empty with fewer than two cities.
    """
    cities = len(history)
    found = []
    for pilots in range(1, min(max_pilots, cities // 2) + 1):
        of = design(cities, pilots, limits)
        runs = Replicates(np.empty(0), 0)
        if of.can_answer:
            runs = trial_runs(history, pilots, timing, limits, effort, is_higher_better)
        found.append(
            Option(
                pilot_count=pilots,
                assignment_count=of.assignment_count,
                min_p=of.min_p,
                can_answer=of.can_answer,
                power=None if lift is None else runs.rate(lift),
                detectable=runs.detectable(limits.power),
                windows=runs.windows,
            )
        )
    return found


def recommended(found: list[Option], power: float) -> Option | None:
    """The fewest pilots with the chance `power`; else those that find the smallest lift.

    None where no option can answer.
    """
    able = [option for option in found if option.can_answer and option.windows]
    enough = [option for option in able if (option.power or 0.0) >= power]
    if enough:
        return enough[0]
    return min(
        able,
        key=lambda option: (
            float("inf") if option.detectable is None else option.detectable,
            option.pilot_count,
        ),
        default=None,
    )


def months_needed(
    history: np.ndarray,
    lift: float,
    pilot_count: int,
    timing: Timing,
    limits: Limits,
    *,
    effort: Effort,
    max_after: int,
    is_higher_better: bool,
) -> dict[int, float]:
    """Power by closed months after the start, from the fewest allowed to what the history bears."""
    found: dict[int, float] = {}
    for after in range(limits.min_after_months, max_after + 1):
        longer = Timing(timing.before, timing.gap, after)
        if longer.length > history.shape[1]:
            break
        runs = trial_runs(history, pilot_count, longer, limits, effort, is_higher_better)
        rate = runs.rate(lift)
        if rate is not None:
            found[after] = rate
    return found


def draw_pilots(cities: int, pilot_count: int, seed: list[int]) -> list[int]:
    """Pilots at random, in order: only then does the test's p mean what it says."""
    return sorted(
        int(city) for city in np.random.default_rng(seed).permutation(cities)[:pilot_count]
    )
