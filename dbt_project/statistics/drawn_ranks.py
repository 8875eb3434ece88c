"""How far up or down a board's items might stand if the survey were held again.

Ranks of normal draws round the estimates; the draws of one board's items are correlated, since the
same respondents rate them all (H. Goldstein and D. Spiegelhalter 1996, J. R. Stat. Soc. A 159,
385-443, on intervals of ranks by simulation).
"""

import numpy as np

SMALLEST_EIGENVALUE = 1e-9
PROBLEMS_AT_ONCE = 64


def correlated_deviates(correlation: np.ndarray, draws: int, seed: int) -> np.ndarray:
    """Standard normal deviates (m, p, draws), correlated as each of the matrices (m, p, p).

    All matrices colour the same white deviates, so results do not hang on the order of problems. A
    matrix that is not quite positive semi-definite is bent to the nearest spectrum that is.
    """
    items = correlation.shape[-1]
    white = np.random.default_rng([seed, items]).standard_normal((items, draws))
    values, vectors = np.linalg.eigh(correlation)
    roots = vectors * np.sqrt(np.maximum(values, SMALLEST_EIGENVALUE))[..., None, :]
    roots /= np.sqrt((roots**2).sum(axis=-1, keepdims=True))
    return roots @ white


def rank_intervals(
    index: np.ndarray, error: np.ndarray, deviates: np.ndarray, chosen: np.ndarray, rate: float
) -> tuple[np.ndarray, np.ndarray]:
    """Lowest and highest rank (b, p) that hold the middle `rate` of each item's drawn ranks.

    `index` (b, p): what is ranked, the largest first. `error` (b, p): its standard errors.
    `deviates` (m, p, draws) and `chosen` (b,): which of the m each problem draws with. Rank 1 is
    best; a tie takes the better rank.
    """
    low, high = np.empty(index.shape, dtype=np.int64), np.empty(index.shape, dtype=np.int64)
    # single precision, and as many problems at once as a processor's cache holds: half the time
    index, error = index.astype(np.float32), error.astype(np.float32)
    for number, drawn_with in enumerate(deviates.astype(np.float32)):
        problems = np.flatnonzero(np.asarray(chosen) == number)
        for start in range(0, len(problems), PROBLEMS_AT_ONCE):
            part = problems[start : start + PROBLEMS_AT_ONCE]
            drawn = error[part, :, None] * drawn_with
            drawn += index[part, :, None]
            low[part], high[part] = _middle(_ranks(drawn), rate)
    return low, high


def _ranks(drawn: np.ndarray) -> np.ndarray:
    """Ranks (b, p, draws) along the items, 1 for the largest, by counting who is above whom."""
    items = drawn.shape[1]
    ranks = np.ones(drawn.shape, dtype=np.int8)
    for first in range(items):
        for second in range(first + 1, items):
            above = drawn[:, first] > drawn[:, second]
            ranks[:, second] += above
            ranks[:, first] += ~above & (drawn[:, first] != drawn[:, second])
    return ranks


def _middle(ranks: np.ndarray, rate: float) -> tuple[np.ndarray, np.ndarray]:
    """Quantiles (1 - rate)/2 and (1 + rate)/2 of the ranks, as ranks that were drawn."""
    draws = ranks.shape[-1]
    ordered = np.sort(ranks, axis=-1, kind="stable")
    tail = int(np.floor(draws * (1 - rate) / 2))
    return ordered[..., tail], ordered[..., draws - 1 - tail]
