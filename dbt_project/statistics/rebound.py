"""How far a figure that was chosen because it was low will rise by itself.

A low figure is partly a low truth and partly bad luck; the luck does not come again (F. Galton 1886,
Journal of the Anthropological Institute 15, 246-263). Of its distance from the mean the share
reliability stays and the share 1 - reliability is expected to vanish (T. L. Kelley 1947, Fundamentals
of Statistics).

The reliability needed is that of the window that did the choosing: how much of a unit's distance from
its peers is found again in the next window of the same length. It is therefore measured as test and
retest between adjacent windows of the metric's own history. Sampling errors alone would give too much:
they count a shock that really happened, and passed, as a lasting truth.
"""

from __future__ import annotations

import numpy as np


def reliability(history: np.ndarray, groups: np.ndarray, months: int) -> float:
    """Share of a unit's distance from its group's mean that the next window finds again, 0 to 1.

    `history` (units, months): monthly values, NaN where there is none. `groups` (units,): units are
    compared within a group, such as the cities of a province. `months`: length of a window. All pairs
    of adjacent windows and all units that are complete in both count; 2·Σxy / (Σx² + Σy²), which is
    the slope on the first window for a series whose spread does not change, and uses both windows for
    it. NaN where no pair of windows holds two units of one group, or all are equal.
    """
    product, squares = 0.0, 0.0
    groups = np.asarray(groups)
    for start in range(history.shape[1] - 2 * months + 1):
        first = history[:, start : start + months].mean(axis=1)
        second = history[:, start + months : start + 2 * months].mean(axis=1)
        complete = np.isfinite(first) & np.isfinite(second)
        _, place = np.unique(groups[complete], return_inverse=True)
        first, second = _centred(first[complete], place), _centred(second[complete], place)
        product += float((first * second).sum())
        squares += float((first**2).sum() + (second**2).sum())
    return float(np.clip(2 * product / squares, 0.0, 1.0)) if squares > 0 else float("nan")


def expected_rebound(reliability_rate: float, value: float, mean: float) -> float:
    """Change towards `mean` that a figure chosen for its `value` shows by itself, in its unit.

    Positive for a figure below the mean. For pilots against controls: their means over the choosing
    months; for a province: its value and the mean of all provinces.
    """
    return (1 - reliability_rate) * (mean - value)


def _centred(values: np.ndarray, place: np.ndarray) -> np.ndarray:
    """Distance from the mean of each value's group."""
    if not len(values):
        return values
    return values - (np.bincount(place, values) / np.bincount(place))[place]
