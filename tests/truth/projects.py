"""M11: verdicts, intervals and promised power of simulated projects whose truth is known.

A province's cities differ lastingly, drift in autocorrelated shocks and are measured with sampling
error. Two years of it are the history that a planner sees; its last two months choose the board, the
six ahead of those are before, and three months after follow a month of preparation. Judged and planned
by the functions that the product calls, each project alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np

from dbt_project.statistics.did_randomisation import changes, design, estimate
from dbt_project.statistics.pilot_power import power
from dbt_project.statistics.project_effects import Outcome, evaluate
from tests.statistics.effect_limits import LIMITS
from tests.truth import ERRORS_ALLOWED, TruthRow, against_simulation_row, coverage_row

CITIES, PILOTS = 14, 4
HISTORY, BEFORE, CHOOSING, PREPARATION, AFTER = 24, 6, 2, 1, 3
GAP = CHOOSING + PREPARATION
# points: between cities for good, autocorrelated shocks, about 100 answers a month
LASTING, SHOCK, AUTOCORRELATION, SAMPLING = 1.0, 1.5, 0.5, 2.0
LIFT, TREND = 4.0, 2.0
PROJECTS_PER_DRAW, PROMISE_DRAWS = 2, 50
ONE_SIDED = 0.025
NOT_ASLEEP = 0.01
VETOED_BUT, WOULD_WORK = 0.05, 0.95
# a few assignments only, so that p moves in coarse steps
DISCRETE = (8, 4)


@dataclass(frozen=True)
class Judged:
    """Outcomes of many projects."""

    outcomes: list[Outcome]

    def share(self, verdict: str) -> float:
        return float(np.mean([outcome.verdict_code == verdict for outcome in self.outcomes]))

    def share_without_veto(self) -> float:
        """Those that would work if a trend before did not count."""
        return float(
            np.mean(
                [
                    outcome.verdict_code == "works"
                    or (outcome.reason_code == "pre_trend" and outcome.effect.value > 0)
                    for outcome in self.outcomes
                ]
            )
        )

    def covered(self, truth: float) -> np.ndarray:
        return np.array([o.effect.ci_low <= truth <= o.effect.ci_high for o in self.outcomes])


def measure(seed: int, draws: int, compiled: dict[str, str]) -> list[TruthRow]:
    """False verdicts, power, veto and coverage; no model of dbt has a part in these."""
    projects = PROJECTS_PER_DRAW * draws
    null = simulate(np.random.default_rng([seed, 0]), projects)
    random, worst = judge(null), judge(worst_first(null))
    lifted = np.random.default_rng([seed, 1])
    history = simulate(lifted, projects)
    works = judge(with_lift(history, LIFT))
    drifting = judge(with_trend(simulate(np.random.default_rng([seed, 2]), projects), TREND))
    promised = promises(history, lifted)
    level = f"{CITIES} cities, {PILOTS} pilots"
    return [
        at_most("Nothing done, random pilots: works", level, random.share("works"), projects),
        TruthRow(
            "Nothing done, random pilots: works without the veto",
            level,
            projects,
            random.share_without_veto(),
            NOT_ASLEEP,
            ONE_SIDED + ERRORS_ALLOWED * error_of(ONE_SIDED, projects),
        ),
        at_most("Nothing done, the worst as pilots: works", level, worst.share("works"), projects),
        against_simulation_row(
            f"Lift of {LIFT:.0f} points: works as often as promised",
            level,
            projects,
            works.share("works"),
            float(promised.mean()),
            sqrt(
                error_of(works.share("works"), projects) ** 2 + promised.var(ddof=1) / len(promised)
            ),
        ),
        TruthRow(
            f"Drift of {TREND:.0f} points a month: works without the veto",
            level,
            projects,
            drifting.share_without_veto(),
            WOULD_WORK,
            1.0,
        ),
        TruthRow(
            f"Drift of {TREND:.0f} points a month: works",
            level,
            projects,
            drifting.share("works"),
            0.0,
            VETOED_BUT,
        ),
        coverage_row("Interval of the effect", level, works.covered(LIFT)),
        discrete_row(np.random.default_rng([seed, 3]), projects),
    ]


def simulate(rng: np.random.Generator, projects: int, cities: int = CITIES) -> np.ndarray:
    """Months of history and after it, (projects, cities, months), with nothing done."""
    months = HISTORY + PREPARATION + AFTER
    shocks = np.empty((projects, cities, months))
    shocks[..., 0] = rng.standard_normal((projects, cities))
    for month in range(1, months):
        fresh = rng.standard_normal((projects, cities)) * sqrt(1 - AUTOCORRELATION**2)
        shocks[..., month] = AUTOCORRELATION * shocks[..., month - 1] + fresh
    lasting = LASTING * rng.standard_normal((projects, cities, 1))
    province = rng.standard_normal((projects, 1, months))
    return 75 + lasting + province + SHOCK * shocks + SAMPLING * rng.standard_normal(shocks.shape)


def worst_first(values: np.ndarray, months: int = CHOOSING) -> np.ndarray:
    """Cities in the order of the months that chose the board, the lowest ahead: they are the pilots."""
    chosen_on = values[..., HISTORY - months : HISTORY].mean(axis=-1)
    return np.take_along_axis(values, chosen_on.argsort(axis=-1)[..., None], axis=1)


def with_lift(values: np.ndarray, lift: float, pilots: int = PILOTS) -> np.ndarray:
    lifted = values.copy()
    lifted[:, :pilots, HISTORY + PREPARATION :] += lift
    return lifted


def with_trend(values: np.ndarray, points: float) -> np.ndarray:
    """Pilots that gain on the others month by month from the first month before, by themselves."""
    start = HISTORY - CHOOSING - BEFORE
    drifting = values.copy()
    drifting[:, :PILOTS, start:] += points * np.arange(values.shape[-1] - start)
    return drifting


def judge(values: np.ndarray, left_aside: int = CHOOSING) -> Judged:
    """Every project by the product's own function; the pilots stand first.

    `left_aside`: months of the history that belong to neither side.
    """
    stop = HISTORY - left_aside
    return Judged(
        [
            evaluate(
                project[:, stop - BEFORE : stop],
                project[:, HISTORY + PREPARATION :],
                PILOTS,
                LIMITS,
            )
            for project in values
        ]
    )


def promises(values: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The power each project's planner is told, from its own months up to the choosing ones."""
    return np.array(
        [
            power(
                project[:, :HISTORY], PILOTS, LIFT, BEFORE, GAP, AFTER, LIMITS, rng, PROMISE_DRAWS
            ).rate
            for project in values
        ]
    )


