"""Did the pilots do better than the controls? Differences in differences, judged by randomisation.

A city's change is its mean after minus its mean before. The effect is the pilots' mean change minus
the controls'. Had nothing worked, any other choice of pilots could have shown the same: p is the
share of all choices whose difference is at least as large (R. A. Fisher 1935, The Design of
Experiments; E. J. G. Pitman 1937, Supplement to the Journal of the Royal Statistical Society 4,
119-130). The interval holds the effects that this test does not refuse (J. L. Hodges and
E. L. Lehmann 1963, Annals of Mathematical Statistics 34, 598-611).

Cities stand with the pilots first, everywhere in this module.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from math import comb

import numpy as np

TIES = 1e-9
"""Differences closer than this share of the largest change are the same difference."""
CELLS_AT_ONCE = 100_000
"""Changes × assignments worked on at once: what a processor's cache holds."""


@dataclass(frozen=True)
class Limits:
    """The thresholds of METHODS M11, whose codes are these names after `effect_`."""

    before_months: int
    min_after_months: int
    min_assignments: int
    max_assignments: int
    p: float
    power: float
    draws: int
    seed: int

    @classmethod
    def of(cls, thresholds: Mapping[str, float]) -> Limits:
        """From {threshold_code: value}; KeyError names a code that is missing."""
        read = {name: float(thresholds[f"effect_{name}"]) for name in cls.__dataclass_fields__}
        return cls(
            before_months=int(read["before_months"]),
            min_after_months=int(read["min_after_months"]),
            min_assignments=int(read["min_assignments"]),
            max_assignments=int(read["max_assignments"]),
            p=read["p"],
            power=read["power"],
            draws=int(read["draws"]),
            seed=int(read["seed"]),
        )


@dataclass(frozen=True, eq=False)
class Design:
    """Every way in which the pilots could have been chosen, or a seeded draw of them.

    `contrasts` (cities, assignments): multiplied with changes (…, cities) it gives what each
    assignment would have shown. The first is the true one. `overlaps` (assignments,): what each would
    have shown of an effect of 1, hence 1 for the true one. `assignment_count` is C(N, k);
    `drawn_count` is how many were drawn where those are too many, else None.
    """

    city_count: int
    pilot_count: int
    contrasts: np.ndarray
    overlaps: np.ndarray
    assignment_count: int
    drawn_count: int | None
    min_p: float
    can_answer: bool

    @property
    def assignments(self) -> np.ndarray:
        """Who would have been a pilot, boolean (assignments, cities)."""
        return self.contrasts.T > 0


@lru_cache(maxsize=64)
def design(city_count: int, pilot_count: int, limits: Limits) -> Design:
    """What an experiment of so many cities and pilots can answer, before any figure is known.

    `min_p`: the smallest p there can be. With as many pilots as controls every assignment has a mirror
    image that differs by the sign alone, so that two are always tied. `can_answer` is False below
    `limits.min_assignments`. Raises ValueError without a pilot or without a control.
    """
    if not 0 < pilot_count < city_count:
        raise ValueError(f"{pilot_count} pilots among {city_count} cities leave nothing to compare")
    every = comb(city_count, pilot_count)
    is_drawn = every > limits.max_assignments
    chosen = (
        _drawn(city_count, pilot_count, limits)
        if is_drawn
        else np.array(list(combinations(range(city_count), pilot_count)))
    )
    contrasts = np.full((city_count, len(chosen)), -1 / (city_count - pilot_count))
    contrasts[chosen.T, np.arange(len(chosen))] = 1 / pilot_count
    tied = 2 if 2 * pilot_count == city_count and not is_drawn else 1
    for array in (contrasts, overlaps := contrasts[:pilot_count].sum(axis=0)):
        array.flags.writeable = False
    return Design(
        city_count=city_count,
        pilot_count=pilot_count,
        contrasts=contrasts,
        overlaps=overlaps,
        assignment_count=every,
        drawn_count=len(chosen) if is_drawn else None,
        min_p=tied / len(chosen),
        can_answer=every >= limits.min_assignments,
    )


def _drawn(city_count: int, pilot_count: int, limits: Limits) -> np.ndarray:
    """Pilots (max_assignments, k) of the true assignment and of random ones, with replacement.

    p is then (1 + b) / (1 + B): B. Phipson and G. K. Smyth (2010), Statistical Applications in
    Genetics and Molecular Biology 9, 39.
    """
    rng = np.random.default_rng([limits.seed, city_count, pilot_count])
    order = rng.random((limits.max_assignments - 1, city_count)).argsort(axis=1)
    return np.vstack([np.arange(pilot_count), order[:, :pilot_count]])


