"""Turn latent quality into answers on a rating scale, the way respondents do."""

import numpy as np

WITHIN_SD = 17.0
"""Spread of respondents of one hall round its level, points of 0–100."""
COMMON_SHARE = 0.5
"""Correlation of two elements within one respondent."""


def correlated(
    rng: np.random.Generator, rows: int, items: int, common: float = COMMON_SHARE
) -> tuple[np.ndarray, np.ndarray]:
    """Standard normal deviates with pairwise correlation `common`, and the factor behind it."""
    factor = rng.standard_normal(rows, dtype=np.float32)
    own = rng.standard_normal((rows, items), dtype=np.float32)
    own *= np.float32(np.sqrt(1 - common))
    own += (np.float32(np.sqrt(common)) * factor)[:, None]
    return own, factor


def rate(points: np.ndarray, lowest: int, highest: int) -> np.ndarray:
    """Points of 0–100 rounded to the scale and cut off at its ends; int8."""
    steps = highest - lowest
    return np.clip(np.rint(points * (steps / 100)) + lowest, lowest, highest).astype(np.int8)


def lift(
    rng: np.random.Generator, ratings: np.ndarray, points: float, lowest: int, highest: int
) -> np.ndarray:
    """Raise the expected score by exactly `points` of 0–100: some below the top answer one step up.

    Negative points lower it. Moving the latent level instead would lose what the scale's end cuts
    off. Raises ValueError where too few answers can move.
    """
    steps = points / 100 * (highest - lowest)
    movable = ratings < highest if steps > 0 else ratings > lowest
    share = abs(steps) / max(movable.mean(), 1e-9)
    if share > 1:
        raise ValueError(
            f"cannot move ratings by {points} points: too many at the end of the scale"
        )
    moved = movable & (rng.random(ratings.shape) < share)
    return (ratings + np.where(moved, np.sign(steps), 0)).astype(np.int8)