def discrete_row(rng: np.random.Generator, projects: int) -> TruthRow:
    """Intervals of a design whose p moves in steps of 1/35 hold the truth at least as often as said."""
    cities, pilots = DISCRETE
    values = with_lift(simulate(rng, projects, cities), LIFT, pilots)
    stop = HISTORY - CHOOSING
    change = changes(values[..., stop - BEFORE : stop], values[..., HISTORY + PREPARATION :])
    found = estimate(change, design(cities, pilots, LIMITS), LIMITS.p)
    covered = (found.ci_low <= LIFT) & (found.ci_high >= LIFT)
    nominal = 1 - LIMITS.p
    return TruthRow(
        "Interval of the effect, at least nominal",
        f"{cities} cities, {pilots} pilots",
        projects,
        float(covered.mean()),
        nominal - ERRORS_ALLOWED * error_of(nominal, projects),
        1.0,
    )


def at_most(what: str, level: str, measured: float, projects: int) -> TruthRow:
    """A verdict that is false at most in the test's own share of cases on one side."""
    high = ONE_SIDED + ERRORS_ALLOWED * error_of(ONE_SIDED, projects)
    return TruthRow(what, level, projects, measured, 0.0, high)


def error_of(share: float, count: int) -> float:
    """Monte-Carlo error of a share."""
    return sqrt(share * (1 - share) / count)
