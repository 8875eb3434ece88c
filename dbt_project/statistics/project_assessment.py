"""Everything that is told about one project's effect: the verdict, its checks, its power, its rebound.

Joins the pieces for one project: months cut out of a metric's series, the verdict and what it must
withstand (project_effects), how large an effect would have been seen (pilot_power), and how much the
chosen cities would have recovered by themselves (rebound).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dbt_project.statistics.did_randomisation import (
    Effect,
    Limits,
    changes,
    difference,
)
from dbt_project.statistics.pilot_power import replicate
from dbt_project.statistics.project_effects import Outcome, evaluate, leads, left_out
from dbt_project.statistics.project_windows import Windows
from dbt_project.statistics.rebound import expected_rebound, reliability

Figures = dict[str, str | float | int | None]


@dataclass(frozen=True)
class Study:
    """One project and its metric; months are columns, the first of them is `first_month`.

    `values`, `footfall` (cities, months): the project's cities, pilots first; NaN where there is no
    figure. `peers` (units, months) with `groups` (units,): the metric in all cities of all provinces,
    for its reliability. `target_lift`: change the project is after, in the metric's unit.
    """

    values: np.ndarray
    footfall: np.ndarray
    pilot_count: int
    first_month: int
    windows: Windows | None
    peers: np.ndarray
    groups: np.ndarray
    is_higher_better: bool = True
    target_lift: float | None = None

    def cut(self, series: np.ndarray, months: range) -> np.ndarray:
        """Columns of these months; a month outside the series is NaN."""
        places = np.arange(months.start, months.stop) - self.first_month
        known = (places >= 0) & (places < series.shape[1])
        cut = np.full((len(series), len(places)), np.nan)
        cut[:, known] = series[:, places[known]]
        return cut

    def until(self, series: np.ndarray, month: int) -> np.ndarray:
        """Columns ahead of a month."""
        return series[:, : max(month - self.first_month, 0)]


@dataclass(frozen=True)
class Check:
    """One figure that should not be far off: a lead, or the effect without one city.

    `place`: the month before, counted from 0, or the city's row in the study.
    """

    code: str
    place: int
    value: float
    ci_low: float
    ci_high: float
    p_value: float


@dataclass(frozen=True)
class Assessment:
    """`figures` by the column names of mart_project_effects; None where there is no figure."""

    figures: Figures
    checks: list[Check]


def assess(study: Study, limits: Limits, rng: np.random.Generator) -> Assessment:
    """All figures of one project, a pure function of the study, the limits and the generator."""
    cities, windows = len(study.values), study.windows
    if windows is None:
        verdict = evaluate(
            np.zeros((cities, limits.before_months)),
            np.zeros((cities, 0)),
            study.pilot_count,
            limits,
        )
        reason = "not_started" if verdict.verdict_code == "too_early" else verdict.reason_code
        figures = _counted(verdict, cities) | {"reason_code": reason, "dropped_city_count": 0}
        return Assessment(figures, [])
    before, after = study.cut(study.values, windows.before), study.cut(study.values, windows.after)
    outcome = evaluate(
        before, after, study.pilot_count, limits, study.is_higher_better, windows.is_after_closed
    )
    figures = _counted(outcome, cities)
    checks: list[Check] = []
    if outcome.effect is not None and outcome.placebo is not None:
        figures |= _told(outcome.effect) | {
            "placebo_effect": _number(outcome.placebo.value),
            "placebo_p_value": _number(outcome.placebo.p_value),
            "effect_weighted": _weighted(study, outcome, changes(before, after)),
        }
        checks = _checks(outcome, before, after, limits)
        figures |= _without_one_city([check for check in checks if check.code == "left_out"])
    figures |= _expected(study, windows, limits)
    figures |= _seen(study, windows, outcome, limits, rng)
    return Assessment(figures, checks)


def _counted(outcome: Outcome, cities: int) -> Figures:
    """Verdict and the size of the design it rests on."""
    of = outcome.design
    return {
        "verdict_code": outcome.verdict_code,
        "reason_code": outcome.reason_code,
        "city_count": of.city_count if of else cities,
        "pilot_count": of.pilot_count if of else outcome.pilot_count,
        "assignment_count": of.assignment_count if of else None,
        "drawn_count": of.drawn_count if of else None,
        "min_p_value": of.min_p if of else None,
        "dropped_city_count": int((~outcome.is_complete).sum()),
    }


def _told(effect: Effect) -> Figures:
    return {
        "effect": _number(effect.value),
        "effect_ci_low": _number(effect.ci_low),
        "effect_ci_high": _number(effect.ci_high),
        "p_value": _number(effect.p_value),
    }


def _weighted(study: Study, outcome: Outcome, change: np.ndarray) -> float | None:
    """The effect with cities weighted by their footfall before, None where nobody was counted."""
    assert study.windows is not None
    weight = np.nansum(study.cut(study.footfall, study.windows.before), axis=1)
    kept = outcome.is_complete
    pilots = int(kept[: study.pilot_count].sum())
    weight = weight[kept]
    if weight[:pilots].sum() <= 0 or weight[pilots:].sum() <= 0:
        return None
    return _number(difference(change[kept], pilots, weight))


def _checks(outcome: Outcome, before: np.ndarray, after: np.ndarray, limits: Limits) -> list[Check]:
    """Leads of every month before, and the effect without each city in turn."""
    assert outcome.design is not None
    kept = np.flatnonzero(outcome.is_complete)
    early = leads(before[kept], outcome.design, limits.p)
    change = changes(before[kept], after[kept])
    cities, others = left_out(change, outcome.design.pilot_count, limits)
    return [
        Check(code, int(places[row]), *(float(figure[row]) for figure in _columns(effect)))
        for code, places, effect in (
            ("lead", np.arange(before.shape[1]), early),
            ("left_out", kept[cities], others),
        )
        for row in range(len(places))
    ]


def _columns(effect: Effect) -> tuple[np.ndarray, ...]:
    return effect.value, effect.ci_low, effect.ci_high, effect.p_value


def _without_one_city(checks: list[Check]) -> Figures:
    if not checks:
        return {}
    return {
        "left_out_effect_min": min(check.value for check in checks),
        "left_out_effect_max": max(check.value for check in checks),
        "left_out_max_p_value": max(check.p_value for check in checks),
    }


def _expected(study: Study, windows: Windows, limits: Limits) -> Figures:
    """What the pilots would have gained on the controls by themselves since they were chosen."""
    if not windows.choosing:
        return {}
    chosen_on = study.cut(study.values, windows.choosing).mean(axis=1)
    sides = chosen_on[: study.pilot_count], chosen_on[study.pilot_count :]
    pilots, controls = (side[np.isfinite(side)] for side in sides)
    history = study.until(study.peers, windows.after.start)
    rate = reliability(history, study.groups, len(windows.choosing))
    if not (len(pilots) and len(controls) and np.isfinite(rate)):
        return {}
    rebound = expected_rebound(rate, float(pilots.mean()), float(controls.mean()))
    return {"reliability_rate": rate, "expected_rebound": rebound}


def _seen(
    study: Study, windows: Windows, outcome: Outcome, limits: Limits, rng: np.random.Generator
) -> Figures:
    """How large an effect this experiment would have found, and how surely the one it is after.

    From the series of its own cities up to the last month after, with the estimated effect taken
    back: what the months would have shown had nothing been done.
    """
    of = outcome.design
    if of is None or not of.can_answer:
        return {}
    after = max(len(windows.after), limits.min_after_months)
    history = study.until(study.values, windows.after.start)
    if outcome.effect is not None:
        history = study.until(study.values, windows.after.stop).copy()
        undone = max(windows.after.start - study.first_month, 0)
        history[: study.pilot_count, undone:] -= outcome.effect.value
    history = history[outcome.is_complete] if outcome.effect is not None else history
    found = replicate(
        history,
        of.pilot_count,
        limits.before_months,
        windows.gap,
        after,
        limits,
        rng,
        is_higher_better=study.is_higher_better,
    )
    figures: Figures = {"detectable_effect": found.detectable(limits.power)}
    if study.target_lift is not None and (study.target_lift > 0) == study.is_higher_better:
        figures["power_at_target_rate"] = found.rate(abs(study.target_lift))
    return figures


def _number(value: np.ndarray | float) -> float | None:
    number = float(value)
    return number if np.isfinite(number) else None
