"""How large an effect must be for a planned pilot to find it.

A formula would need the metric's autocorrelation, its cities' unequal noise and the price of the
pre-trend veto. Its history has all of them: every stretch of months as long as the experiment, with
pilots drawn at random, is a replicate of it in which nothing was done (M. Bertrand, E. Duflo and
S. Mullainathan 2004, Quarterly Journal of Economics 119, 249-275, draw placebo laws like this).

An effect L added to the pilots' months after moves the interval of a replicate by L and no more. So
each replicate has one figure: the smallest lift that it would have found. All of power, at any lift,
is in these.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

import numpy as np

from dbt_project.statistics.did_randomisation import (
    Limits,
    changes,
    design,
    intervals,
    p_values,
    placebo_changes,
)


@dataclass(frozen=True)
class Replicates:
    """The smallest lift that each replicate would have found, (draws,), in the better direction.

    A lift above it makes p at most the level with the right sign. Infinite where the veto would have
    stopped it or no lift could do. `windows`: how many stretches of the history they come from.
    """

    smallest_lifts: np.ndarray
    windows: int

    def rate(self, lift: float) -> float | None:
        """Share that finds a lift; None without a replicate."""
        if not len(self.smallest_lifts):
            return None
        return float((self.smallest_lifts < lift).mean())

    def detectable(self, power: float) -> float | None:
        """Lift that the share `power` finds; None without a replicate or where no lift is enough."""
        if not len(self.smallest_lifts):
            return None
        place = max(ceil(power * len(self.smallest_lifts)), 1) - 1
        lift = float(np.sort(self.smallest_lifts)[place])
        return max(lift, 0.0) if np.isfinite(lift) else None


@dataclass(frozen=True)
class Power:
    """Chance of finding a lift; None where the history is shorter than one experiment.

    `windows`: stretches of history the draws come from; few of them, and the chance is a rough one.
    """

    rate: float | None
    windows: int
    draws: int


def replicate(
    history: np.ndarray,
    pilot_count: int,
    before: int,
    gap: int,
    after: int,
    limits: Limits,
    rng: np.random.Generator,
    draws: int | None = None,
    is_higher_better: bool = True,
) -> Replicates:
    """Draws `draws` (else limits.draws) replicates of the experiment from `history`.

    `history` (cities, months): monthly values without a gap between months, NaN where a city has
    none. `before`, `gap`, `after`: months of the experiment. The draws are spread evenly over the
    stretches; a city that lacks a month before or after is left out of that stretch, as it would be
    out of the experiment. Stretches whose design cannot answer are none.
    """
    length = before + gap + after
    upwards = np.asarray(history, dtype=float) * (1.0 if is_higher_better else -1.0)
    starts = []
    for start in range(upwards.shape[1] - length + 1):
        window = upwards[:, start : start + length]
        months = np.concatenate([window[:, :before], window[:, before + gap :]], axis=1)
        complete = months[np.isfinite(months).all(axis=1)]
        cities = len(complete)
        if 0 < pilot_count < cities and design(cities, pilot_count, limits).can_answer:
            starts.append(complete)
    count = limits.draws if draws is None else draws
    found = [
        _smallest_lifts(months, before, pilot_count, share, limits, rng)
        for months, share in zip(starts, _even_shares(count, len(starts), rng), strict=True)
    ]
    return Replicates(np.concatenate(found) if found else np.empty(0), len(starts))


def power(
    history: np.ndarray,
    pilot_count: int,
    lift: float,
    before: int,
    gap: int,
    after: int,
    limits: Limits,
    rng: np.random.Generator,
    draws: int | None = None,
) -> Power:
    """Chance that an experiment finds a lift of this size and sign, veto included (see `replicate`)."""
    found = replicate(
        history, pilot_count, before, gap, after, limits, rng, draws, is_higher_better=lift >= 0
    )
    return Power(found.rate(abs(lift)), found.windows, len(found.smallest_lifts))


def detectable(
    history: np.ndarray,
    pilot_count: int,
    before: int,
    gap: int,
    after: int,
    limits: Limits,
    rng: np.random.Generator,
    draws: int | None = None,
    is_higher_better: bool = True,
) -> float | None:
    """Size of the lift found with the chance limits.power; None if unknown or out of reach."""
    found = replicate(
        history, pilot_count, before, gap, after, limits, rng, draws, is_higher_better
    )
    return found.detectable(limits.power)


def _smallest_lifts(
    months: np.ndarray,
    before: int,
    pilot_count: int,
    draws: int,
    limits: Limits,
    rng: np.random.Generator,
) -> np.ndarray:
    """Of one stretch (complete cities, before + after months), with pilots drawn at random."""
    cities = len(months)
    of = design(cities, pilot_count, limits)
    order = rng.random((draws, cities)).argsort(axis=1)
    placebo = placebo_changes(months[:, :before])[order]
    is_vetoed = p_values(placebo, of) <= limits.p
    low, _ = intervals(changes(months[:, :before], months[:, before:])[order], of, limits.p)
    return np.where(is_vetoed | np.isnan(low), np.inf, -low)


def _even_shares(draws: int, windows: int, rng: np.random.Generator) -> np.ndarray:
    """How many draws each stretch gets; a remainder goes to stretches drawn at random."""
    if not windows:
        return np.empty(0, dtype=int)
    shares = np.full(windows, draws // windows)
    shares[rng.permutation(windows)[: draws % windows]] += 1
    return shares
