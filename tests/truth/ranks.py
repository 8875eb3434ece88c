"""METHODS M9: do rank intervals hold the true rank, and tie bands the true best?

Leagues whose true values are drawn, through the function that the build calls with its table. Ranks
are discrete, so what can be asked is the share of units whose true rank lies in their interval, over
leagues of one size and of every reliability.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import numpy as np
import pyarrow

from tests.truth import TruthRow, coverage_row

MODEL = (
    Path(__file__).parents[2]
    / "dbt_project/models/intermediate/benchmarks/int_benchmarks_estimated.py"
)
LIMITS = {
    "funnel_winsor_rate": 0.1,
    "rank_draws": 500,
    "rank_interval_rate": 0.95,
    "tie_confidence_rate": 0.95,
    "best_decile_rate": 0.9,
}
# share of the variance between units that is true: from nearly all luck to nearly all merit
RELIABILITIES = (0.3, 0.5, 0.7, 0.9)
# level: units of a league, leagues that share one peer group
LEAGUES = {
    "31 provinces of the group": (31, 1),
    "21 cities of a province": (21, 1),
    "12 cities of a province": (12, 1),
    "8 halls of a city, peers in 8 cities": (8, 8),
}


def model() -> ModuleType:
    """The dbt model's module; dbt loads it by path too."""
    spec = importlib.util.spec_from_file_location(MODEL.stem, MODEL)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def simulate(
    rng: np.random.Generator, leagues: int, units: int, sharing: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """True values, observed values and standard errors (leagues, units).

    `sharing` leagues in a row have one mean and one reliability: they are one peer group.
    """
    groups = -(-leagues // sharing)
    reliability = np.resize(RELIABILITIES, groups).repeat(sharing)[:leagues, None]
    errors = 3 * rng.uniform(0.6, 1.4, (leagues, units))
    spread = np.sqrt(reliability / (1 - reliability) * np.mean(errors**2))
    truth = 80 + spread * rng.normal(size=(leagues, units))
    return truth, truth + errors * rng.normal(size=(leagues, units)), errors


def figures(values: np.ndarray, errors: np.ndarray, sharing: int) -> pyarrow.Table:
    """Rows as int_benchmarks_prepared gives them, league by league."""
    leagues, units = values.shape
    count = values.size
    league = np.repeat(np.arange(leagues), units)
    nothing = pyarrow.nulls(count, pyarrow.string())
    return pyarrow.table(
        {
            "unit_id": [f"C{number:07d}" for number in range(count)],
            "unit_type": ["city"] * count,
            "period_id": ["2026-B5"] * count,
            "metric_code": ["satisfaction"] * count,
            "parent_unit_id": [f"P{number:05d}" for number in league],
            "narrow_group": [f"S{number:05d}" for number in league // sharing],
            "wider_group": nothing,
            "widest_group": nothing,
            "similar_group": nothing,
            "not_ranked_reason": nothing,
            "peer_width": np.zeros(count, dtype=np.int32),
            "value": values.ravel(),
            "se": errors.ravel(),
            "better_sign": np.ones(count),
            "is_peer": np.ones(count, dtype=bool),
        }
    )


def ranks_of(values: np.ndarray) -> np.ndarray:
    """Rank 1 for the highest of each row."""
    return (-values).argsort(axis=1).argsort(axis=1) + 1


def measure(seed: int, draws: int, compiled: dict[str, str]) -> list[TruthRow]:
    """Coverage of rank intervals and of tie bands, one row per kind of league; draws = leagues."""
    estimate = model().estimate
    rows = []
    for number, (level, (units, sharing)) in enumerate(LEAGUES.items()):
        rng = np.random.default_rng([seed, number])
        truth, values, errors = simulate(rng, draws, units, sharing)
        found = estimate(figures(values, errors, sharing), LIMITS)
        low, high, tie = (
            found[name].reshape(draws, units)
            for name in ("rank_ci_low", "rank_ci_high", "is_tie_with_best")
        )
        true_rank = ranks_of(truth)
        covered = ((low <= true_rank) & (true_rank <= high)).mean(axis=1)
        rows.append(coverage_row("rank interval holds the true rank", level, covered))
        holds = (tie == 1)[true_rank == 1].mean()
        error = 3 * np.sqrt(0.05 * 0.95 / draws)
        rows.append(
            TruthRow("tie band holds the true best", level, draws, float(holds), 0.95 - error, 1.0)
        )
    return rows
