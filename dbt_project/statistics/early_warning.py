"""How likely chance alone makes a control chart look this bad, and which of many charts to believe.

Limits set from twelve months are guesses: they alarm far more often than the textbook says. The
tails here carry the guess. False discovery rate: Y. Benjamini and Y. Hochberg (1995), Controlling
the false discovery rate, Journal of the Royal Statistical Society B 57, 289-300.
"""

import numpy as np
from scipy import special


def tail_probability(
    z: np.ndarray, degrees_of_freedom: np.ndarray, skewness: np.ndarray
) -> np.ndarray:
    """P(Z >= z) under chance, for standardised deviations towards the worse.

    All arrays (n,). The larger of two tails: Student's t with `degrees_of_freedom` (NaN or infinite:
    normal), for variances that are estimated; and where `skewness` (third standardised moment) is
    above 0, Pearson's type III, for counts so small that their distribution leans. NaN stays NaN.
    """
    z, df = np.asarray(z, dtype=float), np.asarray(degrees_of_freedom, dtype=float)
    skewness = np.asarray(skewness, dtype=float)
    symmetric = special.stdtr(np.where(np.isfinite(df), df, 1e9), -z)
    leaning = np.isfinite(z) & (skewness > 0)
    # type III with mean 0 and variance 1 is a shifted gamma of shape 4/skewness²
    shape = 4 / np.where(leaning, skewness, 1.0) ** 2
    beyond = np.maximum(shape + 2 * z / np.where(leaning, skewness, 1.0), 0.0)
    return np.where(leaning, np.maximum(symmetric, special.gammaincc(shape, beyond)), symmetric)


def smaller_of_two(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """The p-value of whoever looks at two charts and believes the worse (Bonferroni)."""
    return np.minimum(2 * np.fmin(first, second), 1.0)


def false_discovery_rates(p_values: np.ndarray, families: np.ndarray) -> np.ndarray:
    """Benjamini-Hochberg q-values within each family; NaN where the p-value is NaN."""
    q_values = np.full(len(p_values), np.nan)
    known = np.isfinite(p_values)
    for family in np.unique(families[known]):
        chosen = np.flatnonzero(known & (families == family))
        order = chosen[np.argsort(p_values[chosen], kind="stable")]
        scaled = p_values[order] * len(order) / np.arange(1, len(order) + 1)
        q_values[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return q_values
