"""The methods against a planted truth, for any seed: `make truth SEEDS="1 2 3" DRAWS=1000`.

Every module of this package but `frame` is one topic. A topic has

    def measure(seed: int, draws: int, compiled: dict[str, str]) -> list[TruthRow]

`draws` is the least a row may rest on; a topic that can afford it takes more. `compiled` is the SQL
of every model by name (tests/compiled_models.py). Draws share one run of the models: each is a month
or a province of its own in one scratch database.
`tests/statistics/test_truth.py` runs all topics with a fixed seed and fewer draws.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np

# 93-97 % is what 1,000 draws can tell apart from 95 %; fewer draws tell less
COVERAGE, TOLERANCE, FULL_DRAWS = 0.95, 0.02, 1000
ERRORS_ALLOWED = 3


@dataclass(frozen=True)
class TruthRow:
    """One measured figure beside the bounds it must keep, both ends allowed."""

    what: str
    level: str
    draws: int
    measured: float
    low: float
    high: float

    @property
    def holds(self) -> bool:
        """False also where nothing could be measured (NaN)."""
        return self.low <= self.measured <= self.high


def coverage_row(what: str, level: str, covered: np.ndarray) -> TruthRow:
    """Share of intervals (boolean, one per draw) that hold the truth: 93-97 %.

    Below 1,000 draws the bounds widen with the Monte-Carlo error.
    """
    draws = len(covered)
    slack = TOLERANCE * sqrt(max(1.0, FULL_DRAWS / max(draws, 1)))
    measured = float(np.mean(covered)) if draws else float("nan")
    return TruthRow(what, level, draws, measured, COVERAGE - slack, min(1.0, COVERAGE + slack))


def against_simulation_row(
    what: str, level: str, draws: int, measured: float, simulated: float, error: float
) -> TruthRow:
    """`measured` within three Monte-Carlo errors of a direct simulation.

    `error` is the standard error of the difference of the two.
    """
    slack = ERRORS_ALLOWED * error
    return TruthRow(what, level, draws, measured, simulated - slack, simulated + slack)
