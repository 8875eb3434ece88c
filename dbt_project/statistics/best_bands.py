"""Which units cannot be told from the best one: multiple comparisons with the best.

J. C. Hsu (1984), Constrained simultaneous confidence intervals for multiple comparisons with the
best, Annals of Statistics 12, 1136-1144: a unit may be the best unless some other is ahead of it by
more than the one-sided critical value of C. W. Dunnett (1955), Journal of the American Statistical
Association 50, 1096-1121, with the unit itself as control. Standard errors are taken as known.
"""

import numpy as np
from scipy.special import ndtr, ndtri

# Midpoint rule on ±6 standard deviations of the control: its error is below 1e-9 where the others'
# standard errors are a fifth of the control's or more, and only tails of 2e-9 are left out.
REACH, NODES = 6.0, 72
SEARCH_STEPS = 60


def probability_none_ahead(
    distance: np.ndarray, control_errors: np.ndarray, other_errors: np.ndarray
) -> np.ndarray:
    """Chance that no other unit is ahead of the control by `distance` errors if all are equal.

    `distance` and `control_errors` (n,), `other_errors` (n, k): standard errors. The k differences
    (other − control)/√(error² + control error²) share the control, so that their correlations are
    products and one integral over the control's own deviation z suffices:
    ∫ φ(z) Π_j Φ((distance·√(s_j² + s_0²) + s_0·z)/s_j) dz. An error of NaN is no unit.
    """
    step = 2 * REACH / NODES
    z = -REACH + (np.arange(NODES) + 0.5) * step
    density = np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi) * step
    found = np.ones((len(distance), NODES))
    for other in range(other_errors.shape[1]):
        error = other_errors[:, other, None]
        pair = np.hypot(error, control_errors[:, None])
        below = ndtr((distance[:, None] * pair + control_errors[:, None] * z) / error)
        found *= np.where(np.isnan(below), 1.0, below)
    return found @ density


def critical_value(control_error: float, other_errors: np.ndarray, confidence: float) -> float:
    """One-sided critical value of Dunnett for one control, by bisection."""
    low, high = 0.0, REACH
    control, others = np.array([control_error]), np.asarray(other_errors, dtype=float)[None, :]
    for _ in range(SEARCH_STEPS):
        middle = (low + high) / 2
        reached = probability_none_ahead(np.array([middle]), control, others)[0] >= confidence
        low, high = (low, middle) if reached else (middle, high)
    return (low + high) / 2


def may_be_best(values: np.ndarray, errors: np.ndarray, confidence: float) -> np.ndarray:
    """Boolean (leagues, units): not separable from the best of its league; higher is better.

    `values` and `errors` (leagues, units). The true best is in the band with at least `confidence`.
    """
    leagues, units = values.shape
    if units < 2:
        return np.ones((leagues, units), dtype=bool)
    ahead = (values[:, None, :] - values[:, :, None]) / np.hypot(
        errors[:, None, :], errors[:, :, None]
    )
    ahead[:, np.arange(units), np.arange(units)] = -np.inf
    farthest = ahead.max(axis=2)
    # the critical value lies between that of one comparison and Bonferroni's: most need no integral
    band = farthest < ndtri(confidence)
    unsure = ~band & (farthest < ndtri(1 - (1 - confidence) / (units - 1)))
    league, unit = np.nonzero(unsure)
    if len(league):
        others = errors[league].copy()
        others[np.arange(len(league)), unit] = np.nan
        inside = probability_none_ahead(farthest[unsure], errors[unsure], others)
        band[unsure] = inside < confidence
    return band
