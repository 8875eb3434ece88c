"""Published staff cells of a simulated network, and what the staff of every unit really say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from tests.statistics.gap_network import (
    CITIES,
    ELEMENTS,
    PROVINCES,
    SPREAD,
    expected_scores,
    respondents,
)

N_BAND = 5
# set -> items; an overall figure is asked in the place of one element
SETS = {
    "awareness_level": ELEMENTS,
    "awareness_self": ELEMENTS,
    "staff": ("overall",),
    "internal_service": ("overall",),
}
SIDES = {
    "M": "awareness_level",
    "SELF": "awareness_self",
    "STAFF": "staff",
    "INT": "internal_service",
}


@dataclass(frozen=True)
class StaffTruth:
    """Staff and their own mean per item on 0-100, by draw × province × city (and item last)."""

    n: np.ndarray
    expected: np.ndarray

    def at(self, axes: tuple[int, ...]) -> np.ndarray:
        """Mean of all staff over `axes`, everyone counting the same."""
        n = self.n[..., None]
        return (n * self.expected).sum(axis=axes) / n.sum(axis=axes)


def simulate_cells(
    rng: np.random.Generator, starts: list[date]
) -> tuple[pl.DataFrame, dict[str, StaffTruth]]:
    """Cells of all roles together as int_staff_cells_published has them, and the truth by side.

    One wave per draw, in effect in its month alone. Means and standard errors are told to 0.1,
    numbers in bands (M12).
    """
    frames, truths = [], {}
    for side, element_set in SIDES.items():
        shape = (len(starts), PROVINCES, CITIES)
        n = rng.integers(35, 90, shape)
        centres = 7.4 + 0.6 * rng.standard_normal((*shape, len(ELEMENTS)))
        k = respondents(rng, np.repeat(centres.reshape(n.size, -1), n.ravel(), axis=0), SPREAD)
        truths[side] = StaffTruth(n, expected_scores(centres, SPREAD)[..., :-1])
        cities = np.repeat(np.arange(n.size), n.ravel())
        for number, item in enumerate(SETS[element_set]):
            scores = k[:, number] / 25.2
            mean = (np.bincount(cities, scores, n.size) / n.ravel()).reshape(shape)
            squares = np.bincount(cities, scores**2, n.size).reshape(shape)
            variance = (squares - n * mean**2) / (n - 1)
            frames.append(
                published(starts, n, mean, variance).with_columns(
                    element_set=pl.lit(element_set), element_id=pl.lit(item)
                )
            )
    return pl.concat(frames), truths


def published(
    starts: list[date], n: np.ndarray, mean: np.ndarray, variance: np.ndarray
) -> pl.DataFrame:
    """City cells as they are, province and group with their cities as strata: Σ W²s²/n."""
    frames = []
    for level, axes in (("C", ()), ("P", (2,)), ("G", (1, 2))):
        total = n.sum(axis=axes)
        weights = n / n.sum(axis=axes, keepdims=True) if axes else np.ones_like(mean)
        value = (weights * mean).sum(axis=axes)
        se = np.sqrt((weights**2 * variance / n).sum(axis=axes))
        draws = np.indices(total.shape)
        names = {
            "C": [f"C{p}-{c}" for p in range(PROVINCES) for c in range(CITIES)],
            "P": [f"P{p}" for p in range(PROVINCES)],
            "G": ["G"],
        }[level]
        low = (total.ravel() // N_BAND * N_BAND).astype(np.int64)
        frames.append(
            pl.DataFrame(
                {
                    "unit_id": names * len(starts),
                    "wave": [f"{starts[draw]:%Y-%m}" for draw in draws[0].ravel()],
                    "valid_from_date": [starts[draw] for draw in draws[0].ravel()],
                    "mean": np.round(value.ravel(), 1),
                    "se": np.round(se.ravel(), 1),
                    "n_band_low": low,
                }
            )
        )
    return pl.concat(frames).with_columns(
        staff_role=pl.lit("all"),
        valid_to_date=pl.col("valid_from_date").dt.offset_by("1mo"),
        n_band_high=pl.col("n_band_low") + N_BAND - 1,
        is_suppressed=pl.lit(False),
        is_indicative=pl.lit(False),
    )
