"""M4: intervals of satisfaction means hold the footfall-weighted mean of all halls, by level.

Every draw is a month of one small network, so that hall, city, province and group are measured in
one run of the models.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from tests.compiled_models import scratch_database
from tests.statistics.survey_network import POINTS, Unit, fill, run_models, scores_k, simulate_halls
from tests.truth import TruthRow, coverage_row

PROVINCES, CITIES, HALLS = 2, 2, 24
FIRST_YEAR = 1700
INTRACLASS = 0.08
# months are cheap, and 1,000 of them have a Monte-Carlo error of 0.7 points: a true coverage of 94.5
# would fail one row in thirty
MONTHS_PER_DRAW = 3
# name: share of halls with data, answers per hall
DESIGNS = {
    "half of the halls": (0.5, (12, 60)),
    "all halls": (1.0, (12, 60)),
    "nearly all halls, some with few answers": (0.93, (3, 40)),
    "a quarter of the halls": (0.25, (12, 60)),
}


@dataclass(frozen=True)
class Months:
    """Arrays of months × provinces × cities × halls; counts have the ten answers as a last axis."""

    footfall: np.ndarray
    expected: np.ndarray
    counts: np.ndarray

    def truth(self, axes: tuple[int, ...]) -> np.ndarray:
        """Footfall-weighted mean of the halls' own means over `axes`."""
        return (self.footfall * self.expected).sum(axis=axes) / self.footfall.sum(axis=axes)


def measure(seed: int, draws: int, compiled: dict[str, str]) -> list[TruthRow]:
    """Coverage per level and design, three months for every draw asked for."""
    rows = []
    for number, (design, (share, answers)) in enumerate(DESIGNS.items()):
        months = simulate(
            np.random.default_rng([seed, number]), MONTHS_PER_DRAW * draws, share, answers
        )
        intervals = estimate(compiled, months)
        for level, unit, truth in (
            ("hall", "H0-0-0", months.expected[:, 0, 0, 0]),
            ("city", "C0-0", months.truth((3,))[:, 0, 0]),
            ("province", "P0", months.truth((2, 3))[:, 0]),
            ("group", "G", months.truth((1, 2, 3))),
        ):
            found = intervals.filter(pl.col("unit_id") == unit)
            covered = (found["ci_low"] <= truth[found["month"]]).to_numpy() & (
                truth[found["month"]] <= found["ci_high"].to_numpy()
            )
            rows.append(coverage_row(f"M4 satisfaction mean, {design}", level, covered))
    return rows


def simulate(
    rng: np.random.Generator, draws: int, share: float, answers: tuple[int, int]
) -> Months:
    """Clustered answers of a `share` of every city's halls; the first hall always has data."""
    shape = (draws, PROVINCES, CITIES, HALLS)
    footfall, shares, expected = simulate_halls(rng, shape, INTRACLASS)
    order = rng.random(shape)
    order[..., 0] = -1
    has_data = np.argsort(np.argsort(order, axis=-1), axis=-1) < round(share * HALLS)
    counts = rng.multinomial(rng.integers(answers[0], answers[1] + 1, shape), shares)
    return Months(footfall, expected, np.where(has_data[..., None], counts, 0))


def estimate(compiled: dict[str, str], months: Months) -> pl.DataFrame:
    """unit_id, month (number of the draw), ci_low, ci_high where the mart shows an interval."""
    units: list[Unit] = [("G", "group", None, None)]
    halls = []
    for province in range(PROVINCES):
        units.append((f"P{province}", "province", f"P{province}", None))
        for city in range(CITIES):
            city_id = f"C{province}-{city}"
            units.append((city_id, "city", f"P{province}", city_id))
            halls += [
                (f"H{province}-{city}-{hall}", f"P{province}", city_id) for hall in range(HALLS)
            ]
    units += [(hall, "hall", province, city) for hall, province, city in halls]
    draws = len(months.footfall)
    starts = [date(FIRST_YEAR + draw // 12, draw % 12 + 1, 1) for draw in range(draws)]
    k = scores_k(POINTS)
    table = pl.DataFrame(
        {
            "unit_id": np.tile([hall for hall, _, _ in halls], draws),
            "month_start_date": [start for start in starts for _ in halls],
            "footfall": months.footfall.astype(np.int64).ravel(),
            "answer_count": months.counts.sum(axis=-1).ravel(),
            "k_sum": (months.counts @ k).ravel(),
            "k_sumsq": (months.counts @ (k * k)).ravel(),
        }
    )
    with scratch_database() as con:
        fill(
            con,
            units,
            table.filter(pl.col("answer_count") > 0).drop("footfall"),
            table.select("unit_id", "month_start_date", "footfall"),
        )
        run_models(con, compiled)
        return con.sql(
            f"""
            select unit_id, ci_low, ci_high,
                (left(period_id, 4)::integer - {FIRST_YEAR}) * 12 + right(period_id, 2)::integer - 1
                    as month
            from marts.mart_satisfaction_by_unit_period
            where ci_low is not null
            """
        ).pl()
