"""The verdict on a project's pilots, and what it must withstand.

One order of questions (METHODS M11): can the design tell at all, is it early, is the difference larger
than chance choices of pilots show, and was it there before anything began. The last is a veto: pilots
that were already drifting apart prove nothing. Cities stand with the pilots first.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dbt_project.statistics.did_randomisation import (
    Design,
    Effect,
    Limits,
    changes,
    design,
    estimate,
    placebo_changes,
)


@dataclass(frozen=True)
class Outcome:
    """Verdict and reason as in the seed project_codes, and the figures they rest on.

    `is_complete` (cities,): who has every month before and after; the others are left out. `design`
    is that of the cities left, or of all where the verdict needs no figure. `effect` and `placebo` are
    None where there is nothing to compare or too little time has passed.
    """

    verdict_code: str
    reason_code: str
    is_complete: np.ndarray
    pilot_count: int
    design: Design | None = None
    effect: Effect | None = None
    placebo: Effect | None = None

    @property
    def is_judged(self) -> bool:
        return self.verdict_code in ("works", "worse", "no_evidence")


def evaluate(
    before: np.ndarray,
    after: np.ndarray,
    pilot_count: int,
    limits: Limits,
    is_higher_better: bool = True,
    is_after_closed: bool = False,
) -> Outcome:
    """Outcome of monthly values before (cities, months) and after, NaN where a city has none.

    `after` may have no months yet. `is_after_closed`: a roll-out ended it, so that waiting brings no
    more. A design that cannot answer still gets its figures: they are told, not judged.
    """
    is_complete = np.isfinite(before).all(axis=1) & np.isfinite(after).all(axis=1)
    cities, months = after.shape
    if not 0 < pilot_count < cities:
        reason = "no_pilots" if pilot_count == 0 else "no_controls"
        return Outcome("cannot_tell", reason, is_complete, pilot_count)
    planned = design(cities, pilot_count, limits)
    is_early = months < limits.min_after_months
    if is_early and planned.can_answer and not is_after_closed:
        return Outcome("too_early", "few_months", is_complete, pilot_count, planned)
    left = int(is_complete[:pilot_count].sum())
    unjudged = (
        "few_assignments" if not planned.can_answer else "rolled_out_early" if is_early else None
    )
    if is_early or not 0 < left < is_complete.sum():
        reason = unjudged or "months_missing"
        return Outcome("cannot_tell", reason, is_complete, pilot_count, planned)
    of = design(int(is_complete.sum()), left, limits)
    effect = estimate(changes(before[is_complete], after[is_complete]), of, limits.p)
    placebo = estimate(placebo_changes(before[is_complete]), of, limits.p)
    if unjudged or not of.can_answer:
        verdict, reason = "cannot_tell", unjudged or "months_missing"
    else:
        verdict, reason = judge(effect, placebo, limits.p, is_higher_better)
    return Outcome(verdict, reason, is_complete, pilot_count, of, effect, placebo)


def judge(effect: Effect, placebo: Effect, level: float, is_higher_better: bool) -> tuple[str, str]:
    """Verdict and reason of one experiment whose design can answer."""
    if effect.p_value > level:
        return "no_evidence", "not_separable"
    if placebo.p_value <= level:
        return "no_evidence", "pre_trend"
    is_better = (effect.value > 0) == is_higher_better
    return ("works" if is_better else "worse"), "clear"


def leads(before: np.ndarray, of: Design, level: float) -> Effect:
    """Each month before against the mean of the others, pilots minus controls: figures (months,).

    Without an effect before the start they scatter around zero.
    """
    months = before.shape[1]
    others = (before.sum(axis=1, keepdims=True) - before) / (months - 1)
    return estimate((before - others).T, of, level)


def left_out(change: np.ndarray, pilot_count: int, limits: Limits) -> tuple[np.ndarray, Effect]:
    """Cities left out in turn (n,) and the figures without each; a verdict must not hang on one city.

    A city without which there is no pilot or no control is passed over.
    """
    cities = np.arange(len(change))
    sides = [(cities[:pilot_count], pilot_count - 1), (cities[pilot_count:], pilot_count)]
    sides = [(side, pilots) for side, pilots in sides if 0 < pilots < len(change) - 1]
    found = [
        estimate(
            np.stack([np.delete(change, city) for city in side]),
            design(len(change) - 1, pilots, limits),
            limits.p,
        )
        for side, pilots in sides
    ]

    def joined(figure: str) -> np.ndarray:
        return np.concatenate([getattr(effect, figure) for effect in found] or [np.empty(0)])

    left = np.concatenate([side for side, _ in sides] or [cities[:0]])
    return left, Effect(joined("value"), joined("ci_low"), joined("ci_high"), joined("p_value"))
