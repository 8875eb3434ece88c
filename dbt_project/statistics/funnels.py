"""Luck against merit among peers: funnel limits with over-dispersion, and shrunken values.

D. J. Spiegelhalter (2005), Funnel plots for comparing institutional performance, Statistics in
Medicine 24, 1185-1202, and Handling over-dispersion of performance indicators, Quality and Safety
in Health Care 14, 347-351. Shrinkage is the empirical Bayes estimate of C. N. Morris (1983),
Journal of the American Statistical Association 78, 47-55.
"""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class PeerSpread:
    """One entry per peer group; centre and tau in the unit of the values."""

    count: np.ndarray
    centre: np.ndarray
    phi: np.ndarray
    tau: np.ndarray


def peer_spread(
    values: np.ndarray, errors: np.ndarray, groups: np.ndarray, group_count: int, winsor_rate: float
) -> PeerSpread:
    """How far peers differ beyond chance.

    `values` and their standard errors `errors` (> 0), one per unit; `groups` the unit's group,
    0 … group_count − 1. The centre is the plain mean of the peers. NaN for groups of none.

    z = (value − centre)/error, pulled in to the group's `winsor_rate` and 1 − `winsor_rate`
    quantiles; φ = mean z²; τ² = max(0, (Iφ − (I − 1))/(Σw − Σw²/Σw)) with w = 1/error².
    """
    order = np.argsort(groups, kind="stable")
    values, errors, groups = values[order], errors[order], groups[order]
    count = np.bincount(groups, minlength=group_count)

    def total(terms: np.ndarray) -> np.ndarray:
        return np.bincount(groups, terms, group_count)

    with np.errstate(invalid="ignore", divide="ignore"):
        centre = total(values) / count
        z = (values - centre[groups]) / errors
        low, high = _group_quantiles(z, groups, count, (winsor_rate, 1 - winsor_rate))
        phi = total(np.clip(z, low[groups], high[groups]) ** 2) / count
        weights = errors**-2
        precision = total(weights)
        spread = precision - total(weights**2) / precision
        excess = (count * phi - (count - 1)) / spread
    tau = np.sqrt(np.where((count > 1) & (excess > 0), excess, 0.0))
    return PeerSpread(count, centre, phi, np.where(count > 0, tau, np.nan))


def _group_quantiles(
    terms: np.ndarray, groups: np.ndarray, count: np.ndarray, rates: tuple[float, ...]
) -> list[np.ndarray]:
    """Linearly interpolated quantiles of each group; `groups` ascending."""
    ordered = terms[np.lexsort((terms, groups))]
    first = np.cumsum(count) - count
    found = []
    for rate in rates:
        position = rate * np.maximum(count - 1, 0)
        below = np.floor(position).astype(int)
        above = np.minimum(below + 1, np.maximum(count - 1, 0))
        last = max(len(ordered) - 1, 0)
        lower = ordered[np.minimum(first + below, last)]
        upper = ordered[np.minimum(first + above, last)]
        found.append(lower + (position - below) * (upper - lower))
    return found


def shrink(
    values: np.ndarray, errors: np.ndarray, centre: np.ndarray, tau: np.ndarray
) -> np.ndarray:
    """Each value drawn to its peers' centre: centre + B·(value − centre), B = τ²/(τ² + error²)."""
    return centre + (values - centre) * tau**2 / (tau**2 + errors**2)


def standing(
    values: np.ndarray, groups: np.ndarray, group_count: int, best_rate: float
) -> tuple[np.ndarray, np.ndarray]:
    """Percentile 0-100 of each value in its group, higher being better, and the best decile's edge.

    Ties share the middle of their ranks, so that peers who are all alike stand at 50. The edge, one
    per group (NaN for groups of none), is the `best_rate` quantile, linearly interpolated.
    """
    count = np.bincount(groups, minlength=group_count)
    order = np.lexsort((values, groups))
    ordered, members = values[order], groups[order]
    starts = np.ones(len(order), dtype=bool)
    starts[1:] = (members[1:] != members[:-1]) | (ordered[1:] != ordered[:-1])
    run = np.cumsum(starts) - 1
    first = np.flatnonzero(starts)
    size = np.diff(np.append(first, len(order)))
    begin = np.cumsum(count) - count
    middle = (first + size / 2)[run] - begin[members]
    percentile = np.empty(len(order))
    percentile[order] = 100 * middle / count[members]
    edge = np.full(group_count, np.nan)
    if len(order):
        found = _group_quantiles(ordered, members, count, (best_rate,))[0]
        edge = np.where(count > 0, found, np.nan)
    return percentile, edge
