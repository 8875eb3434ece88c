"""M6: intervals of the competitive gap over common cells hold the gap of the realised halls.

Every draw is a province of two cities; own halls and a competitor's stand in two cells of tier and
area, a quarter of them without data. Own halls weigh by footfall, competitors' alike. Where a city
has but four or five competitors' halls, M4 counts degrees of freedom from those with data alone and
its intervals cover some 97.5 %: too careful, never too sure (tests/statistics/test_competitors.py).
"""

from __future__ import annotations

import numpy as np
import polars as pl
from scipy import stats

from tests.compiled_models import scratch_database
from tests.statistics.competitor_network import Hall, estimate
from tests.truth import TruthRow, coverage_row

# tier and area: own halls and the competitor's, per city
CELLS = {("tier2", "commercial"): (16, 12), ("tier3", "residential"): (12, 8)}
LEVELS = {"OWN": 7.6, "JIA": 7.2}
BETWEEN, WITHIN = 0.5, 1.7
POINTS = np.arange(1, 11)
CUTS = np.concatenate(([-np.inf], POINTS[:-1] + 0.5, [np.inf]))
CITIES = 2


def measure(seed: int, draws: int, compiled: dict[str, str]) -> list[TruthRow]:
    """Coverage at city and province; a province a draw, so twice as many cities."""
    rng = np.random.default_rng([seed, 6])
    halls: list[Hall] = []
    truth: dict[str, dict[str, float]] = {"city": {}, "province": {}}
    for draw in range(draws):
        cities = {f"{10_000 + draw}{number:02d}00": simulate_city(rng) for number in range(CITIES)}
        for city, drawn in cities.items():
            halls += [Hall(city, *hall[:4]) for hall in drawn]
            truth["city"][f"C{city}"] = realised_gap(drawn)
        province = [hall for drawn in cities.values() for hall in drawn]
        truth["province"][f"P{10_000 + draw}0000"] = realised_gap(province)
    with scratch_database() as con:
        found = estimate(con, compiled, halls)
    rows = []
    for level, gaps in truth.items():
        shown = found.filter(pl.col("unit_id").is_in(list(gaps)))
        centre = np.array([gaps[unit_id] for unit_id in shown["unit_id"]])
        low, high = shown["ci_low"].to_numpy(), shown["ci_high"].to_numpy()
        rows.append(coverage_row("M6 competitive gap", level, (low <= centre) & (centre <= high)))
    return rows


Drawn = tuple[str, tuple[str, str], float | None, np.ndarray, float]


def simulate_city(rng: np.random.Generator) -> list[Drawn]:
    """(operator, cell, footfall, answers on 1-10, expected score 0-100) of each hall of one city."""
    drawn: list[Drawn] = []
    for cell, counts in CELLS.items():
        for (operator, level), count in zip(LEVELS.items(), counts, strict=True):
            is_own = operator == "OWN"
            footfall = np.round(rng.lognormal(8.5, 0.4, count)) if is_own else np.ones(count)
            centre = rng.normal(level, BETWEEN, count)
            shares = np.diff(stats.norm.cdf((CUTS - centre[:, None]) / WITHIN), axis=1)
            missing = set(rng.choice(count, count // 4, replace=False).tolist())
            for number in range(count):
                size = 0 if number in missing else int(rng.integers(15, 50))
                drawn.append(
                    (
                        operator,
                        cell,
                        float(footfall[number]) if is_own else None,
                        rng.choice(POINTS, size, p=shares[number]),
                        float(100 * (shares[number] @ POINTS - 1) / 9),
                    )
                )
    return drawn


def realised_gap(halls: list[Drawn]) -> float:
    """Sum over the cells of own footfall share times own minus competitor's mean of hall means."""
    gaps, weights = [], []
    for cell in CELLS:
        own = [hall for hall in halls if hall[1] == cell and hall[0] == "OWN"]
        other = [hall for hall in halls if hall[1] == cell and hall[0] != "OWN"]
        footfall = np.array([hall[2] for hall in own], dtype=float)
        gaps.append(
            np.average([hall[4] for hall in own], weights=footfall)
            - np.mean([hall[4] for hall in other])
        )
        weights.append(footfall.sum())
    return float(np.average(gaps, weights=weights))
