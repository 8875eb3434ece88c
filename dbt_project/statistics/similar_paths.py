"""Cities whose figures moved as another's did: whom to compare with, and from whom to copy.

A comparison stands on what would have happened without the project, so what counts is movement, not
level: every path has its own mean removed before it is compared. Distance is the root mean square of
what is left between two paths, in the unit of the figure (A. Abadie, A. Diamond and J. Hainmueller
2010, Journal of the American Statistical Association 105, 493-505, choose comparison units by the
same measure of fit before the treatment).
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Likeness:
    """How like each of the other paths is, arrays (cities,).

    `distance`: root mean square difference of the movements. `correlation`: of the movements, -1 to 1;
    NaN where one of them stands still. `level`: the other's mean less the own. `months`: months that
    both have. All NaN where they share fewer months than asked for.
    """

    distance: np.ndarray
    correlation: np.ndarray
    level: np.ndarray
    months: np.ndarray

    def order(self) -> np.ndarray:
        """Indices of the cities that can be compared, the most alike first."""
        known = np.flatnonzero(np.isfinite(self.distance))
        return known[np.argsort(self.distance[known], kind="stable")]


def joint_path(paths: np.ndarray) -> np.ndarray:
    """One path (months,) for several cities (cities, months): mean of their movements, plus their level.

    A city that lacks a month moves nothing in it, so that nobody's coming or going looks like a change.
    NaN in a month that none has.
    """
    paths = np.asarray(paths, dtype=float)
    with warnings.catch_warnings():
        # a month or a city without any value is NaN, which is the answer
        warnings.simplefilter("ignore", RuntimeWarning)
        own = np.nanmean(paths, axis=1, keepdims=True)
        return np.nanmean(paths - own, axis=0) + np.nanmean(own)


def compare_paths(path: np.ndarray, others: np.ndarray, min_months: int) -> Likeness:
    """Likeness of `others` (cities, months) to `path` (months,), over the months that both have.

    NaN marks a month without a figure. Raises ValueError below two months, where nothing moves.
    """
    if min_months < 2:
        raise ValueError("A movement takes two months at least.")
    path, others = np.asarray(path, dtype=float), np.asarray(others, dtype=float)
    both = np.isfinite(others) & np.isfinite(path)
    months = both.sum(axis=1)
    enough = months >= min_months
    count = np.where(enough, months, 1)
    own = np.where(both, path, 0.0)
    other = np.where(both, others, 0.0)
    own_mean, other_mean = own.sum(axis=1) / count, other.sum(axis=1) / count
    own_moves = np.where(both, own - own_mean[:, None], 0.0)
    other_moves = np.where(both, other - other_mean[:, None], 0.0)
    distance = np.sqrt(((own_moves - other_moves) ** 2).sum(axis=1) / count)
    scale = np.sqrt((own_moves**2).sum(axis=1) * (other_moves**2).sum(axis=1))
    product = (own_moves * other_moves).sum(axis=1)
    correlation = np.divide(product, scale, out=np.full(len(scale), np.nan), where=scale > 0)
    return Likeness(
        distance=np.where(enough, distance, np.nan),
        correlation=np.where(enough, np.clip(correlation, -1, 1), np.nan),
        level=np.where(enough, other_mean - own_mean, np.nan),
        months=months,
    )


def monthly_noise(paths: np.ndarray) -> np.ndarray:
    """Standard deviation from month to month, (cities,), of paths (cities, months).

    From the mean absolute difference of adjacent months: 2/√π times the standard deviation for a
    series without trend (J. von Neumann and others 1941, Annals of Mathematical Statistics 12,
    153-162, on differences as a yardstick that a slow trend does not stretch). NaN without two
    adjacent months.
    """
    moves = np.abs(np.diff(np.asarray(paths, dtype=float), axis=1))
    known = np.isfinite(moves)
    count = known.sum(axis=1)
    total = np.where(known, moves, 0.0).sum(axis=1)
    mean = np.divide(total, count, out=np.full(len(count), np.nan), where=count > 0)
    return mean * np.sqrt(np.pi) / 2