@dataclass(frozen=True)
class Effect:
    """Figures of one or many experiments (…,), in the unit of the changes.

    `ci_low`, `ci_high` are NaN where the design's smallest p exceeds the level: nothing is refused
    then, and the interval is the whole line.
    """

    value: np.ndarray
    ci_low: np.ndarray
    ci_high: np.ndarray
    p_value: np.ndarray


def changes(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """Mean after minus mean before (…, cities) of monthly values (…, cities, months)."""
    return after.mean(axis=-1) - before.mean(axis=-1)


def placebo_changes(before: np.ndarray) -> np.ndarray:
    """What the later half of the months before shows over the earlier half: nothing yet happened.

    An odd month in the middle counts in neither.
    """
    half = before.shape[-1] // 2
    return changes(before[..., :half], before[..., before.shape[-1] - half :])


def difference(
    change: np.ndarray, pilot_count: int, weight: np.ndarray | None = None
) -> np.ndarray:
    """Pilots' mean change minus the controls' (…,), of changes (…, cities), weighted or equally."""
    weight = np.ones(change.shape[-1]) if weight is None else weight
    pilots, controls = np.s_[..., :pilot_count], np.s_[..., pilot_count:]
    return np.asarray(
        (change * weight)[pilots].sum(axis=-1) / weight[pilots].sum(axis=-1)
        - (change * weight)[controls].sum(axis=-1) / weight[controls].sum(axis=-1)
    )


def p_values(change: np.ndarray, of: Design) -> np.ndarray:
    """Two-sided p (…,) of changes (…, cities): share of assignments that show at least as much."""
    rows, shape = _rows(change)
    found = np.empty(len(rows))
    for part in _parts(len(rows), of):
        shown = np.abs(rows[part] @ of.contrasts)
        found[part] = (shown >= shown[:, :1] - _tolerance(rows[part])).mean(axis=1)
    return found.reshape(shape)


def intervals(change: np.ndarray, of: Design, level: float) -> tuple[np.ndarray, np.ndarray]:
    """Lowest and highest effect (…,) whose p is above `level`; NaN where none is refused.

    With an effect τ taken from the pilots, an assignment a of overlap c shows T_a - c·τ and the true
    one T - τ. The former is at least as large for all τ between (T - T_a)/(1 - c) and
    (T + T_a)/(1 + c), a stretch that holds T. So p(τ) is the share of stretches that hold τ, rises up
    to T and falls after it, and the limits are order statistics of the stretches' ends.
    """
    rows, shape = _rows(change)
    assignments = of.contrasts.shape[1]
    needed = _refused(assignments, level) + 1
    everywhere = 1 - np.abs(of.overlaps) < TIES
    if everywhere.sum() >= needed:
        return np.full(shape, np.nan), np.full(shape, np.nan)
    # the true assignment and its mirror image hold every τ: one place less for the others
    contrasts, overlaps = of.contrasts[:, ~everywhere], of.overlaps[~everywhere]
    place = needed - int(everywhere.sum()) - 1
    low, high = np.empty(len(rows)), np.empty(len(rows))
    to_one, to_two, last = 1 / (1 - overlaps), 1 / (1 + overlaps), len(overlaps) - 1 - place
    for part in _parts(len(rows), of):
        other = rows[part] @ contrasts
        true = rows[part] @ of.contrasts[:, :1]
        one, two = (true - other) * to_one, (true + other) * to_two
        low[part] = np.partition(np.minimum(one, two, out=other), place, axis=1)[:, place]
        high[part] = np.partition(np.maximum(one, two, out=other), last, axis=1)[:, last]
    return low.reshape(shape), high.reshape(shape)


def estimate(change: np.ndarray, of: Design, level: float) -> Effect:
    """Effect, its interval at 1 - `level` and its p, of changes (…, cities)."""
    low, high = intervals(change, of, level)
    return Effect(difference(change, of.pilot_count), low, high, p_values(change, of))


def _refused(assignments: int, level: float) -> int:
    """How many assignments may show as much while p is still at most `level`."""
    return int(np.floor(level * assignments + TIES))


def _tolerance(rows: np.ndarray) -> np.ndarray:
    return TIES * np.abs(rows).max(axis=1, keepdims=True)


def _rows(change: np.ndarray) -> tuple[np.ndarray, tuple[int, ...]]:
    change = np.asarray(change, dtype=float)
    return change.reshape(-1, change.shape[-1]), change.shape[:-1]


def _parts(rows: int, of: Design) -> list[slice]:
    size = max(1, CELLS_AT_ONCE // of.contrasts.shape[1])
    return [slice(start, start + size) for start in range(0, rows, size)]
